using System.Collections.Concurrent;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Kernel.Ui;

/// <summary>What the frame of every page shows: where one can go, whose data it is, and of when.</summary>
/// <param name="Navigation">The places the caller may go, in order.</param>
/// <param name="Division">The division's name, or null where nobody has signed in.</param>
/// <param name="Demonstration">The division's data is invented.</param>
/// <param name="AsAt">The past moment that is shown, or null for now.</param>
public sealed record Frame(
    IReadOnlyList<NavigationItem> Navigation,
    string? Division,
    bool Demonstration,
    DateTimeOffset? AsAt
)
{
    /// <summary>The links of the header, beside the account.</summary>
    public IReadOnlyList<HeaderLink> Links { get; init; } = [];

    /// <summary>The frame for nobody: nothing to go to.</summary>
    public static Frame Empty { get; } = new([], null, false, null);

    // Names change seldom; every page would ask again otherwise.
    private static readonly ConcurrentDictionary<(Database, int), (Named Division, long Until)> Known = [];

    /// <summary>The frame for the caller of this request.</summary>
    public static async Task<Frame> Of(IServiceProvider services, CancellationToken cancel = default)
    {
        var session = services.GetRequiredService<Session>();

        if (session.Caller.Division == 0)
            return Empty;

        var division = await Name(services, session, cancel);
        var allowed = services.GetService<IPermissions>() is { } permissions
            ? await permissions.For(session, cancel)
            : new HashSet<Policy>();
        var links = new List<HeaderLink>();

        foreach (var link in services.GetServices<IHeaderLink>().Where(link => allowed.Contains(link.Policy)))
            links.Add(await link.Load(session, cancel));

        return new(
            [
                .. services
                    .GetRequiredService<IReadOnlyList<IModule>>()
                    .SelectMany(module => module.Navigation)
                    .Where(item => allowed.Contains(item.Policy))
                    .OrderBy(item => item.Order)
                    .ThenBy(item => item.Text, StringComparer.Ordinal),
            ],
            division?.Name,
            division?.Demonstration ?? false,
            session.Caller.AsAt
        )
        {
            Links = links,
        };
    }

    private static async Task<Named?> Name(IServiceProvider services, Session session, CancellationToken cancel)
    {
        var key = (services.GetRequiredService<Database>(), session.Caller.Division);

        if (Known.TryGetValue(key, out var known) && known.Until > Environment.TickCount64)
            return known.Division;

        var named = await session.One<Named>(
            "select name, demonstration from kernel.divisions where id = @Division",
            new { session.Caller.Division },
            cancel
        );

        if (named is not null)
            Known[key] = (named, Environment.TickCount64 + 60_000);

        return named;
    }

    private sealed record Named(string Name, bool Demonstration);
}
