using Inspection.Kernel.Access;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Recommendations;

/// <summary>One line of the list of inspectorates.</summary>
internal sealed record InspectorateLine(Guid Id, string Name, ScaleKind? Scale, string[] Grades, int Reports)
{
    /// <summary>As chosen, or as the name says.</summary>
    public RatingScale Rates =>
        Scale is { } chosen ? RatingScale.Of(Name, chosen, [.. Grades]) : RatingScale.DefaultOf(Name);
}

/// <summary>The inspectorates of the reports, and those for which a scale was chosen, each under one name.</summary>
internal sealed class InspectorateRegister : ListOf<InspectorateLine>
{
    public override string Key => "inspectorates";
    public override string Title => "Inspectorates";
    public override Policy Policy => Policy.Read;

    protected override void Describe(ListBuilder<InspectorateLine> list) =>
        list.From(
                """
                (select key.division, key.key, md5(key.division || '/' || key.key)::uuid as id,
                    coalesce(c.name, (select max(p.inspectorate) from report p where p.division = key.division and p.inspectorate_key = key.key)) as name,
                    c.scale,
                    array(select jsonb_array_elements_text(c.grades)) as grades,
                    (select count(*)::int from report p where p.division = key.division and p.inspectorate_key = key.key) as reports
                from (select division, inspectorate_key as key from report union select division, key from inspectorate) key
                left join inspectorate c on c.division = key.division and c.key = key.key) i
                """
            )
            .Column(
                "Inspectorate",
                i => i.Name,
                sort: "i.name",
                link: i => $"/inspectorates/scale?name={Uri.EscapeDataString(i.Name)}"
            )
            .Column(
                "Rates with",
                i => ChooseScale.Words(i.Rates.Kind),
                key: "scale",
                note: i => i.Rates.Grades.Count == 0 ? null : string.Join(", ", i.Rates.Grades)
            )
            .Column("Chosen", i => i.Scale is null ? "By its name" : "By the division")
            .Column("Reports", i => i.Reports, sort: "i.reports", numeric: true)
            .Search("i.name")
            .DefaultSort("inspectorate")
            .Action("Choose a scale", "/inspectorates/scale", Policy.Manage)
            .Empty("No inspectorates yet", "Import a report", "/import", Policy.Manage);
}
