using Inspection.Contracts.Organisation;
using Inspection.Kernel.Divisions;
using MediatR;

namespace Inspection.Recommendations;

/// <summary>How people stand to a recommendation: who owns it, who is Head of Division.</summary>
internal sealed class Standing(IMediator mediator)
{
    /// <summary>Everyone who holds, or held since it was recorded, a post that owns it or one of its actions.</summary>
    public async Task<IReadOnlySet<Guid>> OwnersOf(ClosingFacts facts, CancellationToken cancel = default) =>
        (
            await mediator.Send(
                new ListHolders(
                    [
                        .. facts
                            .Recommendation.Owners.Concat(facts.Actions.Select(action => action.Owner).OfType<Guid>())
                            .Distinct(),
                    ],
                    facts.Recommendation.RecordedOn
                ),
                cancel
            )
        ).ToHashSet();

    /// <summary>Whether a person holds any post today.</summary>
    public async Task<bool> HoldsPost(Guid person, CancellationToken cancel) =>
        (await mediator.Send(new ListPosts(), cancel)).Any(post => post.Holders.Contains(person));

    /// <summary>Whether a person holds the post of Head of Division today.</summary>
    public async Task<Func<Guid, bool>> Heads(CancellationToken cancel)
    {
        var heads = (await mediator.Send(new ListPosts(), cancel))
            .Where(post => post.Kind == PostKind.HeadOfDivision)
            .SelectMany(post => post.Holders)
            .ToHashSet();
        return heads.Contains;
    }
}

internal static class Facts
{
    /// <summary>A recommendation with its actions and evidence, in one round trip each.</summary>
    /// <exception cref="Kernel.Events.NotFoundException">The division has no such recommendation.</exception>
    public static async Task<ClosingFacts> ClosingFacts(
        this Session session,
        Guid recommendation,
        CancellationToken cancel = default
    )
    {
        var row = await session.Recommendation(recommendation, cancel);
        var published = await session.One<DateOnly?>(
            "select published from report where id = @Report",
            new { row.Report },
            cancel
        );
        return new(
            row,
            published ?? row.RecordedOn,
            await session.ActionsOf(recommendation, cancel),
            await session.EvidenceOf(recommendation, cancel)
        );
    }

    public static Task<IReadOnlyList<ActionRow>> ActionsOf(
        this Session session,
        Guid recommendation,
        CancellationToken cancel = default
    ) =>
        session.Query<ActionRow>(
            $"select * from action a where division = @Division and {ActionRow.Serving} order by due nulls last, id",
            new { session.Caller.Division, recommendation },
            cancel
        );

    public static Task<IReadOnlyList<EvidenceRow>> EvidenceOf(
        this Session session,
        Guid recommendation,
        CancellationToken cancel = default
    ) =>
        session.Query<EvidenceRow>(
            $"select * from evidence e where division = @Division and {EvidenceRow.Serving} order by effective_on desc, id",
            new { session.Caller.Division, recommendation },
            cancel
        );
}
