using Inspection.Kernel;
using Inspection.Kernel.Events;

namespace Inspection.Recommendations;

/// <summary>An action as lists, the board and the timeline show it.</summary>
[ReadModel(
    "recommendations.action",
    Indexes = [
        "recommendation",
        "state, due",
        "owner",
        "due, id",
        "due, id where is_open",
        "id where is_open and owner is null",
        "id where serves_many",
        "key where key is not null",
    ]
)]
internal sealed record ActionRow
{
    public Guid Id { get; init; }
    public int Version { get; init; }
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>The recommendation that it was planned for; the others are in <see cref="Also"/>.</summary>
    public Guid Recommendation { get; init; }
    public Guid[] Also { get; init; } = [];

    /// <summary>So that the few actions that serve several are found without reading all.</summary>
    public bool ServesMany { get; init; }
    public string Text { get; init; } = "";
    public string? Measure { get; init; }
    public Guid? Owner { get; init; }
    public DateOnly? Due { get; init; }
    public DateOnly? OriginalDue { get; init; }
    public int Slips { get; init; }
    public ActionState State { get; init; }
    public bool IsOpen { get; init; } = true;

    /// <summary>Why it is blocked or withdrawn.</summary>
    public string? Reason { get; init; }
    public DateOnly? DoneOn { get; init; }
    public Guid[] DependsOn { get; init; } = [];
    public Many<Milestone> Milestones { get; init; } = [];

    /// <summary>The next milestone that was not reached.</summary>
    public DateOnly? NextMilestone { get; init; }
    public int Notes { get; init; }

    /// <summary>What its owner's spreadsheet calls it.</summary>
    public string? Key { get; init; }
    public DateOnly PlannedOn { get; init; }

    /// <summary>What people call it by: its own reference, or one made of its id.</summary>
    public string Reference => ReferenceOf(Key, Id);

    public static string ReferenceOf(string? key, Guid id) => key ?? $"A-{$"{id:N}"[^6..].ToUpperInvariant()}";

    /// <summary>The same in SQL, of <c>action a</c>.</summary>
    public const string ReferenceSql = "coalesce(a.key, 'A-' || upper(right(a.id::text, 6)))";

    /// <summary>How many milestones were reached: "2 of 3".</summary>
    public string Progress => ProgressOf(Milestones);

    public static string ProgressOf(Many<Milestone> milestones) =>
        milestones.Count == 0 ? "" : $"{milestones.Count(one => one.ReachedOn is not null)} of {milestones.Count}";

    /// <summary>Every recommendation that it serves.</summary>
    public IEnumerable<Guid> Recommendations => Also.Prepend(Recommendation);

    /// <summary>Rows of <c>action a</c> that serve the recommendation <c>@recommendation</c>.</summary>
    public const string Serving =
        "(a.recommendation = @recommendation or (a.serves_many and @recommendation = any (a.also)))";
}

internal sealed class ActionProjection : Projection<Action, ActionRow>
{
    public override ActionRow? Evolve(ActionRow? row, Happened happened) =>
        (row, happened.Data) switch
        {
            (_, Action.Planned e) => Serving(
                new()
                {
                    Id = e.Id,
                    Text = e.Text,
                    Measure = e.Measure,
                    Owner = e.Owner,
                    Due = e.Due,
                    OriginalDue = e.Due,
                    Key = e.Key,
                    PlannedOn = happened.At.Day(),
                },
                e.Recommendations
            ),
            (null, _) => null,
            (_, Action.Reworded e) => row with { Text = e.Text, Measure = e.Measure },
            (_, Action.Assigned e) => row with { Owner = e.Owner },
            (_, Action.Dated e) => row with
            {
                Due = e.Due,
                OriginalDue = row.OriginalDue ?? e.Due,
                Slips = row.Slips + (e.Due > row.Due ? 1 : 0),
            },
            (_, Action.MadeToServe e) => Serving(row, e.Recommendations),
            (_, Action.MadeToDepend e) => row with { DependsOn = [.. e.Actions] },
            (_, Action.MilestoneSet or Action.MilestoneReached or Action.MilestoneRemoved) => Milestones(
                row,
                Action.With(row.Milestones, happened.Data)
            ),
            (_, Action.Started e) => In(row, ActionState.InProgress, null, e.Note),
            (_, Action.Blocked e) => In(row, ActionState.Blocked, e.Reason, e.Reason),
            (_, Action.Unblocked e) => In(row, ActionState.InProgress, null, e.Note),
            (_, Action.Finished e) => In(row, ActionState.Done, null, e.Note) with { DoneOn = e.On },
            (_, Action.Reopened e) => In(row, ActionState.InProgress, null, e.Reason) with { DoneOn = null },
            (_, Action.Withdrawn e) => In(row, ActionState.Withdrawn, e.Reason, e.Reason),
            (_, Action.Noted) => row with { Notes = row.Notes + 1 },
            _ => row,
        };

    private static ActionRow In(ActionRow row, ActionState state, string? reason, string? said) =>
        row with
        {
            State = state,
            IsOpen = ActionMoves.IsOpen(state),
            Reason = reason,
            Notes = row.Notes + (said is null ? 0 : 1),
        };

    private static ActionRow Serving(ActionRow row, Many<Guid> recommendations) =>
        row with
        {
            Recommendation = recommendations[0],
            Also = [.. recommendations.Skip(1)],
            ServesMany = recommendations.Count > 1,
        };

    private static ActionRow Milestones(ActionRow row, Many<Milestone> milestones) =>
        row with
        {
            Milestones = milestones,
            NextMilestone = milestones.FirstOrDefault(one => one.ReachedOn is null)?.Due,
        };
}
