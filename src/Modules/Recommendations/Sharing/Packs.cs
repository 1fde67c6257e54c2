using System.Text;
using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;
using MediatR;

namespace Inspection.Recommendations;

/// <summary>Puts packs together. Every hash is known before the first byte leaves, so that the pack is recorded first.</summary>
internal sealed class Packs(Session session, IEventStore store, IMediator mediator, FileStore files, Dossiers dossiers)
{
    private const int Patience = 5;

    private static readonly string About = PackPages.Resource("pack.txt");

    /// <summary>The pack that this request has made.</summary>
    public Pack? Made { get; private set; }

    public async Task<Pack> Make(MakePack command, CancellationToken cancel)
    {
        var head = await Head(cancel);

        // What is read in several questions is of one moment only where nothing happened between them.
        for (var patience = Patience; ; patience--)
        {
            Made = await Make(command, head, cancel);
            var now = await Head(cancel);

            if (now == head || patience == 0)
                return Made;

            head = now;
        }
    }

    private async Task<Pack> Make(MakePack command, Head head, CancellationToken cancel)
    {
        var report = await session.Report(command.Id, cancel);
        var who = await dossiers.Who(command.Names ? await mediator.Send(new NamePeople(), cancel) : null, cancel);
        var contents = new PackContents(report, who);

        foreach (var row in await dossiers.Of(report.Id, command.Recommendations, cancel))
            contents.Dossiers.Add(await dossiers.Load(row, _ => true, cancel));

        if (report.SourceFile is { } source && await files.Find(source, cancel) is { IsUsable: true } document)
            contents.Document = PackEntry.Of($"report/{new UniqueNames().Take(report.SourceName)}", document);

        await AddEvidence(contents, command.Undecided, cancel);
        contents.History.AddRange(await History(contents, cancel));
        var made = new PackMaking(session.Now, who.Person(session.Caller.Actor, session.Now), head, command.Undecided);
        return Finish(contents, made);
    }

    /// <summary>Every piece once, with its file where the file goes with it: never one that is in quarantine.</summary>
    private async Task AddEvidence(PackContents contents, bool undecided, CancellationToken cancel)
    {
        var names = new UniqueNames();
        var selected = contents.Dossiers.Select(one => one.Row.Id).ToHashSet();
        var pieces = contents
            .Dossiers.SelectMany(one => one.Evidence)
            .DistinctBy(piece => piece.Id)
            .OrderBy(piece => piece.OfferedAt)
            .ThenBy(piece => piece.Id);

        foreach (var piece in pieces)
        {
            var file = piece.File is { } id ? await files.Find(id, cancel) : null;
            var goes =
                file is { IsUsable: true }
                && (
                    piece.State == EvidenceState.Accepted
                    || undecided && piece.State is EvidenceState.Draft or EvidenceState.Submitted
                );
            contents.Evidence.Add(
                new(
                    piece,
                    file,
                    goes ? PackEntry.Of($"evidence/{names.Take(file!.Name)}", file) : null,
                    [.. piece.Serves.Where(served => selected.Contains(served.Recommendation))]
                )
            );
        }
    }

    private async Task<IEnumerable<HistoryLine>> History(PackContents contents, CancellationToken cancel)
    {
        var streams = new Dictionary<Guid, string> { [contents.Report.Id] = "Report" };

        foreach (var one in contents.Dossiers)
            streams[one.Row.Id] = one.Row.Called;
        foreach (var action in contents.Dossiers.SelectMany(one => one.Actions))
            streams[action.Id] = $"Action: {action.Text.Truncated(80)}";
        foreach (var piece in contents.Evidence)
            streams[piece.Row.Id] = $"Evidence: {piece.Row.Title}";

        var hashes = (
            await session.Query<(long Position, string Hash)>(
                "select position, encode(hash, 'hex') from kernel.events where division = @Division and stream = any (@streams)",
                new { session.Caller.Division, streams = streams.Keys.ToArray() },
                cancel
            )
        ).ToDictionary(one => one.Position, one => one.Hash);
        var lines = new List<HistoryLine>();

        foreach (var (stream, about) in streams)
        foreach (var one in await store.History(stream, cancel))
            if (one.Data is not Report.PackMade && hashes.TryGetValue(one.Position, out var hash))
                lines.Add(new(one, about, hash));

        return lines.OrderBy(line => line.Event.Position);
    }

    private static Pack Finish(PackContents contents, PackMaking made)
    {
        var pages = new PackPages(contents);
        List<PackEntry> entries =
        [
            PackEntry.Of("README.txt", $"{contents.Report.Marking}\n\n{About}\n{contents.Report.Marking}\n"),
            PackEntry.Of("evidence-index.html", pages.EvidenceIndex()),
            PackEntry.Of("evidence-index.csv", Csv(EvidenceTable(contents))),
            PackEntry.Of("history.csv", Csv(HistoryTable(contents))),
            .. contents.Dossiers.Select(one => PackEntry.Of(contents.PathOf(one.Row), pages.Recommendation(one))),
            .. contents.Evidence.Select(one => one.Entry).OfType<PackEntry>(),
        ];
        if (contents.Document is { } document)
            entries.Add(document);

        entries.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        var index = PackEntry.Of("index.html", pages.Index(made, entries));
        var all = entries.Append(index).OrderBy(entry => entry.Path, StringComparer.Ordinal).ToList();
        var sums = PackEntry.Of(Pack.Sums, string.Concat(all.Select(entry => $"{entry.Sha256}  {entry.Path}\n")));

        return new(
            FileName.Clean(
                $"{contents.Report.Title.Truncated(80)} pack {made.At.Day():yyyy-MM-dd} {contents.Report.Marking}.zip"
            ),
            [.. all.Append(sums).OrderBy(entry => entry.Path, StringComparer.Ordinal)],
            new(
                sums.Sha256,
                [.. contents.Dossiers.Select(one => one.Row.Id)],
                all.Count + 1,
                all.Sum(entry => entry.Size) + sums.Size,
                contents.Who.SaysNames,
                made.Undecided,
                made.Head.Position,
                made.Head.Hash
            )
        );
    }

