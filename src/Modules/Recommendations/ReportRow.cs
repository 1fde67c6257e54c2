using Inspection.Kernel.Events;

namespace Inspection.Recommendations;

/// <summary>A report as lists and its own page show it.</summary>
[ReadModel("recommendations.report", Indexes = ["published", "source_sha256", "inspectorate_key"])]
internal sealed record ReportRow
{
    public Guid Id { get; init; }
    public int Version { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
    public string Title { get; init; } = "";
    public string Inspectorate { get; init; } = "";

    /// <summary>The inspectorate's name in one form, whatever way the report writes it.</summary>
    public string InspectorateKey { get; init; } = "";
    public string? Subject { get; init; }
    public string? Respondent { get; init; }
    public DateOnly? Published { get; init; }
    public string Marking { get; init; } = "OFFICIAL";
    public Guid? FollowUpTo { get; init; }
    public Guid? SourceFile { get; init; }
    public string? SourceName { get; init; }
    public string? SourceSha256 { get; init; }
    public long? SourceSize { get; init; }
}

internal sealed class ReportProjection : Projection<Report, ReportRow>
{
    public override ReportRow? Evolve(ReportRow? row, Happened happened) =>
        (row, happened.Data) switch
        {
            (_, Report.Registered e) => new()
            {
                Id = e.Id,
                Title = e.Title,
                Inspectorate = e.Inspectorate,
                InspectorateKey = Inspectorate.KeyOf(e.Inspectorate),
                Subject = e.Subject,
                Respondent = e.Respondent,
                Published = e.Published,
                Marking = e.Marking,
            },
            (null, _) => null,
            (_, Report.SourceAttached e) => row with
            {
                SourceFile = e.File,
                SourceName = e.Name,
                SourceSha256 = e.Sha256,
                SourceSize = e.Size,
            },
            (_, Report.FollowUpLinked e) => row with { FollowUpTo = e.Earlier },
            (_, Report.Corrected e) => row with
            {
                Title = e.Title,
                Inspectorate = e.Inspectorate,
                InspectorateKey = Inspectorate.KeyOf(e.Inspectorate),
                Subject = e.Subject,
                Respondent = e.Respondent,
                Published = e.Published,
                Marking = e.Marking,
            },
            _ => row,
        };
}
