using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>What happened to an action, in words.</summary>
internal static class ActionHistory
{
    public static string Title(DomainEvent happened) =>
        happened switch
        {
            Action.Planned => "Planned",
            Action.Reworded => "Reworded",
            Action.Assigned => "Owner assigned",
            Action.Dated e => $"Due date set to {Words.Date(e.Due)}",
            Action.MadeToServe => "What it serves changed",
            Action.MadeToDepend e => e.Actions.Count == 0 ? "Waits for nothing any more" : "What it waits for changed",
            Action.MilestoneSet e => $"Milestone set for {Words.Date(e.Due)}",
            Action.MilestoneReached e => $"Milestone reached on {Words.Date(e.On)}",
            Action.MilestoneRemoved => "Milestone removed",
            Action.Started => "Started",
            Action.Blocked => "Blocked",
            Action.Unblocked => "Goes on",
            Action.Finished => "Done",
            Action.Reopened => "Opened again",
            Action.Withdrawn => "Withdrawn",
            Action.Noted => "Progress note",
            _ => Words.Split(happened.GetType().Name),
        };

    /// <summary>More about it: reasons, notes and names.</summary>
    public static string? Detail(DomainEvent happened, Func<Guid, string> post, Func<Guid, string?> milestone) =>
        happened switch
        {
            Action.Planned e => e.Measure is null ? e.Text : $"{e.Text}\nSuccess measure: {e.Measure}",
            Action.Reworded e => e.Measure is null ? e.Text : $"{e.Text}\nSuccess measure: {e.Measure}",
            Action.Assigned e => post(e.Owner),
            Action.Dated e => e.Reason,
            Action.MilestoneSet e => e.Text,
            Action.MilestoneReached e => milestone(e.Milestone),
            Action.MilestoneRemoved e => milestone(e.Milestone),
            Action.Started e => e.Note,
            Action.Blocked e => e.Reason,
            Action.Unblocked e => e.Note,
            Action.Finished e => e.Note,
            Action.Reopened e => e.Reason,
            Action.Withdrawn e => e.Reason,
            Action.Noted e => e.Text,
            _ => null,
        };

    /// <summary>Everything that happened, newest first.</summary>
    public static IReadOnlyList<Happening> Of(
        IReadOnlyList<StoredEvent> history,
        Func<Guid, string> post,
        IReadOnlyDictionary<Guid, string> names
    )
    {
        var milestones = history
            .Select(one => one.Data)
            .OfType<Action.MilestoneSet>()
            .GroupBy(one => one.Milestone)
            .ToDictionary(all => all.Key, all => all.Last().Text);

        return
        [
            .. history
                .Reverse()
                .Select(one => new Happening(
                    one.Version,
                    Title(one.Data),
                    Detail(one.Data, post, id => milestones.GetValueOrDefault(id)),
                    names.GetValueOrDefault(one.Actor, "Someone"),
                    one.At,
                    one.Data is Action.Noted
                )),
        ];
    }
}
