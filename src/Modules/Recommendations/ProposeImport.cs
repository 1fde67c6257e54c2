using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Inspection.Recommendations.Import;
using MediatR;

namespace Inspection.Recommendations;

/// <summary>What a document that was handed in says, and what of it is on the register already.</summary>
[Allow(Policy.Manage)]
internal sealed record ProposeImport(Guid Id) : IQuery<ImportProposal>
{
    internal sealed class Handler(Session session, FileStore files) : IRequestHandler<ProposeImport, ImportProposal>
    {
        public async Task<ImportProposal> Handle(ProposeImport query, CancellationToken cancel)
        {
            var file =
                await session.One<Guid?>("select file from import_draft where id = @Id", new { query.Id }, cancel)
                ?? throw new NotFoundException($"There is no import {query.Id}");
            var draft = await files.Require(file, cancel);
            var source = await DocumentReader.Read(await Content(draft, cancel), draft.Name, cancel);
            var read = ReportReader.Read(source);
            var keys = read.Items.Select(item => TextKeys.Of(item.Text.Value)).ToArray();
            var known = (
                await session.Query<Known>(
                    "select id, report, text_key from recommendation where text_key = any (@keys)",
                    new { keys },
                    cancel
                )
            ).ToLookup(one => one.TextKey);
            var sameFile = await session.Query<Guid>(
                "select id from report where source_sha256 = @Sha256",
                new { draft.Sha256 },
                cancel
            );

            // Where the text was put right on the way in, the same item of the same file is known by its number.
            var numbered = (
                await session.Query<Numbered>(
                    "select id, kind, number from recommendation where report = any (@sameFile) and number is not null",
                    new { sameFile = sameFile.ToArray() },
                    cancel
                )
            ).ToLookup(one => (one.Kind, one.Number));

            return new(
                query.Id,
                draft.Name,
                draft.Sha256,
                source,
                read,
                [
                    .. read.Items.Select(
                        (item, i) =>
                            known[keys[i]].FirstOrDefault()?.Id
                            ?? (
                                item.Number.Value is { } number
                                    ? numbered[(item.Kind.Value, number)].FirstOrDefault()?.Id
                                    : null
                            )
                    ),
                ],
                sameFile.Count > 0 ? sameFile[0] : known.SelectMany(group => group).FirstOrDefault()?.Report
            );
        }

        // A document is read as a whole.
        private async Task<byte[]> Content(StoredFile file, CancellationToken cancel)
        {
            var content = new byte[file.Size];
            await using var stored = await files.Open(file.Id, cancel);
            await stored.ReadExactlyAsync(content, cancel);
            return content;
        }
    }

    private sealed record Numbered(Guid Id, ItemKind Kind, string Number);

    private sealed record Known(Guid Id, Guid Report, string TextKey);
}

/// <summary>A document as read, beside what the register holds.</summary>
/// <param name="Id">The import.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Sha256">The file's SHA-256 in hexadecimal.</param>
/// <param name="Source">The document as text.</param>
/// <param name="Read">What was read from it.</param>
/// <param name="Known">For each item the recommendation that already says the same, or null.</param>
/// <param name="KnownReport">The report that this document already belongs to, or null.</param>
internal sealed record ImportProposal(
    Guid Id,
    string Name,
    string Sha256,
    SourceDocument Source,
    ReadReport Read,
    IReadOnlyList<Guid?> Known,
    Guid? KnownReport
)
{
    /// <summary>The confirmation that changes nothing of what was read; what the register already has is left out.</summary>
    public ConfirmImport AsRead(DateOnly today) =>
        new(
            Id,
            Read.Report.Title.Value ?? Path.GetFileNameWithoutExtension(Name),
            Read.Report.Inspectorate.Value,
            null,
            Read.Report.Respondent.Value,
            Read.Report.Published.Value,
            Read.Report.Marking.Value is { } marking && Markings.Allowed(marking) ? marking : Markings.Official,
            KnownReport,
            null,
            today.AddDays(28),
            [.. Read.Items.Select((item, i) => ConfirmedItem.Of(item, include: Known[i] is null))]
        );
}
