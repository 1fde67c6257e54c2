using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Files;
using Inspection.Kernel.Ui.Lists;
using MediatR;

namespace Inspection.Host.Running;

/// <summary>One file that the malware scanner has not passed.</summary>
internal sealed record QuarantinedRow(
    Guid Id,
    string Name,
    long Size,
    string? Finding,
    DateTimeOffset? ScannedAt,
    DateTimeOffset StoredAt
);

/// <summary>Files that nobody gets, because the scanner did not answer or found something.</summary>
internal sealed class Quarantine : ListOf<QuarantinedRow>
{
    public override string Key => "quarantine";
    public override string Title => "Files in quarantine";
    public override string Path => "/running/quarantine";
    public override string One => "file in quarantine";
    public override Policy Policy => Policy.Administer;
    public override bool IsOfNow => true;

    protected override void Describe(ListBuilder<QuarantinedRow> list) =>
        list.From("(select * from kernel.files where state = 'Quarantined') f")
            .Column("File", f => f.Name, sort: "f.name", link: f => $"/evidence/files/{f.Id}")
            .Column("Size", f => FileWords.Size(f.Size), sort: "f.size", numeric: true)
            .Column("Why", f => f.Finding, sort: "f.finding")
            .Column("Handed in", f => f.StoredAt, sort: "f.stored_at")
            .Column("Last tried", f => f.ScannedAt, sort: "f.scanned_at")
            .Search("f.name", "f.finding")
            .DefaultSort("handed-in")
            .Bulk("scan", "Scan again", Policy.Administer, (f, _) => new ScanFileAgain(f.Id))
            .Empty("No file is in quarantine.");
}

/// <summary>Asks the malware scanner again about one file.</summary>
[Allow(Policy.Administer), Api("POST", "/api/quarantine/{id}/scan")]
internal sealed record ScanFileAgain(Guid Id) : ICommand
{
    internal sealed class Handler(FileStore files) : AsyncRequestHandler<ScanFileAgain>
    {
        protected override async Task Handle(ScanFileAgain command, CancellationToken cancel) =>
            await files.ScanAgain(command.Id, cancel);
    }
}
