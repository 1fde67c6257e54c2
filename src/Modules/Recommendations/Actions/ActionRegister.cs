using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Recommendations;

/// <summary>One line of the register of actions.</summary>
internal sealed record ActionLine(
    Guid Id,
    int Version,
    string Reference,
    string Text,
    string? Measure,
    Guid Recommendation,
    ItemKind? Kind,
    string? Number,
    int? Ordinal,
    int ServesAlso,
    string? Report,
    Guid? Owner,
    string? OwnerTitle,
    DateOnly? Due,
    DateOnly? OriginalDue,
    DateOnly PlannedOn,
    DateOnly? DoneOn,
    ActionState State,
    bool IsOpen,
    bool IsLate,
    string? Reason,
    int Slips,
    int Notes,
    Guid[] DependsOn,
    Many<Milestone> Milestones,
    DateTimeOffset ChangedAt
)
{
    /// <summary>The recommendation as people refer to it.</summary>
    public string Serves => Kind is { } kind ? $"{Words.Of(kind)} {Number ?? $"({Ordinal})"}" : "";

    public string Progress => ActionRow.ProgressOf(Milestones);

    public string? Reached => Milestones.Count == 0 ? null : $"{Progress} milestones reached";

    public string? Slipped => Slips == 0 ? null : $"slipped {Words.Count(Slips, "time")}";

    public string? BlockedBy => State == ActionState.Blocked ? Reason : null;
}

/// <summary>The register of all actions.</summary>
internal sealed class ActionRegister : ListOf<ActionLine>
{
    private const string PostOptions =
        "select id as value, title as text from post where division = @division order by title";

    public override string Key => "actions";
    public override string Title => "Actions";
    public override Policy Policy => Policy.Read;

    /// <summary>True of an <c>action a</c> whose success measure accepted evidence shows today.</summary>
    public const string Proved = """
        exists (select from evidence e where e.division = a.division and e.state = 'Accepted'
            and (e.recommendation = any (a.also || a.recommendation) or e.serves_many) and e.effective_on <= @today
            and coalesce(e.valid_until >= @today, true)
            and e.serves @> jsonb_build_array(jsonb_build_object('Action', a.id)))
        """;

    protected override void Describe(ListBuilder<ActionLine> list) =>
        list.From(
                "action a",
                """
                left join recommendation r on r.division = a.division and r.id = a.recommendation
                left join report p on p.division = r.division and p.id = r.report
                left join post o on o.division = a.division and o.id = a.owner
                """
            )
            .Map(a => a.Reference, ActionRow.ReferenceSql)
            .Map(a => a.Kind, "r.kind")
            .Map(a => a.Number, "r.number")
            .Map(a => a.Ordinal, "r.ordinal")
            .Map(a => a.ServesAlso, "cardinality(a.also)")
            .Map(a => a.Report, "p.title")
            .Map(a => a.OwnerTitle, "o.title")
            .Map(a => a.IsLate, "coalesce(a.is_open and a.due < @today, false)")
            .Name(a => $"{a.Reference}: {a.Text.Truncated(60)}")
            .Column("Reference", a => a.Reference, sort: ActionRow.ReferenceSql, link: a => $"/actions/{a.Id}")
            .Column(
                "Action",
                a => a.Text.Truncated(160),
                sort: "a.text",
                link: a => $"/actions/{a.Id}",
                note: a => a.Reached,
                key: "text"
            )
            .Column(
                "Recommendation",
                a => a.Serves,
                sort: "r.ordinal",
                link: a => $"/recommendations/{a.Recommendation}",
                note: a => a.ServesAlso == 0 ? null : $"and {Words.Count(a.ServesAlso, "other")}"
            )
            .Column("Report", a => a.Report, sort: "p.title", hidden: true)
            .Column("Owner", a => a.OwnerTitle, sort: "o.title", none: "No owner")
            .Column("Due", a => a.Due, sort: "a.due", none: "No date", note: a => a.Slipped)
            .Column(
                "State",
                a => a.State,
                sort: "array_position(array['NotStarted', 'InProgress', 'Blocked', 'Done', 'Withdrawn'], a.state)",
                tag: a => ActionTags.Of(a.State, a.IsLate),
                note: a => a.BlockedBy?.Truncated(80)
            )
            .Column("Milestones reached", a => a.Progress, none: "None set", key: "milestones", hidden: true)
            .Column("Blocked by", a => a.BlockedBy, hidden: true)
            .Column("Success measure", a => a.Measure, sort: "a.measure", hidden: true, key: "measure")
            .Column("Slips", a => a.Slips, sort: "a.slips", numeric: true, hidden: true)
            .Column("Originally due", a => a.OriginalDue, sort: "a.original_due", hidden: true)
            .Column("Done", a => a.DoneOn, sort: "a.done_on", hidden: true)
            .Column("Notes", a => a.Notes, sort: "a.notes", numeric: true, hidden: true)
            .Column("Changed", a => a.ChangedAt, sort: "a.changed_at", hidden: true)
            .Filter(
                "due",
                "Due",
                new Choice("late", "Late", "a.is_open and a.due < @today"),
                new Choice("30", "In the next 30 days", "a.is_open and a.due between @today and @today + 30"),
                new Choice("90", "In the next 90 days", "a.is_open and a.due between @today and @today + 90"),
                new Choice("none", "No date", "a.is_open and a.due is null")
            )
            .Filter<ActionState>("state", "State", "a.state")
            .Filter(
                "open",
                "Open or ended",
                new Choice("yes", "Open", "a.is_open"),
                new Choice("no", "Done or withdrawn", "not a.is_open")
            )
            .Filter(
                "proof",
                "Proof",
                new Choice("none", "Done without accepted evidence", $"a.state = 'Done' and not {Proved}"),
                new Choice("silent", "Done without a note", "a.state = 'Done' and a.notes = 0"),
                new Choice("vague", "Open without a success measure", "a.is_open and a.measure is null")
            )
            .Filter<Guid>("owner", "Owner", "a.owner", PostOptions, none: "No owner")
            .Filter<Guid>(
                "report",
                "Report",
                "r.report",
                "select id as value, title as text from report where division = @division order by published desc nulls last, title"
            )
            .Search(ActionRow.ReferenceSql, "a.text", "a.measure", "a.reason", "r.number", "o.title")
            .SearchHint("Search by reference, words, recommendation or owner")
            .DefaultSort("due")
            .Bulk(
                "assign",
                "Assign an owner",
                Policy.Manage,
                (a, answers) => new AssignAction(a.Id, a.Version, answers.Id("post")),
                ask => ask.Select("post", "Which post will own them?", PostOptions, "Select a post")
            )
            .Bulk(
                "finish",
                "Finish",
                Policy.Contribute,
                (a, answers) => new MakeActionMove(a.Id, a.Version, ActionMove.Finish, answers["note"]),
                ask => ask.LongText("note", "Anything to add? (optional)")
            )
            .Bulk(
                "note",
                "Add a progress note",
                Policy.Contribute,
                (a, answers) => new AddActionNote(a.Id, answers["text"]),
                ask => ask.LongText("text", "What has happened?", "Enter what has happened")
            )
            .Action("Plan an action", "/actions/add", Policy.Contribute)
            .Action("Board", "/actions/board", Policy.Read, carries: true)
            .Action("Timeline", "/actions/timeline", Policy.Read, carries: true)
            .Action("Import from a spreadsheet", "/actions/import", Policy.Manage)
            .Action("Hand over", "/hand-over", Policy.Read)
            .Empty("No actions yet", "Plan an action", "/actions/add", Policy.Contribute);
}
