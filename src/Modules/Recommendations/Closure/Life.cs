using Inspection.Kernel.Access;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Recommendations;

/// <summary>The table of moves, drawn.</summary>
[Allow(Policy.Read)]
internal sealed class LifePage : PageModel
{
    /// <summary>Where each status stands in the picture.</summary>
    public static IReadOnlyDictionary<RecommendationStatus, (int X, int Y)> Places { get; } =
        new Dictionary<RecommendationStatus, (int, int)>
        {
            [RecommendationStatus.NotStarted] = (20, 40),
            [RecommendationStatus.PlanSubmitted] = (240, 40),
            [RecommendationStatus.InProgress] = (460, 40),
            [RecommendationStatus.AwaitingValidation] = (680, 40),
            [RecommendationStatus.Implemented] = (900, 40),
            [RecommendationStatus.NotImplemented] = (240, 220),
            [RecommendationStatus.Superseded] = (460, 220),
            [RecommendationStatus.NoLongerApplicable] = (680, 220),
        };

    public const int Width = 170;

    public const int Height = 56;

    /// <summary>The moves between two statuses, one arrow for all of them; endings are drawn as one from the open ones.</summary>
    public static IEnumerable<(RecommendationStatus From, RecommendationStatus To, string Words)> Arrows =>
        Moves
            .Table.Where(step => !RecommendationTags.IsEnding(step.Move) && step.From != step.To)
            .Where(step => Moves.IsOpen(step.From) || step.From == RecommendationStatus.Implemented)
            .Select(step => (step.From, step.To, Moves.Text(step.Move)));
}
