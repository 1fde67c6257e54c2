using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>The status in words and colour; late and due soon show before the status that a person chose.</summary>
internal static class RecommendationTags
{
    public static Tag Status(RecommendationRow row, DateOnly today) =>
        row switch
        {
            { IsOpen: true, Due: { } due } when due < today => new("Late", TagColour.Red),
            { Status: RecommendationStatus.NotStarted } => new("Not started", TagColour.Grey),
            { Status: RecommendationStatus.InProgress } => new("In progress", TagColour.Blue),
            { Status: RecommendationStatus.Implemented } => new("Implemented", TagColour.Green),
            _ => new(Words.Of(row.Status), TagColour.Grey),
        };
}
