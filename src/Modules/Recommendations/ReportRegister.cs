using Inspection.Kernel.Access;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Recommendations;

/// <summary>One line of the list of reports.</summary>
internal sealed record ReportLine(
    Guid Id,
    int Version,
    string Title,
    string Inspectorate,
    string? Subject,
    string? Respondent,
    DateOnly? Published,
    string Marking,
    string? SourceName,
    string? SourceSha256,
    int Items,
    int Open
);

/// <summary>The reports that recommendations were taken from.</summary>
internal sealed class ReportRegister : ListOf<ReportLine>
{
    public override string Key => "reports";
    public override string Title => "Reports";
    public override Policy Policy => Policy.Read;

    protected override void Describe(ListBuilder<ReportLine> list) =>
        list.From("report p")
            .Map(
                p => p.Items,
                "(select count(*)::int from recommendation r where r.division = p.division and r.report = p.id)"
            )
            .Map(
                p => p.Open,
                "(select count(*)::int from recommendation r where r.division = p.division and r.report = p.id and r.is_open)"
            )
            .Column("Title", p => p.Title, sort: "p.title", link: p => $"/reports/{p.Id}")
            .Column("Inspectorate", p => p.Inspectorate, sort: "p.inspectorate")
            .Column("Published", p => p.Published, sort: "p.published", none: "Not stated")
            .Column("Items", p => p.Items, numeric: true, link: p => $"/recommendations?report={p.Id}")
            .Column("Open", p => p.Open, numeric: true, link: p => $"/recommendations?open=yes&report={p.Id}")
            .Column("Responds", p => p.Respondent, sort: "p.respondent", hidden: true)
            .Column("Marking", p => p.Marking, sort: "p.marking", hidden: true)
            .Column("Document", p => p.SourceName, sort: "p.source_name", hidden: true, none: "None")
            .Column("SHA-256", p => p.SourceSha256, hidden: true)
            .Filter<string>(
                "inspectorate",
                "Inspectorate",
                "p.inspectorate",
                "select distinct inspectorate as value, inspectorate as text from report where division = @division order by 2"
            )
            .Filter<string>("marking", "Marking", "p.marking", Markings.Options)
            .DateFilter("published", "Published", "p.published")
            .Search("p.title", "p.inspectorate", "p.respondent", "p.subject")
            .DefaultSort("-published")
            .Action("Rating scales", "/inspectorates", Policy.Read)
            .Action("Import a report", "/import", Policy.Manage)
            .Action("Register by hand", "/reports/register", Policy.Manage)
            .Action("Shared by links", "/shares", Policy.Manage)
            .Empty("No reports yet", "Import the first one", "/import", Policy.Manage);
}
