using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;

namespace Inspection.Recommendations;

/// <summary>One row of the register by its id, as pages and queries need it.</summary>
internal static class Lookups
{
    /// <exception cref="NotFoundException">The division has no such report.</exception>
    public static async Task<ReportRow> Report(this Session session, Guid id, CancellationToken cancel = default) =>
        await session.One<ReportRow>("select * from report where id = @id", new { id }, cancel)
        ?? throw new NotFoundException($"There is no report {id}");

    /// <exception cref="NotFoundException">The division has no such recommendation.</exception>
    public static async Task<RecommendationRow> Recommendation(
        this Session session,
        Guid id,
        CancellationToken cancel = default
    ) =>
        await session.One<RecommendationRow>("select * from recommendation where id = @id", new { id }, cancel)
        ?? throw NoRecommendation(id);

    public static NotFoundException NoRecommendation(Guid id) => new($"There is no recommendation {id}");

    /// <exception cref="NotFoundException">The division has no such action.</exception>
    public static async Task<ActionRow> Action(this Session session, Guid id, CancellationToken cancel = default) =>
        await session.One<ActionRow>("select * from action where id = @id", new { id }, cancel)
        ?? throw new NotFoundException($"There is no action {id}");

    /// <summary>These recommendations, in the order of their reports.</summary>
    public static Task<IReadOnlyList<RecommendationRow>> Recommendations(
        this Session session,
        IEnumerable<Guid> ids,
        CancellationToken cancel = default
    ) =>
        session.Query<RecommendationRow>(
            "select * from recommendation where division = @Division and id = any (@ids) order by report, ordinal",
            new { session.Caller.Division, ids = ids.ToArray() },
            cancel
        );

    /// <summary>These actions.</summary>
    public static Task<IReadOnlyList<ActionRow>> Actions(
        this Session session,
        IEnumerable<Guid> ids,
        CancellationToken cancel = default
    ) =>
        session.Query<ActionRow>(
            "select * from action where division = @Division and id = any (@ids) order by due nulls last, id",
            new { session.Caller.Division, ids = ids.ToArray() },
            cancel
        );
}
