using Inspection.Kernel.Access;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Organisation;

/// <summary>A person as the list shows them.</summary>
internal sealed record ListedPerson(
    Guid Id,
    string Name,
    string? Email,
    bool Active,
    bool Administrator,
    bool Erased,
    string? Posts
);

/// <summary>The people of the division.</summary>
internal sealed class PeopleRegister : ListOf<ListedPerson>
{
    public override string Key => "people";
    public override string Title => "People";
    public override string Path => "/organisation/people";
    public override Policy Policy => Policy.Read;
    public override string One => "person";

    protected override void Describe(ListBuilder<ListedPerson> list) =>
        list.From("member m", "join people n on n.division = m.division and n.id = m.id")
            .Map(one => one.Name, "n.name")
            .Map(one => one.Email, "n.email")
            .Map(
                one => one.Posts,
                """
                (select string_agg(p.title, ', ' order by p.title) from post p
                cross join lateral jsonb_to_recordset(p.terms) as t("Person" uuid, "From" date, "Until" date)
                where p.division = m.division and not p.abolished and t."Person" = m.id
                    and t."From" <= @today and (t."Until" is null or t."Until" >= @today))
                """
            )
            .Column("Name", one => one.Name, sort: "n.name", link: one => $"/organisation/people/{one.Id}")
            .Column("E-mail address", one => one.Email, sort: "n.email", key: "email")
            .Column("Posts", one => one.Posts, none: "None")
            .Column("State", one => StateOf(one).Text, sort: "m.active", tag: StateOf)
            .Column("Administrator", one => one.Administrator, sort: "m.administrator", hidden: true)
            .Filter(
                "state",
                "State",
                new Choice("active", "Active", "m.active"),
                new Choice("deactivated", "Deactivated", "not m.active")
            )
            .Filter<bool>("administrator", "Administrator", "m.administrator", Option.YesNo)
            .Search("n.name", "n.email")
            .SearchHint("Search by name or e-mail address")
            .DefaultSort("name")
            .Bulk("deactivate", "Deactivate", Policy.Administer, (one, _) => new DeactivatePerson(one.Id, null))
            .Action("Invite a person", "/organisation/people/invite", Policy.Administer)
            .Empty("There is nobody yet", "Invite a person", "/organisation/people/invite", Policy.Administer);

    private static Tag StateOf(ListedPerson one) =>
        one switch
        {
            { Erased: true } => new("Erased", TagColour.Grey),
            { Active: false } => new("Deactivated", TagColour.Grey),
            _ => new("Active", TagColour.Green),
        };
}
