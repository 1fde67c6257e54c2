using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>The status in words and colour; what is late says so.</summary>
internal static class RecommendationTags
{
    private static readonly Tag NotAccepted = new("Not accepted", TagColour.Grey);

    public static Tag Status(RecommendationRow row, DateOnly today) =>
        Of(row.Status, row is { IsOpen: true, Due: { } due } && due < today, row.NotAccepted);

    public static Tag Of(RecommendationStatus status, bool isLate, bool notAccepted = false) =>
        notAccepted ? NotAccepted
        : isLate && Moves.IsOpen(status) ? new($"Late, {Words.Of(status).ToLowerInvariant()}", TagColour.Red)
        : status switch
        {
            RecommendationStatus.PlanSubmitted => new(Words.Of(status), TagColour.Purple),
            RecommendationStatus.InProgress => new(Words.Of(status), TagColour.Blue),
            RecommendationStatus.AwaitingValidation => new(Words.Of(status), TagColour.Yellow),
            RecommendationStatus.Implemented => new(Words.Of(status), TagColour.Green),
            _ => new(Words.Of(status), TagColour.Grey),
        };

    public static Tag Of(ActionRow action, DateOnly today) =>
        action is { IsOpen: true, Due: { } due } && due < today
            ? new($"Late, {Words.Of(action.State).ToLowerInvariant()}", TagColour.Red)
            : action.State switch
            {
                ActionState.InProgress => new(Words.Of(action.State), TagColour.Blue),
                ActionState.Blocked => new(Words.Of(action.State), TagColour.Orange),
                ActionState.Done => new(Words.Of(action.State), TagColour.Green),
                _ => new(Words.Of(action.State), TagColour.Grey),
            };

    public static Tag Of(EvidenceRow evidence, DateOnly today) =>
        evidence.IsExpired(today) ? new("Expired", TagColour.Red) : Of(evidence.State);

    public static Tag Of(EvidenceState state) =>
        state switch
        {
            EvidenceState.Submitted => new("Submitted", TagColour.Yellow),
            EvidenceState.Accepted => new("Accepted", TagColour.Green),
            EvidenceState.Rejected => new("Rejected", TagColour.Red),
            _ => new(Words.Of(state), TagColour.Grey),
        };

    /// <summary>"never", "once", "twice", "3 times".</summary>
    public static string Times(int count) =>
        count switch
        {
            0 => "never",
            1 => "once",
            2 => "twice",
            _ => $"{count} times",
        };

    public static bool IsBackward(Move move) =>
        move is Move.ReturnPlan or Move.ReopenPlan or Move.ReturnCompletion or Move.Reopen;

    public static bool IsEnding(Move move) =>
        move is Move.CloseNotImplemented or Move.CloseSuperseded or Move.CloseNoLongerApplicable;

    /// <summary>The way to being sustained, with what of it is behind.</summary>
    public static IReadOnlyList<(string Text, bool Done, bool Now)> Steps(RecommendationRow row)
    {
        if (row.NotAccepted)
            return [(NotAccepted.Text, false, true)];
        if (
            row.Status == RecommendationStatus.ForInformation
            || !row.IsOpen && row.Status != RecommendationStatus.Implemented
        )
            return [(Words.Of(row.Status), false, true)];

        string[] way =
        [
            "Plan",
            "Plan approved",
            "Work done",
            "Validated",
            .. Recommendation.Reviews.Select(months => $"Embedded at {months} months"),
        ];
        var now = row.Status switch
        {
            RecommendationStatus.NotStarted => 0,
            RecommendationStatus.PlanSubmitted => 1,
            RecommendationStatus.InProgress => 2,
            RecommendationStatus.AwaitingValidation => 3,
            _ => 4 + row.Embedded.Count,
        };
        return [.. way.Index().Select(step => (step.Item, step.Index < now, step.Index == now))];
    }
}
