using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Inspection.Recommendations.Import;
using MediatR;

namespace Inspection.Recommendations;

/// <summary>What a document that was handed in says, and what of it is on the register already.</summary>
/// <param name="FollowUpTo">The report that it follows up; empty where it follows up none, null where it is read from the document.</param>
[Allow(Policy.Manage)]
internal sealed record ProposeImport(Guid Id, Guid? FollowUpTo = null) : IQuery<ImportProposal>
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
            var sameFile = await session.Query<Guid>(
                "select id from report where source_sha256 = @Sha256",
                new { draft.Sha256 },
                cancel
            );

            var own = sameFile.Count > 0 ? sameFile[0] : (Guid?)null;
            var followUp = await session.FollowUp(read, query.FollowUpTo, own, cancel);
            var earlier = followUp?.Before.Select(one => one.Report).Distinct().ToArray() ?? [];

            // What the earlier report said is rated or restated, and not what this document said already.
            var known = (
                await session.Query<Known>(
                    "select id, report, text_key from recommendation where text_key = any (@keys) and report <> all (@earlier)",
                    new { keys, earlier },
                    cancel
                )
            ).ToLookup(one => one.TextKey);

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
                own ?? (followUp is null ? known.SelectMany(group => group).FirstOrDefault()?.Report : null),
                followUp
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
/// <param name="FollowUp">What it says again of an earlier report, where it follows one up.</param>
internal sealed record ImportProposal(
    Guid Id,
    string Name,
    string Sha256,
    SourceDocument Source,
    ReadReport Read,
    IReadOnlyList<Guid?> Known,
    Guid? KnownReport,
    FollowUp? FollowUp
)
{
    /// <summary>The confirmation that changes nothing of what was read; what the register already has is left out.</summary>
    public ConfirmImport AsRead(DateOnly today) =>
        new(
            Id,
            Read.Report.Title.Value ?? Path.GetFileNameWithoutExtension(Name),
            Read.Report.Inspectorate.Value ?? FollowUp?.Earlier.Inspectorate,
            FollowUp?.Earlier.Subject,
            Read.Report.Respondent.Value,
            Read.Report.Published.Value,
            Read.Report.Marking.Value is { } marking && Markings.Allowed(marking) ? marking : Markings.Official,
            KnownReport,
            FollowUp?.Earlier.Id,
            today.AddDays(28),
            [.. Read.Items.Select(AsRead)]
        );

    /// <summary>Whether there is nothing to store that is not stored already.</summary>
    public bool ProposesNothing =>
        !Read.Items.Select(AsRead).Any(item => item.IsRecorded || item.Choice == ItemChoice.Rate);

    /// <summary>Whether this very document has rated what an item says again.</summary>
    public bool IsRated(int item) =>
        FollowUp?.Matches[item] is { } match
        && match.Existing.Ratings.Any(one =>
            one.Report == KnownReport && (match.Part is null || one.Part is null || one.Part == match.Part)
        );

    /// <summary>Whether some item rates, or has rated, an earlier one in a way that nobody need be asked about.</summary>
    public bool RatesForCertain =>
        Read.Items.Index().Any(one => IsRated(one.Index) || RatesCertainly(one.Item, one.Index));

    /// <summary>The confirmation that asks nobody: certain matches are rated, and everything else is as in any document.</summary>
    public ConfirmImport AsCertain(DateOnly today)
    {
        var confirmed = AsRead(today);
        return confirmed with { Items = [.. confirmed.Items!.Select(Certain)] };
    }

    private ConfirmedItem Certain(ConfirmedItem proposed, int i) =>
        Known[i] is null && !IsRated(i) && RatesCertainly(Read.Items[i], i)
            ? proposed
            : proposed with
            {
                Choice =
                    Known[i] is not null || IsRated(i) || FollowUp?.Matches[i] is { IsSame: true }
                        ? ItemChoice.LeaveOut
                        : ItemChoice.New,
                Existing = null,
                Rating = Read.Items[i].Rating.Value,
                PartRatings = null,
            };

    private bool RatesCertainly(ReadItem item, int i) =>
        FollowUp?.Matches[i] is { IsCertain: true } && RatingOf(item) is not null;

    /// <summary>What is proposed for an item: nothing twice, a rating where one was read.</summary>
    private ConfirmedItem AsRead(ReadItem item, int i)
    {
        var plain = ConfirmedItem.Of(item, include: Known[i] is null);

        if (FollowUp is null)
            return plain;

        var match = Known[i] is null ? FollowUp.Matches[i] : null;
        var rating = RatingOf(item);

        return plain with
        {
            Choice =
                Known[i] is not null || IsRated(i) ? ItemChoice.LeaveOut
                : match is null ? ItemChoice.New
                : item.Rating.Value is not null ? ItemChoice.Rate
                : match.IsSame ? ItemChoice.LeaveOut
                : ItemChoice.Restate,
            Existing = match?.Existing.Id,
            Rating =
                match is null ? item.Rating.Value
                : match.Part is null ? rating
                : null,
            PartRatings = match is null
                ? null
                : [.. match.Existing.Parts.Select((_, p) => p + 1 == match.Part ? rating : null)],
        };
    }

    private string? RatingOf(ReadItem item) => FollowUp!.Scale.Find(item.Rating.Value);
}
