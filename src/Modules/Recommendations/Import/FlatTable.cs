using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>A table that text extraction ran together: one cell to a line, or a whole row in one sentence.</summary>
internal sealed partial class FlatTable
{
    private const int MostHeadLines = 24;
    private const int LongestOwner = 90;

    private static readonly ColumnRole[] Roles =
    [
        ColumnRole.Number,
        ColumnRole.Text,
        ColumnRole.Position,
        ColumnRole.Response,
        ColumnRole.Owner,
        ColumnRole.Due,
    ];

    private readonly SourceDocument document;
    private readonly Furniture furniture;
    private readonly List<Passage> rows = [];
    private readonly List<TextSpan> open = [];
    private readonly int table;
    private string number = "0";

    private FlatTable(SourceDocument document, Furniture furniture, int table) =>
        (this.document, this.furniture, this.table) = (document, furniture, table);

    public IReadOnlyList<Passage> Rows => rows;

    public int LastBlock { get; private set; }

    public static FlatTable? TryRead(SourceDocument document, Furniture furniture, int first)
    {
        if (HeadLines(document, furniture, first) is not { } last)
            return null;
        var read = new FlatTable(document, furniture, -1 - first);
        read.Read(last + 1);
        return read.rows.Count > 0 ? read : null;
    }

    /// <summary>The last line of the heads that begin here, where they name enough columns.</summary>
    private static int? HeadLines(SourceDocument document, Furniture furniture, int first)
    {
        var line = document.Blocks[first].Span;
        if (line.Length > 200 || !NumberHead().IsMatch(line.In(document.Text)))
            return null;
        if (HeadWords().Count(line.In(document.Text)) >= 4 && !line.In(document.Text).Contains('.'))
            return first;
        var roles = new HashSet<ColumnRole>();
        int? last = null;
        for (var i = first; i < Math.Min(document.Blocks.Count, first + MostHeadLines); i++)
        {
            var span = document.Blocks[i].Span;
            if (furniture.IsRemoved(i) || document.Blocks[i].Kind != BlockKind.Line || span.Length > 80)
                break;
            var words = span.In(document.Text);
            if (i > first && HeadNumber().IsMatch(words) && HeadRole(document, i + 1) != ColumnRole.Other)
                continue;
            if (words.EndsWith('.') || i > first && RowNumber().IsMatch(words))
                break;
            if (TableHeads.Role(words) is not ColumnRole.Other and var role)
                (_, last) = (roles.Add(role), i);
        }
        return roles.Count >= 4 && roles.Contains(ColumnRole.Text) ? last : null;
    }

    private static ColumnRole HeadRole(SourceDocument document, int block) =>
        block < document.Blocks.Count && document.Blocks[block].Span is { Length: <= 80 } span
            ? TableHeads.Role(span.In(document.Text))
            : ColumnRole.Other;

    private void Read(int from)
    {
        LastBlock = from - 1;
        for (var i = from; i < document.Blocks.Count; i++)
        {
            var block = document.Blocks[i];
            if (block.Kind == BlockKind.PageBreak || furniture.IsRemoved(i))
                continue;
            var words = block.Kind == BlockKind.Line ? block.Span.In(document.Text) : "";
            if (
                words.Length == 0
                || SectionLabels.Read(Excerpt.Of(document.Text, block.Span), false)?.Kind == LabelKind.End
            )
                break;
            if (
                RowStart().Match(words) is { Success: true } start
                && NumberRuns.Follows(number, start.Groups["num"].Value, anyFirst: rows.Count == 0 && open.Count == 0)
            )
            {
                Close();
                number = start.Groups["num"].Value;
            }
            else if (open.Count == 0)
                break;
            open.Add(block.Span);
            LastBlock = i;
        }
        Close();
    }

    private void Close()
    {
        if (open.Count == 0)
            return;
        var cells = LoneNumber().IsMatch(open[0].In(document.Text)) ? CellsOfLines() : CellsOfSentence();
        open.Clear();
        var row = cells
            .Select((words, i) => new PassageCell(words, [words], i, 1, 1))
            .Where(c => !c.Words.IsEmpty)
            .ToList();
        rows.Add(
            new Passage(PassageKind.Row, Excerpt.Join(row.Select(c => c.Words)))
            {
                Table = table,
                Cells = row,
                Roles = Roles,
            }
        );
    }

