using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>An action's state in words and colour; what is late says so.</summary>
internal static class ActionTags
{
    public static Tag Of(ActionRow row, DateOnly today) =>
        Of(row.State, row is { IsOpen: true, Due: { } due } && due < today);

    public static Tag Of(ActionState state, bool isLate) =>
        state switch
        {
            ActionState.NotStarted or ActionState.InProgress or ActionState.Blocked when isLate => new(
                $"Late, {Words.Of(state).ToLowerInvariant()}",
                TagColour.Red
            ),
            ActionState.InProgress => new(Words.Of(state), TagColour.Blue),
            ActionState.Blocked => new(Words.Of(state), TagColour.Orange),
            ActionState.Done => new(Words.Of(state), TagColour.Green),
            _ => new(Words.Of(state), TagColour.Grey),
        };
}
