using Inspection.Kernel.Access;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Kit;

internal sealed record ListedFinding(
    Guid Id,
    int Number,
    string Text,
    FindingStatus Status,
    Guid? Desk,
    DateOnly? Due,
    DateTimeOffset RaisedAt,
    decimal? Cost,
    bool Urgent,
    string? DeskTitle
);

internal sealed class FindingRegister : ListOf<ListedFinding>
{
    public const string Open = "r.status <> 'Closed' and r.status <> 'Complete'";

    public override string Key => "findings";
    public override string Title => "Findings";
    public override string Path => "/kit/findings";
    public override Policy Policy => Policy.Read;

    public static Tag TagOf(FindingStatus status) =>
        status switch
        {
            FindingStatus.AwaitingReply => new("Awaiting reply", TagColour.Yellow),
            FindingStatus.InProgress => new("In progress"),
            FindingStatus.Complete => new("Complete", TagColour.Green),
            _ => new("Closed", TagColour.Grey),
        };

    protected override void Describe(ListBuilder<ListedFinding> list) =>
        list.From("kit_finding r", "left join kit_desk d on d.division = r.division and d.id = r.desk")
            .Map(r => r.DeskTitle, "d.title")
            .Name(r => $"{r.Number}: {r.Text}")
            .Column("Number", r => $"F{r.Number}", sort: "r.number", link: r => $"/kit/findings/{r.Id}")
            .Column("Finding", r => r.Text, sort: "r.text", key: "text")
            .Column("Owner", r => r.DeskTitle, sort: "d.title", none: "No owner")
            .Column("Status", r => r.Status, sort: "r.status", tag: r => TagOf(r.Status))
            .Column(
                "Due",
                r => r.Due,
                sort: "r.due",
                none: "No date",
                note: r =>
                    r.Due < new DateOnly(2026, 11, 22) && r.Status < FindingStatus.Complete
                        ? Words.DaysTo(r.Due.Value, new(2026, 11, 22))
                        : null
            )
            .Column("Cost", r => r.Cost, sort: "r.cost", numeric: true, hidden: true)
            .Column("Raised", r => r.RaisedAt, sort: "r.raised_at", hidden: true)
            .Column("Urgent", r => r.Urgent, sort: "r.urgent", hidden: true)
            .Filter<FindingStatus>("status", "Status", "r.status")
            .Filter(
                "due",
                "Due",
                new Choice("late", "Late", $"r.due < @today and {Open}"),
                new Choice("30", "In the next 30 days", $"r.due between @today and @today + 30 and {Open}"),
                new Choice("none", "No date yet", $"r.due is null and {Open}")
            )
            .Filter<Guid?>(
                "owner",
                "Owner",
                "r.desk",
                "select id as value, title as text from kit_desk where division = @division order by title",
                none: "No owner"
            )
            .Filter<bool>("urgent", "Urgent", "r.urgent", Option.YesNo)
            .DateFilter("raised", "Raised", "r.raised_at::date")
            .Search("r.number::text", "r.text", "d.title")
            .SearchHint("Search by number, words or owner")
            .DefaultSort("due")
            .Bulk(
                "assign",
                "Assign an owner",
                Policy.Manage,
                (r, answers) =>
                    new AssignFinding(
                        r.Id,
                        null,
                        answers.Id("desk") ?? default,
                        answers.Day("due"),
                        null,
                        null,
                        null,
                        null,
                        true
                    ),
                ask =>
                    ask.Select(
                            "desk",
                            "Who will own them?",
                            "select id as value, title as text from kit_desk where division = @division order by title",
                            "Select who will own them"
                        )
                        .Day("due", "When are they due? (optional)")
            )
            .Bulk(
                "administer",
                "Only for administrators",
                Policy.Administer,
                (_, _) => throw new InvalidOperationException()
            )
            .Action("Raise a finding", "/kit/form", Policy.Manage)
            .Empty("No findings yet", "Raise a finding", "/kit/form", Policy.Manage);
}

/// <summary>A list that has no rows at all, and no filters.</summary>
internal sealed class EmptyRegister : ListOf<DeskRow>
{
    public override string Key => "nothing";
    public override string Title => "Lessons";
    public override string Path => "/kit/nothing";
    public override Policy Policy => Policy.Read;

    protected override void Describe(ListBuilder<DeskRow> list) =>
        list.From("(select * from kit_desk where false) d")
            .Column("Title", d => d.Title, sort: "d.title")
            .Empty("No lessons yet. They come out of debriefs.", "Hold a debrief", "/kit/form", Policy.Manage);
}

/// <summary>A list that the kit's people may not see.</summary>
internal sealed class SecretRegister : ListOf<DeskRow>
{
    public override string Key => "secrets";
    public override string Title => "Secrets";
    public override string Path => "/kit/secrets";
    public override Policy Policy => Policy.Administer;

    protected override void Describe(ListBuilder<DeskRow> list) =>
        list.From("kit_desk d").Column("Title", d => d.Title);
}
