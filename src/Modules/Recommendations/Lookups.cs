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
        ?? throw new NotFoundException($"There is no recommendation {id}");
}