    private static IEnumerable<string[]> EvidenceTable(PackContents contents) =>
        contents
            .Evidence.Select(one =>
                new[]
                {
                    one.Row.Title,
                    one.Entry?.Path ?? NameOf(one.File) ?? one.Row.Address ?? "",
                    one.Row.Sha256 ?? "",
                    $"{one.File?.Size}",
                    $"{one.Row.EffectiveOn:yyyy-MM-dd}",
                    $"{one.Row.OfferedAt.InLondon():yyyy-MM-dd HH:mm}",
                    Words.Of(one.Row.State),
                    contents.AcceptedBy(one.Row) ?? "",
                    contents.Serves(one),
                }
            )
            .Prepend([
                "Title",
                "File",
                "SHA-256",
                "Size",
                "Effective date",
                "Came in",
                "State",
                "Accepted by",
                "Serves",
            ]);

    private static string? NameOf(StoredFile? file) =>
        file is { State: FileState.Removed } ? $"{file.Name} (removed)" : file?.Name;

    private static IEnumerable<string[]> HistoryTable(PackContents contents) =>
        contents
            .History.Select(one =>
                new[]
                {
                    $"{one.Event.Position}",
                    $"{one.Event.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}",
                    one.About,
                    Told.Title(one.Event),
                    Told.Detail(one.Event, contents.Who) ?? "",
                    contents.Who.Person(one.Event.Actor, one.Event.At),
                    one.Hash,
                }
            )
            .Prepend(["Position", "At", "About", "What", "Detail", "By", "Hash"]);

    /// <summary>Comma-separated values as the lists of the suite are saved: no text is taken for a formula.</summary>
    private static byte[] Csv(IEnumerable<string[]> rows) =>
        Encoding.UTF8.GetBytes(
            "\uFEFF" + string.Concat(rows.Select(row => string.Join(',', row.Select(Field)) + "\r\n"))
        );

    private static string Field(string text)
    {
        var plain = Cells.Plain(text);
        return plain.AsSpan().ContainsAny(",\"\r\n") || plain != plain.Trim()
            ? $"\"{plain.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : plain;
    }

    private async Task<Head> Head(CancellationToken cancel) =>
        (
            await session.One<Head>(
                "select position, encode(hash, 'hex') as hash from kernel.head where division = @Division",
                new { session.Caller.Division },
                cancel
            )
        )!;
}

/// <summary>Where the division's history stands: its last position, and the hash that binds everything up to there.</summary>
internal sealed record Head(long Position, string Hash);

/// <summary>When and by whom a pack is made, and as at what.</summary>
internal sealed record PackMaking(DateTimeOffset At, string By, Head Head, bool Undecided);

/// <summary>Everything that a pack tells of.</summary>
internal sealed class PackContents(ReportRow report, Who who)
{
    public ReportRow Report => report;

    public Who Who => who;

    public PackEntry? Document { get; set; }

    public List<Dossier> Dossiers { get; } = [];

    public List<PackEvidence> Evidence { get; } = [];

    public List<HistoryLine> History { get; } = [];

    /// <summary>"recommendations/03-issue-to-address-3.html"</summary>
    public string PathOf(RecommendationRow row)
    {
        var place = Dossiers.FindIndex(one => one.Row.Id == row.Id) + 1;
        var digits = Math.Max(2, $"{Dossiers.Count}".Length);
        var slug = string.Join(
            '-',
            new string([.. row.Called.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(
                ' ',
                StringSplitOptions.RemoveEmptyEntries
            )
        );
        return $"recommendations/{place.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(digits, '0')}-{slug[..Math.Min(60, slug.Length)]}.html";
    }

    public string? AcceptedBy(EvidenceRow row) =>
        row is { State: EvidenceState.Accepted, DecidedBy: { } by, DecidedAt: { } at } ? who.Person(by, at) : null;

    public string Serves(PackEvidence evidence) =>
        string.Join(
            "; ",
            evidence.Serves.Select(served =>
            {
                var called = Dossiers.First(one => one.Row.Id == served.Recommendation);
                return called.Actions.FirstOrDefault(action => action.Id == served.Action) is { } action
                    ? $"{called.Row.Called}, action “{action.Text.Truncated(80)}”"
                    : called.Row.Called;
            })
        );
}

/// <summary>One piece of evidence with its file, where it has one, and the entry where that goes with the pack.</summary>
internal sealed record PackEvidence(EvidenceRow Row, StoredFile? File, PackEntry? Entry, IReadOnlyList<Served> Serves);

/// <summary>One event with what it is about and the hash that the division's history has at its place.</summary>
internal sealed record HistoryLine(StoredEvent Event, string About, string Hash);
