using Inspection.Kernel.Access;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Recommendations;

/// <summary>One line of the register.</summary>
internal sealed record RegisterLine(
    Guid Id,
    int Version,
    string? Number,
    int Ordinal,
    ItemKind Kind,
    string Text,
    Guid Report,
    string? ReportTitle,
    Position Position,
    string? Response,
    string[] Owners,
    string? Accountable,
    DateOnly? Due,
    string? DueWords,
    DatePrecision DuePrecision,
    DateOnly? OriginalDue,
    DateOnly? ReviewOn,
    RecommendationStatus Status,
    bool IsOpen,
    bool NotAccepted,
    bool IsLate,
    Priority Priority,
    string? ServedBy,
    string? LatestRating,
    string? LatestRatingOf,
    DateOnly? RatedOn,
    int Notes,
    int Actions,
    int Done,
    int Slips,
    DateOnly? ClosedOn,
    DateOnly? NextReview,
    bool Sustained,
    bool NeedsRevalidation,
    DateTimeOffset ChangedAt
);

/// <summary>The register of all recommendations, issues and other findings.</summary>
internal sealed class RecommendationRegister : ListOf<RegisterLine>
{
    private const string Serving = "(a.recommendation = r.id or (a.serves_many and r.id = any (a.also)))";

    private const string PostOptions =
        "select id as value, title as text from post where division = @division order by title";

    public override string Key => "recommendations";
    public override string Title => "Recommendations";
    public override Policy Policy => Policy.Read;

