using Inspection.Contracts.Organisation;
using Inspection.Kernel.Access;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Organisation;

/// <summary>A post as the list shows it.</summary>
internal sealed record ListedPost(
    Guid Id,
    string Title,
    string? Abbreviation,
    PostKind Kind,
    string? Team,
    string? ReportsTo,
    bool Abolished,
    string? Holders
);

/// <summary>The posts of the division.</summary>
internal sealed class PostRegister : ListOf<ListedPost>
{
    private const string Holders = """
        (select string_agg(coalesce(n.name, 'Someone'), ' and ' order by t."From")
        from jsonb_to_recordset(p.terms) as t("Person" uuid, "From" date, "Until" date)
        join member m on m.division = p.division and m.id = t."Person" and m.active
        left join people n on n.division = p.division and n.id = t."Person"
        where t."From" <= @today and (t."Until" is null or t."Until" >= @today))
        """;

    public override string Key => "posts";
    public override string Title => "Posts";
    public override string Path => "/organisation/posts";
    public override Policy Policy => Policy.Read;

    protected override void Describe(ListBuilder<ListedPost> list) =>
        list.From(
                "post p",
                "left join team d on d.division = p.division and d.id = p.team left join post m on m.division = p.division and m.id = p.reports_to"
            )
            .Map(one => one.Team, "d.name")
            .Map(one => one.ReportsTo, "m.title")
            .Map(one => one.Holders, Holders)
            .Column("Title", one => one.Title, sort: "p.title", link: one => $"/organisation/posts/{one.Id}")
            .Column("Abbreviation", one => one.Abbreviation, sort: "p.abbreviation")
            .Column("Kind", one => one.Kind.Words(), sort: "p.kind", hidden: true)
            .Column("Team", one => one.Team, sort: "d.name", none: "The division")
            .Column("Reports to", one => one.ReportsTo, sort: "m.title", none: "Not said")
            .Column(
                "Held by",
                one => one.Holders ?? (one.Abolished ? "" : "Vacant"),
                sort: Holders,
                tag: one => one is { Holders: null, Abolished: false } ? new("Vacant", TagColour.Orange) : null
            )
            .Column(
                "State",
                one => one.Abolished ? "Abolished" : "In being",
                sort: "p.abolished",
                tag: one => one.Abolished ? new("Abolished", TagColour.Grey) : new("In being", TagColour.Green)
            )
            .Filter(
                "state",
                "State",
                new Choice("held", "Held", $"not p.abolished and {Holders} is not null"),
                new Choice("vacant", "Vacant", $"not p.abolished and {Holders} is null"),
                new Choice("abolished", "Abolished", "p.abolished")
            )
            .Filter<PostKind>("kind", "Kind", "p.kind", PostRules.Words)
            .Filter<Guid?>(
                "team",
                "Team",
                "p.team",
                "select id as value, name as text from team where division = @division and at_work order by name",
                none: "The division"
            )
            .Search("p.title", "p.abbreviation", Holders)
            .SearchHint("Search by title, abbreviation or holder")
            .DefaultSort("title")
            .Bulk(
                "move",
                "Move to a team",
                Policy.Administer,
                (one, answers) => new MovePost(one.Id, null, answers.Id("team")),
                ask =>
                    ask.Select(
                        "team",
                        "Which team do they belong to?",
                        "select id as value, name as text from team where division = @division and at_work order by name",
                        "Select the team they belong to"
                    )
            )
            .Action("Create a post", "/organisation/posts/create", Policy.Administer)
            .Empty("There are no posts yet", "Create a post", "/organisation/posts/create", Policy.Administer);
}
