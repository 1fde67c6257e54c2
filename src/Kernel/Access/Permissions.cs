using Inspection.Kernel.Divisions;

namespace Inspection.Kernel.Access;

/// <summary>Says what the caller of a session may do; the Organisation answers from the posts they hold today.</summary>
public interface IPermissions
{
    /// <summary>The policies that hold for the session's caller; empty for nobody.</summary>
    ValueTask<IReadOnlySet<Policy>> For(Session session, CancellationToken cancel = default);
}

/// <summary>Says what people are called; the Organisation answers.</summary>
public interface IPeople
{
    /// <summary>The name of a person of the session's division; "Someone" for who is unknown or was erased.</summary>
    ValueTask<string> NameOf(Guid person, Session session, CancellationToken cancel = default);
}

/// <summary>The caller may not do this. The message is shown to the person.</summary>
public sealed class ForbiddenException(Policy needed) : Exception($"You do not have permission to do this ({needed})")
{
    /// <summary>The policy that the caller lacks.</summary>
    public Policy Needed { get; } = needed;
}
