using Inspection.Kernel.Access;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Deadlines;

/// <summary>One line of the register of deadlines.</summary>
internal sealed record DeadlineLine(
    Guid Id,
    string Kind,
    string Reference,
    string Text,
    string Link,
    DateOnly? Due,
    bool IsOpen,
    int? DaysLeft,
    string? Owners,
    string? Teams,
    string? LastRung,
    DateTimeOffset? NextAt,
    DateTimeOffset ChangedAt
)
{
    public bool IsLate => IsOpen && DaysLeft < 0;

    public string State =>
        !IsOpen ? "Over"
        : IsLate ? "Late"
        : Due is null ? "No date"
        : "Open";

    public string? Left =>
        IsOpen && DaysLeft is not null ? Words.DaysTo(Due!.Value, Due.Value.AddDays(-DaysLeft.Value)) : null;
}

/// <summary>Every date of the division that somebody is held to, whatever module it comes from.</summary>
internal sealed class DeadlineRegister(Kinds kinds) : ListOf<DeadlineLine>
{
    /// <summary>The titles of the posts, then the names of the people who owe it.</summary>
    private const string Owners = """
        nullif(concat_ws(', ',
            (select string_agg(o.title, ', ' order by o.title) from post o where o.division = d.division and o.id = any (d.posts)),
            (select string_agg(n.name, ', ' order by n.name) from people n where n.division = d.division and n.id = any (d.people))), '')
        """;

    private const string Teams = """
        (select string_agg(distinct t.name, ', ') from post o join team t on t.division = o.division and t.id = o.team
        where o.division = d.division and o.id = any (d.posts))
        """;

    /// <summary>The posts that whoever asks holds today.</summary>
    private const string MyPosts = """
        array(select o.id from post o where o.division = @division and o.terms @> jsonb_build_array(jsonb_build_object('Person', @me))
            and exists (select from jsonb_to_recordset(o.terms) as t("Person" uuid, "From" date, "Until" date)
                where t."Person" = @me and t."From" <= @today and (t."Until" is null or t."Until" >= @today)))
        """;

    public const string Mine = $"(d.posts && {MyPosts} or d.people @> array[@me])";

    public override string Key => "deadlines";
    public override string Title => "Deadlines";
    public override Policy Policy => Policy.Read;
    public override bool IsOfNow => true;

    protected override void Describe(ListBuilder<DeadlineLine> list) =>
        list.From("deadline d")
            .Map(d => d.DaysLeft, "(d.due - @today)")
            .Map(d => d.Owners, Owners)
            .Map(d => d.Teams, Teams, column: "team")
            .Map(
                d => d.LastRung,
                "(select r.rung from reminder r where r.division = d.division and r.deadline = d.id and r.due = d.due order by r.decided_at desc limit 1)",
                column: "last-reminder"
            )
            .Name(d => d.Reference)
            .Column(
                "Due",
                d => d.Due,
                sort: "(case when d.is_open then d.due end)",
                link: d => $"/deadlines/{d.Id}",
                note: d => d.Left,
                none: "No date"
            )
            .Column("What", d => d.Text.Truncated(140), sort: "d.text", link: d => d.Link, note: d => d.Reference)
            .Column("Kind", d => kinds.TitleOf(d.Kind), sort: "d.kind")
            .Column("Owner", d => d.Owners, none: "No owner")
            .Column("Team", d => d.Teams, hidden: true)
            .Column(
                "State",
                d => d.State,
                sort: "d.is_open",
                tag: d =>
                    d.IsLate ? new("Late", TagColour.Red)
                    : d.IsOpen ? new(d.State, d.Due is null ? TagColour.Orange : TagColour.Blue)
                    : new(d.State, TagColour.Grey)
            )
            .Column("Last reminder", d => RungWords(d.LastRung), hidden: true)
            .Column("Next reminder", d => d.NextAt, sort: "d.next_at", hidden: true)
            .Column("Changed", d => d.ChangedAt, sort: "d.changed_at", hidden: true)
            .Filter(
                "whose",
                "Whose",
                new Choice("mine", "Mine", Mine),
                new Choice(
                    "team",
                    "My team’s",
                    $"""
                    d.posts && array(select o.id from post o where o.division = @division and o.team in
                        (select m.team from post m where m.division = @division and m.id = any ({MyPosts})))
                    """
                ),
                new Choice(
                    "module",
                    "My module’s",
                    $"""
                    d.module = any (array(select m.module from post m where m.division = @division
                        and m.kind = 'ModuleOwner' and m.id = any ({MyPosts})))
                    """
                ),
                new Choice("nobody", "Nobody’s", "cardinality(d.posts) = 0 and cardinality(d.people) = 0")
            )
            .Filter(
                "due",
                "Due",
                new Choice("late", "Late", "d.is_open and d.due < @today"),
                new Choice("7", "In the next 7 days", "d.is_open and d.due between @today and @today + 7"),
                new Choice("30", "In the next 30 days", "d.is_open and d.due between @today and @today + 30"),
                new Choice("90", "In the next 90 days", "d.is_open and d.due between @today and @today + 90"),
                new Choice("none", "No date", "d.is_open and d.due is null")
            )
            .Filter(
                "open",
                "Open or over",
                new Choice("yes", "Open", "d.is_open"),
                new Choice("no", "Over", "not d.is_open")
            )
            .Filter<string>("kind", "Kind", "d.kind", [.. kinds.All.Select(kind => new Option(kind.Key, kind.Title))])
            .Filter<Guid[]>(
                "owner",
                "Owner",
                "d.posts",
                "select id as value, title as text from post where division = @division order by title"
            )
            .DateFilter("day", "Day", "d.due")
            .Search("d.reference", "d.text")
            .SearchHint("Search by reference or words")
            .DefaultSort("due")
            .Action("Ladders", "/deadlines/ladders", Policy.Read)
            .Action("Calendar", "/deadlines/calendar", Policy.Read)
            .Action("Inbox", "/deadlines/inbox", Policy.Read)
            .Empty(
                "No deadlines yet: they come from recommendations, actions and evidence",
                "Go to the recommendations",
                "/recommendations"
            );

    private static string? RungWords(string? key) => key is null ? null : Rung.Of(key)?.Words ?? key;
}