    private Excerpt[] CellsOfLines()
    {
        var lines = open.Skip(1).ToList();
        var verdict = lines.FindIndex(l => Verdicts.Whole(l.In(document.Text)) is not null);
        var (due, owner) = (lines.Count, lines.Count);
        if (lines.Count > 0 && IsDue(lines[^1]))
            (due, owner) = (lines.Count - 1, lines.Count - 1);
        while (owner > verdict + 1 && owner > due - 2 && IsOwnerLine(lines[owner - 1]))
            owner--;
        var text = verdict >= 0 ? verdict : 1;
        return
        [
            Words([open[0]]),
            Words(lines[..Math.Min(text, lines.Count)]),
            verdict >= 0 ? Words([lines[verdict]]) : Excerpt.Empty,
            text + 1 < owner ? Words(lines[(text + (verdict >= 0 ? 1 : 0))..owner]) : Excerpt.Empty,
            owner < due ? Words(lines[owner..due]) : Excerpt.Empty,
            due < lines.Count ? Words(lines[due..]) : Excerpt.Empty,
        ];
    }

    private Excerpt Words(List<TextSpan> spans) => Excerpt.Of(document.Text, [.. spans]);

    private bool IsDue(TextSpan line) =>
        line.Length < 40 && (NotApplicable().IsMatch(line.In(document.Text)) || Dates.In(line.In(document.Text)).Any());

    private bool IsOwnerLine(TextSpan line) =>
        line.Length < LongestOwner
        && line.In(document.Text) is var words
        && !words.EndsWith('.')
        && (OwnerNames.IsPost(words) || NotApplicable().IsMatch(words));

    /// <summary>Number, text, verdict, response, owner and date of a row that reads as one sentence.</summary>
    private Excerpt[] CellsOfSentence()
    {
        var row = Words(open);
        var first = RowStart().Match(row.Text).Groups["num"].Length;
        var due = Dates.In(row.Text).LastOrDefault(d => d.Start >= first && d.Start + d.Length == row.Length)?.Start;
        var end = due ?? (TrailingNotApplicable().Match(row.Text) is { Success: true } none ? none.Index : row.Length);
        var verdict = Verdict().Match(row.Text, first);
        var response = verdict.Success ? verdict.Index + verdict.Length : end;
        var owner = row.Text.LastIndexOf(". ", Math.Max(end - 1, 0), StringComparison.Ordinal) + 2;
        if (owner < response || end - owner is > LongestOwner or <= 0)
            owner = end;
        return
        [
            row.Slice(0, first),
            row.Slice(first, (verdict.Success ? verdict.Index : end) - first),
            verdict.Success ? row.Slice(verdict.Index, verdict.Length) : Excerpt.Empty,
            row.Slice(response, Math.Max(0, owner - response)),
            row.Slice(owner, end - owner),
            row.From(end),
        ];
    }

    [GeneratedRegex(
        @"^(?:Rec(?:ommendation)?\.?\s*(?:No|Number|Ref)?\b|No\b|Ref\b|#)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex NumberHead();

    [GeneratedRegex(
        @"\b(?:recommendation|agreed|accepted|response|action|owner|responsible|target\s+date|date|deadline|lead|timescale|status)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex HeadWords();

    [GeneratedRegex(
        @"^(?<num>\d{1,3}(?:\.\d{1,2})?)[.)]?(?:\s+(?=[“A-Z])|$)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex RowStart();

    [GeneratedRegex(@"^[1-9]\.$", RegexOptions.CultureInvariant)]
    private static partial Regex HeadNumber();

    [GeneratedRegex(@"^\d{1,3}(?:\.\d{1,2})?[.)]?(?:\s+[A-Z]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex RowNumber();

    [GeneratedRegex(@"^\d{1,3}(?:\.\d{1,2})?[.)]?$", RegexOptions.CultureInvariant)]
    private static partial Regex LoneNumber();

    [GeneratedRegex(
        @"\b(?:(?:Not|Partly|Partially|Fully)\s+)?(?:Agreed|Accepted|Supported|Rejected)(?:\s+in\s+(?:part|principle|full))?(?=[\s,.:;–-]+[A-Z]|$)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Verdict();

    [GeneratedRegex(
        @"^(?:N/?A|TBC|Not applicable|Ongoing|Complete[d]?)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex NotApplicable();

    [GeneratedRegex(@"\s(?:N/A\s+)?(?:N/A|TBC|Ongoing|Completed?)$", RegexOptions.CultureInvariant)]
    private static partial Regex TrailingNotApplicable();
}
