using Inspection.Kernel.Access;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Organisation;

/// <summary>A team as the list shows it.</summary>
internal sealed record ListedTeam(Guid Id, string Name, bool AtWork, string? MergedInto, long Posts);

/// <summary>The teams of the division, those that are gone among them.</summary>
internal sealed class TeamRegister : ListOf<ListedTeam>
{
    private const string Posts =
        "(select count(*) from post p where p.division = t.division and p.team = t.id and not p.abolished)";

    public override string Key => "teams";
    public override string Title => "Teams";
    public override string Path => "/organisation/teams";
    public override Policy Policy => Policy.Read;

    protected override void Describe(ListBuilder<ListedTeam> list) =>
        list.From("team t", "left join team o on o.division = t.division and o.id = t.merged_into")
            .Map(one => one.MergedInto, "o.name")
            .Map(one => one.Posts, Posts)
            .Column("Name", one => one.Name, sort: "t.name", link: one => $"/organisation/teams/{one.Id}")
            .Column("Posts", one => one.Posts, sort: Posts, numeric: true)
            .Column(
                "State",
                one => StateOf(one).Text,
                sort: "t.at_work",
                tag: StateOf,
                note: one => one.MergedInto is { } into ? $"into {into}" : null
            )
            .Filter(
                "state",
                "State",
                new Choice("work", "At work", "t.at_work"),
                new Choice("merged", "Merged", "t.merged_into is not null"),
                new Choice("disbanded", "Disbanded", "not t.at_work and t.merged_into is null")
            )
            .Search("t.name")
            .SearchHint("Search by name")
            .DefaultSort("name")
            .Action("Found a team", "/organisation/teams/found", Policy.Administer)
            .Empty("There are no teams yet", "Found a team", "/organisation/teams/found", Policy.Administer);

    private static Tag StateOf(ListedTeam one) =>
        one switch
        {
            { AtWork: true } => new("At work", TagColour.Green),
            { MergedInto: not null } => new("Merged", TagColour.Grey),
            _ => new("Disbanded", TagColour.Grey),
        };
}
