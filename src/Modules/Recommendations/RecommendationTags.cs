using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>The status in words and colour; what is late says so.</summary>
internal static class RecommendationTags
{
    public static Tag Status(RecommendationRow row, DateOnly today) =>
        Of(row.Status, row is { IsOpen: true, Due: { } due } && due < today);

    public static Tag Of(RecommendationStatus status, bool isLate) =>
        status switch
        {
            RecommendationStatus.NotStarted when isLate => new("Late, not started", TagColour.Red),
            RecommendationStatus.InProgress when isLate => new("Late, in progress", TagColour.Red),
            RecommendationStatus.InProgress => new("In progress", TagColour.Blue),
            RecommendationStatus.Implemented => new("Implemented", TagColour.Green),
            _ => new(Words.Of(status), TagColour.Grey),
        };
}
