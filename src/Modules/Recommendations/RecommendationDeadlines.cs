using Inspection.Kernel;

namespace Inspection.Recommendations;

/// <summary>The dates of a recommendation that somebody is held to.</summary>
internal sealed class RecommendationDeadlines : Deadlines<RecommendationRow>
{
    private static readonly DeadlineKind Due = new(
        "recommendation-due",
        "Recommendation due",
        nameof(RecommendationRow.Due)
    );

    /// <summary>What has no date is looked at again on a day instead.</summary>
    private static readonly DeadlineKind Review = new(
        "recommendation-review",
        "Review of a recommendation without a date",
        nameof(RecommendationRow.ReviewOn)
    );

    private static readonly DeadlineKind Embedded = new(
        "embeddedness-review",
        "Embeddedness review due",
        nameof(RecommendationRow.NextReview)
    );

    public override IReadOnlyList<DeadlineKind> Kinds => [Due, Review, Embedded];

    public override IEnumerable<Deadline> Of(RecommendationRow row)
    {
        if (row.Due is not null)
            yield return Stand(Due, row.Due, row.IsOpen);
        else
            yield return Stand(Review, row.ReviewOn, row.IsOpen);

        if (row.NextReview is not null)
            yield return Stand(Embedded, row.NextReview, isOpen: true);

        Deadline Stand(DeadlineKind kind, DateOnly? due, bool isOpen) =>
            new(kind, row.Called, row.Text, $"/recommendations/{row.Id}", due, isOpen) { Posts = row.Owners };
    }
}