    protected override void Describe(ListBuilder<RegisterLine> list) =>
        list.From(
                "recommendation r",
                """
                left join report p on p.division = r.division and p.id = r.report
                left join post a on a.division = r.division and a.id = r.accountable
                """
            )
            .Map(r => r.ReportTitle, "p.title")
            .Map(r => r.Accountable, "a.title")
            .Map(
                r => r.Owners,
                "array(select o.title from post o where o.division = r.division and o.id = any (r.owners) order by array_position(r.owners, o.id))"
            )
            .Map(r => r.IsLate, "coalesce(r.is_open and r.due < @today, false)")
            .Map(
                r => r.Actions,
                $"(select count(*)::int from action a where a.division = r.division and {Serving})",
                column: "actions-done"
            )
            .Map(
                r => r.Done,
                $"(select count(*)::int from action a where a.division = r.division and a.state = 'Done' and {Serving})",
                column: "actions-done"
            )
            .Name(r => $"{Words.Of(r.Kind)} {r.Number ?? $"({r.Ordinal})"}: {r.Text.Truncated(60)}")
            .Column(
                "Number",
                r => r.Number ?? $"({r.Ordinal})",
                sort: "r.ordinal",
                link: r => $"/recommendations/{r.Id}"
            )
            .Column(
                "Text",
                r => r.Text.Truncated(160),
                sort: "r.text",
                link: r => $"/recommendations/{r.Id}",
                note: r => Words.Of(r.Kind)
            )
            .Column("Report", r => r.ReportTitle, sort: "p.title", link: r => $"/reports/{r.Report}", hidden: true)
            .Column("Response", r => r.Position, sort: "r.position")
            .Column("Owners", r => string.Join(", ", r.Owners), sort: "a.title", none: "No owner")
            .Column("Due", r => r.Due, sort: "r.due", none: "No date", note: Printed)
            .Column("Status", r => r.Status, sort: "r.status", tag: Status)
            .Column(
                "Actions done",
                r => r.Actions == 0 ? "" : $"{r.Done} of {r.Actions}",
                none: "No actions",
                hidden: true
            )
            .Column(
                "Inspectorate's rating",
                r => r.LatestRating,
                sort: "r.latest_rating",
                key: "rating",
                hidden: true,
                note: r => r.RatedOn is { } on ? $"{r.LatestRatingOf}, {Words.Date(on)}" : r.LatestRatingOf,
                none: "Not rated"
            )
            .Column("Slips", r => r.Slips, sort: "r.slips", numeric: true, hidden: true)
            .Column("Closed", r => r.ClosedOn, sort: "r.closed_on", hidden: true)
            .Column("Embeddedness", r => r.NextReview, sort: "r.next_review", hidden: true)
            .Column("Review", r => r.ReviewOn, sort: "r.review_on", hidden: true)
            // From normal to urgent, not by letter.
            .Column(
                "Priority",
                r => r.Priority,
                sort: "array_position(array['Normal', 'High', 'Urgent'], r.priority)",
                hidden: true
            )
            .Column("Served by", r => r.ServedBy, sort: "r.served_by", hidden: true)
            .Column("Notes", r => r.Notes, sort: "r.notes", numeric: true, hidden: true)
            .Column("Changed", r => r.ChangedAt, sort: "r.changed_at", hidden: true)
            .Filter(
                "due",
                "Due",
                new Choice("late", "Late", "r.is_open and r.due < @today"),
                new Choice("30", "In the next 30 days", "r.is_open and r.due between @today and @today + 30"),
                new Choice("90", "In the next 90 days", "r.is_open and r.due between @today and @today + 90"),
                new Choice("none", "No date", "r.is_open and r.due is null"),
                new Choice("review", "Review is due", "r.is_open and r.review_on <= @today")
            )
            .Filter<RecommendationStatus>("status", "Status", "r.status")
            .Filter(
                "open",
                "Open or ended",
                new Choice("yes", "Open", "r.is_open"),
                new Choice("not-accepted", "Not accepted, and no plan", "r.not_accepted"),
                new Choice("no", "Ended or for information", "not r.is_open and not r.not_accepted")
            )
            .Filter(
                "needs",
                "Needs",
                new Choice("date-decision", "A decision about its date", "r.asked_due is not null"),
                new Choice(
                    "explanation",
                    "An explanation: late, and no other date asked for",
                    "r.is_open and r.due < @today and r.asked_due is null"
                ),
                new Choice("embeddedness", "An embeddedness review", "r.next_review <= @today"),
                new Choice("revalidation", "Validating again", "r.needs_revalidation"),
                new Choice(
                    "proof",
                    "Proof: an action without accepted evidence",
                    $"exists (select from action a where a.division = r.division and {Serving} and a.state <> 'Withdrawn' and not {ActionRegister.Proved})"
                ),
                new Choice("mine", "Me to validate it", "r.status = 'AwaitingValidation' and r.validator = @me")
            )
            .Filter(
                "outcome",
                "Outcome",
                new Choice("sustained", "Sustained a year after closure", "r.sustained"),
                new Choice("slipped", "Slipped twice or more", "r.slips >= 2"),
                new Choice("board", "Named to the Board", "r.slips >= 3")
            )
            .Filter<string>(
                "rating",
                "Inspectorate's rating",
                "r.latest_rating",
                """
                select distinct latest_rating as value, latest_rating as text from recommendation
                where division = @division and latest_rating is not null order by 2
                """,
                none: "Not rated at a follow-up"
            )
            .Filter<ItemKind>("kind", "Kind", "r.kind")
            .Filter<Position>("position", "Response", "r.position")
            .Filter<Guid[]>("owner", "Owner", "r.owners", PostOptions, none: "No owner")
            .Filter<Guid>(
                "report",
                "Report",
                "r.report",
                "select id as value, title as text from report where division = @division order by published desc nulls last, title"
            )
            .Filter<Priority>("priority", "Priority", "r.priority")
            .Filter<string>(
                "module",
                "Served by",
                "r.served_by",
                [.. ServingModule.All.Select(one => new Option(one.Key, one.Name))],
                none: "No module"
            )
            .Search("r.number", "r.text", "r.response", "p.title", "a.title")
            .SearchHint("Search by number, words, report or owner")
            .DefaultSort("due")
            .Bulk(
                "assign",
                "Assign an owner",
                Policy.Manage,
                (r, answers) =>
                    new AssignOwners(r.Id, r.Version, answers.Id("post") is { } post ? [post] : [], answers.Id("post")),
                ask => ask.Select("post", "Which post will own them?", PostOptions, "Select a post")
            )
            .Bulk(
                "date",
                "Set the due date",
                Policy.Manage,
                (r, answers) => new SetDueDate(r.Id, r.Version, answers.Day("due") ?? default, answers["reason"]),
                ask =>
                    ask.Day("due", "When are they due?", "Enter the date they are due")
                        .Text("reason", "Why is the date set or changed?", "Enter why the date is set or changed")
            )
            .Bulk(
                "note",
                "Add a progress note",
                Policy.Contribute,
                (r, answers) => new AddNote(r.Id, answers["text"]),
                ask => ask.LongText("text", "What has happened?", "Enter what has happened")
            )
            .Action("Import a report", "/import", Policy.Manage)
            .Action("Claimed without proof", "/recommendations/unproved", Policy.Read)
            .Action("Hand over", "/hand-over", Policy.Read)
            .Empty("No recommendations yet", "Import a report", "/import", Policy.Manage);

    // Words that only repeat the date say nothing.
    private static string? Printed(RegisterLine r) =>
        r.Due is { } due && r.DueWords?.EndsWith(Words.Date(due), StringComparison.OrdinalIgnoreCase) == true
            ? null
            : r.DueWords;

    private static Tag Status(RegisterLine r) => RecommendationTags.Of(r.Status, r.IsLate, r.NotAccepted);
}
