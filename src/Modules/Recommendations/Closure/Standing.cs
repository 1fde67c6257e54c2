using Dapper;
using Inspection.Contracts.Organisation;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
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
    private const string Actions =
        $"select * from action a where division = @Division and {ActionRow.Serving} order by due nulls last, id";

    private const string Evidence =
        $"select * from evidence e where division = @Division and {EvidenceRow.Serving} order by effective_on desc, id";

    /// <summary>What <see cref="Read"/> reads the answers to, of <c>@recommendation</c> in <c>@Division</c>.</summary>
    public const string Question = $"""
        select * from recommendation where division = @Division and id = @recommendation;
        select r.* from report r join recommendation i on i.division = r.division and i.report = r.id
        where i.division = @Division and i.id = @recommendation;
        {Actions};
        {Evidence};
        """;

    /// <summary>A recommendation with its report, actions and evidence, in one round trip.</summary>
    /// <exception cref="NotFoundException">The division has no such recommendation.</exception>
    public static async Task<ClosingFacts> ClosingFacts(
        this Session session,
        Guid recommendation,
        CancellationToken cancel = default
    )
    {
        await using var answers = await session.Several(
            Question,
            new { session.Caller.Division, recommendation },
            cancel
        );
        return await Read(answers, recommendation);
    }

    /// <exception cref="NotFoundException">The division has no such recommendation.</exception>
    public static async Task<ClosingFacts> Read(SqlMapper.GridReader answers, Guid recommendation) =>
        new(
            await answers.ReadSingleOrDefaultAsync<RecommendationRow>()
                ?? throw Lookups.NoRecommendation(recommendation),
            await answers.ReadSingleOrDefaultAsync<ReportRow>(),
            [.. await answers.ReadAsync<ActionRow>()],
            [.. await answers.ReadAsync<EvidenceRow>()]
        );

    public static Task<IReadOnlyList<ActionRow>> ActionsOf(
        this Session session,
        Guid recommendation,
        CancellationToken cancel = default
    ) => session.Query<ActionRow>(Actions, new { session.Caller.Division, recommendation }, cancel);

    public static Task<IReadOnlyList<EvidenceRow>> EvidenceOf(
        this Session session,
        Guid recommendation,
        CancellationToken cancel = default
    ) => session.Query<EvidenceRow>(Evidence, new { session.Caller.Division, recommendation }, cancel);
}
