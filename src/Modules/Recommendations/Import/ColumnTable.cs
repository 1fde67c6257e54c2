using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>A table that text extraction left as columns of spaces: cells wrapped over lines, put together again.</summary>
internal sealed partial class ColumnTable
{
    private const int LongestHead = 80;
    private const int Slack = 2;

    private readonly SourceDocument document;
    private readonly Furniture furniture;
    private readonly int table;
    private readonly List<Passage> rows = [];
    private readonly List<IReadOnlyList<Chunk>> lines = [];
    private IReadOnlyList<Column> columns;

    private ColumnTable(SourceDocument document, Furniture furniture, IReadOnlyList<Column> columns, int table) =>
        (this.document, this.furniture, this.columns, this.table) = (document, furniture, columns, table);

    public IReadOnlyList<Passage> Rows => rows;

    public int LastBlock { get; private set; }

    public static ColumnTable? TryRead(SourceDocument document, Furniture furniture, int first)
    {
        var heads = Chunks(document, document.Blocks[first])
            .Select(c => new Column(c.Start, TableHeads.Role(c.Words.In(document.Text)), c.Words.In(document.Text)))
            .ToList();
        var roles = heads.Select(h => h.Role).Where(r => r != ColumnRole.Other).ToHashSet();
        var known = heads.TrueForAll(head => head.Role != ColumnRole.Other) && heads.Count > 2;
        if (heads.Count < 2 || !known && roles.Count < Math.Min(3, heads.Count) || !TableHeads.AreFindings(roles))
            return null;
        var read = new ColumnTable(document, furniture, heads, -1 - first);
        read.Read(first);
        return read.rows.Count > 1 ? read : null;
    }

    /// <summary>What stands on a line, taken apart where there are two spaces or more.</summary>
    internal static IEnumerable<Chunk> Chunks(SourceDocument document, Block line)
    {
        if (line.Kind != BlockKind.Line || line.Span.Length > 400)
            yield break;
        var words = line.Span.In(document.Text);
        foreach (Match chunk in Together().Matches(words))
            yield return new(line.Level + chunk.Index, new TextSpan(line.Span.Start + chunk.Index, chunk.Length));
    }

    private void Read(int first)
    {
        lines.Add([.. Chunks(document, document.Blocks[first])]);
        LastBlock = first;
        for (var i = first + 1; i < document.Blocks.Count; i++)
        {
            var block = document.Blocks[i];
            if (block.Kind == BlockKind.PageBreak || furniture.IsRemoved(i))
                continue;
            var chunks = Chunks(document, block).ToList();
            if (chunks.Count == 0 || rows.Count <= 1 && i - first > LongestHead)
                break;
            if (RepeatsHead(chunks) && i == first + 1)
                break;
            if (RepeatsHead(chunks))
                i = SkipHead(i, chunks);
            else if (IsCaption(i, chunks))
            {
                CloseRow();
                rows.Add(Caption(chunks[0]));
            }
            else if (EndsTable(i, chunks))
                break;
            else if (!CountsColumns(chunks))
            {
                if (StartsRow(i, chunks))
                    CloseRow();
                lines.Add(chunks);
            }
            LastBlock = i;
        }
        CloseRow();
    }

    /// <summary>A line of its own between two rows ("Key concerns") heads those that follow.</summary>
    private bool IsCaption(int block, List<Chunk> chunks) =>
        columns[0].Role == ColumnRole.Number
        && chunks.Count == 1
        && !IsRowNumber(chunks[0])
        && chunks[0].Words.Length is > 3 and < 80
        && document.Text[chunks[0].Words.End - 1] != '.'
        && ColumnAt(chunks[0].Start) is var column and <= 1
        && (column == 0 || rows.Count == 0 || lines.Count > 0)
        && Next(block) is { Count: > 1 } next
        && IsRowNumber(next[0]);

    private List<Chunk>? Next(int block)
    {
        for (var i = block + 1; i < document.Blocks.Count; i++)
            if (document.Blocks[i].Kind == BlockKind.Line && !furniture.IsRemoved(i))
                return [.. Chunks(document, document.Blocks[i])];
        return null;
    }

    private Passage Caption(Chunk chunk)
    {
        var words = Excerpt.Of(document.Text, chunk.Words);
        return new(PassageKind.Row, words)
        {
            Table = table,
            Cells = [new PassageCell(words, [words], 0, columns.Count, 1)],
        };
    }

    private bool EndsTable(int block, List<Chunk> chunks)
    {
        var (start, words) = chunks[0];
        if (ColumnAt(start) != 0)
            return false;
        if (columns[0].Role == ColumnRole.Number && rows.Count > 0)
            return !IsRowNumber(chunks[0]) && words.Length > columns[1].Start - columns[0].Start;
        return chunks.Count == 1
            && document.IsBlankBefore(block)
            && (
                columns.Count > 1 && start + words.Length > columns[1].Start
                || Labels.StartsLabel(words.In(document.Text)) && !IsRowNumber(chunks[0])
            );
    }

    private bool StartsRow(int block, List<Chunk> chunks)
    {
        if (ColumnAt(chunks[0].Start) != 0)
            return false;
        if (columns[0].Role == ColumnRole.Number)
            return IsRowNumber(chunks[0]);
        return chunks.Count > 1
            && (
                IsRowNumber(chunks[0])
                || document.IsBlankBefore(block)
                || NumberedTitle().IsMatch(chunks[0].Words.In(document.Text))
            );
    }

    private bool IsRowNumber(Chunk chunk) => RowNumber().IsMatch(chunk.Words.In(document.Text));

    private bool CountsColumns(List<Chunk> chunks) => chunks.Count > 2 && chunks.TrueForAll(IsRowNumber);

