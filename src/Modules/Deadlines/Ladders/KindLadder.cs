using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Deadlines;

/// <summary>The ladder that a kind of deadline follows now.</summary>
/// <param name="Kind">The kind's key; of the standard ladder, <see cref="Ladder.Standard"/>.</param>
/// <param name="IsOwn">Whether somebody has set it; else it is the standard ladder, or the standard as it was at first.</param>
internal sealed record KindLadder(string Kind, string Title, bool IsOwn, IReadOnlyList<Rung> Rungs)
{
    public bool IsStandard => Kind == Ladder.Standard;
}

/// <summary>Every ladder: the standard one, then that of each kind.</summary>
[Allow(Policy.Read), Api("GET", "/api/deadlines/ladders")]
internal sealed record ListLadders : IQuery<IReadOnlyList<KindLadder>>
{
    internal sealed class Handler(Session session, Kinds kinds)
        : IRequestHandler<ListLadders, IReadOnlyList<KindLadder>>
    {
        public async Task<IReadOnlyList<KindLadder>> Handle(ListLadders query, CancellationToken cancel)
        {
            var rules = await Rules.Load(session, cancel);

            return
            [
                .. kinds
                    .All.Select(kind => (kind.Key, kind.Title))
                    .Prepend((Ladder.Standard, "Standard ladder"))
                    .Select(kind => new KindLadder(
                        kind.Item1,
                        kind.Item2,
                        rules.Ladders.ContainsKey(kind.Item1),
                        rules.LadderOf(kind.Item1)
                    )),
            ];
        }
    }

    /// <exception cref="NotFoundException">No module declares the kind.</exception>
    internal static void Require(Kinds kinds, string? kind)
    {
        if (kind != Ladder.Standard && kinds.All.All(one => one.Key != kind))
            throw new NotFoundException($"There is no kind of deadline called {kind}");
    }
}
