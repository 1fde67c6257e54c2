using Inspection.Kernel.Access;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Host;

/// <summary>One line of the list of changes.</summary>
internal sealed record ChangeRow(
    Guid Id,
    long Position,
    DateTimeOffset At,
    string Text,
    string Link,
    string By,
    string Module
);

/// <summary>Everything that changed in the division, newest first.</summary>
internal sealed class ChangeList : ListOf<ChangeRow>
{
    public override string Key => "changes";
    public override string Title => "Changes";
    public override Policy Policy => Policy.Read;

    protected override void Describe(ListBuilder<ChangeRow> list) =>
        list.From(
                "(select *, md5(position::text)::uuid as id from kernel.changes where at <= @now) c",
                "left join people p on p.division = c.division and p.id = c.actor"
            )
            .Map(c => c.By, "coalesce(p.name, 'Inspection')")
            .Column("What", c => c.Text, sort: "c.text", link: c => c.Link)
            .Column("Who", c => c.By, sort: "p.name")
            .Column("When", c => c.At, sort: "c.at")
            .Column(
                "Module",
                c => Words.Split(char.ToUpperInvariant(c.Module[0]) + c.Module[1..]),
                sort: "c.module",
                hidden: true
            )
            .DateFilter("when", "When", "(c.at at time zone 'Europe/London')::date")
            .Filter<string>(
                "module",
                "Module",
                "c.module",
                "select distinct module as value, initcap(module) as text from kernel.changes where division = @division order by 1"
            )
            .Filter<Guid>(
                "who",
                "Who",
                "c.actor",
                "select id as value, name as text from people where division = @division order by name"
            )
            .Search("c.text", "p.name")
            .DefaultSort("-when")
            .Empty("Nothing has happened yet", "Import a report", "/import", Policy.Manage);
}