    private bool RepeatsHead(List<Chunk> chunks) =>
        chunks.Count == columns.Count
        && chunks.Zip(columns).All(pair => pair.First.Words.In(document.Text) == pair.Second.Head);

    /// <summary>Heads on a later page may stand elsewhere, and wrap as the first did.</summary>
    private int SkipHead(int block, List<Chunk> chunks)
    {
        CloseRow();
        columns = [.. chunks.Zip(columns, (chunk, column) => column with { Start = chunk.Start })];
        if (columns[0].Role != ColumnRole.Number)
            return block;
        var last = block;
        for (var i = block + 1; i < Math.Min(block + 8, document.Blocks.Count); i++)
            if (Chunks(document, document.Blocks[i]).ToList() is { Count: > 1 } row && IsRowNumber(row[0]))
                return last;
            else
                last = i;
        return block;
    }

    private int ColumnAt(int start) => At(columns.Select(column => column.Start).ToList(), start);

    private static int At(List<int> edges, int start) =>
        Math.Max(0, edges.FindLastIndex(edge => edge <= start + Slack));

    private void CloseRow()
    {
        if (lines.Count == 0)
            return;
        var edges = Edges();
        var cells = columns.Select(_ => new List<(int Line, TextSpan Words)>()).ToList();
        foreach (var (line, chunks) in lines.Index())
        foreach (var (start, words) in chunks.SelectMany(chunk => Apart(chunk, edges)))
            cells[At(edges, start)].Add((line, words));
        lines.Clear();
        var row = cells
            .Select(
                (spans, i) =>
                    (Words: Excerpt.Of(document.Text, [.. spans.Select(s => s.Words)]), Spans: spans, Column: i)
            )
            .Where(c => !c.Words.IsEmpty)
            .Select(c => new PassageCell(c.Words, Lines(c.Spans), c.Column, 1, 1))
            .ToList();
        if (row.Count > 0)
            rows.Add(
                new Passage(PassageKind.Row, Excerpt.Join(row.Select(c => c.Words))) { Table = table, Cells = row }
            );
    }

    /// <summary>Where the cells of this row begin: text seldom stands exactly under its head.</summary>
    private List<int> Edges()
    {
        const int Farthest = 5;
        var starts = lines.SelectMany(line => line.Skip(1)).Select(chunk => chunk.Start).ToList();
        return
        [
            .. columns.Select(
                (column, i) =>
                    i == 0
                        ? column.Start
                        : starts
                            .Where(start => Math.Abs(start - column.Start) <= Farthest)
                            .GroupBy(start => start)
                            .MaxBy(same => (same.Count(), -Math.Abs(same.Key - column.Start)))
                            ?.Key
                            ?? column.Start
            ),
        ];
    }

    /// <summary>Two cells with only one space between them.</summary>
    private IEnumerable<Chunk> Apart(Chunk chunk, List<int> edges)
    {
        foreach (var edge in edges)
        {
            var at = Array.Find([edge, edge - 1, edge + 1], place => Begins(chunk, place)) - chunk.Start;
            if (at <= 1)
                continue;
            yield return new(chunk.Start, TextSpan.Between(chunk.Words.Start, chunk.Words.Start + at - 1));
            chunk = new(edge, TextSpan.Between(chunk.Words.Start + at, chunk.Words.End));
        }
        yield return chunk;
    }

    private bool Begins(Chunk chunk, int place) =>
        place - chunk.Start is > 1 and var at
        && at < chunk.Words.Length
        && document.Text[chunk.Words.Start + at - 1] == ' ';

    /// <summary>The paragraphs of a cell: wrapped lines go on until there is a gap or a label.</summary>
    private List<Excerpt> Lines(List<(int Line, TextSpan Words)> spans)
    {
        var paragraphs = new List<List<TextSpan>>();
        var before = (Line: -2, Words: default(TextSpan));
        foreach (var span in spans)
        {
            if (
                paragraphs.Count == 0
                || span.Line > before.Line + 1
                || Labels.StartsLabel(span.Words.In(document.Text))
                || Stands(before.Words)
                || Stands(span.Words)
                || IsPost(before.Words) && IsPost(span.Words)
            )
                paragraphs.Add([]);
            paragraphs[^1].Add(span.Words);
            before = span;
        }
        return paragraphs.ConvertAll(words => Excerpt.Of(document.Text, [.. words]));
    }

    private bool Stands(TextSpan words) => Verdicts.Whole(words.In(document.Text)) is not null;

    private bool IsPost(TextSpan words) =>
        words.In(document.Text) is var name
        && char.IsUpper(name[0])
        && name.Contains(' ', StringComparison.Ordinal)
        && !name.EndsWith(" of", StringComparison.Ordinal)
        && !name.EndsWith(" and", StringComparison.Ordinal)
        && name[^1] is not (',' or '/')
        && OwnerNames.IsPost(name);

    /// <summary>Words of one line that belong together, and the column of the line at which they begin.</summary>
    internal sealed record Chunk(int Start, TextSpan Words);

    private sealed record Column(int Start, ColumnRole Role, string Head);

    [GeneratedRegex(@"\S+(?: \S+)*")]
    private static partial Regex Together();

    [GeneratedRegex(
        @"^(?:[A-Z]{1,4}[.\s-]?|[a-z]\.)?\d{1,3}(?:\.\d{1,2})?[a-z]?[.)]?$|^(?:Recommendation|Issue)\s+\d{1,3}"
    )]
    private static partial Regex RowNumber();

    [GeneratedRegex(@"^(?:[a-z]{1,2}/[a-z]\s+)?\d{1,3}[.)]\s+\S")]
    private static partial Regex NumberedTitle();
}
