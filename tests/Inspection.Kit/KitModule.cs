using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;

namespace Inspection.Kit;

/// <summary>A module that exists in tests only: it uses every part of the page kit.</summary>
public sealed class KitModule : IModule
{
    public IReadOnlyList<NavigationItem> Navigation =>
        [
            new("My work", "/", Policy.Read, 1),
            new("Findings", "/kit/findings", Policy.Read, 2),
            new("Components", "/kit", Policy.Read, 3),
            new("Assign a finding", "/kit/form", Policy.Contribute, 4),
            new("People of the kit", "/kit/people", Policy.Administer, 5),
        ];
}

/// <summary>Everything but administration.</summary>
internal sealed class KitPermissions : IPermissions
{
    private static readonly HashSet<Policy> All = [Policy.Read, Policy.Contribute, Policy.Manage];

    public ValueTask<IReadOnlySet<Policy>> For(Session session, CancellationToken cancel = default) =>
        ValueTask.FromResult<IReadOnlySet<Policy>>(session.Caller.Division == 0 ? new HashSet<Policy>() : All);
}
