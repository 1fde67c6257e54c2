using Inspection.Kernel;

namespace Inspection.Recommendations;

/// <summary>The dates of an action that somebody is held to.</summary>
internal sealed class ActionDeadlines : Deadlines<ActionRow>
{
    private static readonly DeadlineKind Due = new("action-due", "Action due", nameof(ActionRow.Due));

    private static readonly DeadlineKind Reached = new(
        "milestone-due",
        "Milestone due",
        $"{nameof(ActionRow.Milestones)}.{nameof(Milestone.Due)}"
    );

    public override IReadOnlyList<DeadlineKind> Kinds => [Due, Reached];

    public override IEnumerable<Deadline> Of(ActionRow row)
    {
        Guid[] posts = row.Owner is { } owner ? [owner] : [];
        yield return new(Due, $"Action {row.Reference}", row.Text, $"/actions/{row.Id}", row.Due, row.IsOpen)
        {
            Posts = posts,
        };

        foreach (var milestone in row.Milestones)
            yield return new(
                Reached,
                $"Milestone of action {row.Reference}",
                milestone.Text,
                $"/actions/{row.Id}",
                milestone.Due,
                row.IsOpen && milestone.ReachedOn is null
            )
            {
                Part = milestone.Id.ToString(),
                Posts = posts,
            };
    }
}
