using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>A table that text extraction left as columns of spaces: cells wrapped over lines, put together again.</summary>
internal sealed partial class ColumnTable
{
    private const int LongestHead = 40;

    private readonly SourceDocument document;
    private readonly Furniture furniture;
    private readonly List<(int Start, ColumnRole Role, TextSpan Words)> columns;
    private readonly int table;
    private readonly List<Passage> rows = [];
    private readonly List<TextSpan>[] cells;

    private ColumnTable(
        SourceDocument document,
        Furniture furniture,
        List<(int, ColumnRole, TextSpan)> columns,
        int table
    )
    {
        (this.document, this.furniture, this.columns, this.table) = (document, furniture, columns, table);
        cells = [.. columns.Select(_ => new List<TextSpan>())];
    }

    public IReadOnlyList<Passage> Rows => rows;

    public int LastBlock { get; private set; }

    public static ColumnTable? TryRead(SourceDocument document, Furniture furniture, int first)
    {
        var heads = Chunks(document, document.Blocks[first])
            .Select(c => (c.Start, Role: TableHeads.Role(c.Words.In(document.Text)), c.Words))
            .ToList();
        var roles = heads.Select(h => h.Role).Where(r => r != ColumnRole.Other).ToHashSet();
        if (heads.Count < 2 || roles.Count < Math.Min(3, heads.Count) || !TableHeads.AreFindings(roles))
            return null;
        var read = new ColumnTable(document, furniture, heads, -1 - first);
        read.Read(first);
        return read.rows.Count > 1 ? read : null;
    }

    internal static IEnumerable<(int Start, TextSpan Words)> Chunks(SourceDocument document, Block line)
    {
        if (line.Kind != BlockKind.Line || line.Span.Length > 400)
            yield break;
        var words = line.Span.In(document.Text);
        foreach (Match chunk in Chunk().Matches(words))
            yield return (line.Level + chunk.Index, new TextSpan(line.Span.Start + chunk.Index, chunk.Length));
    }

    private void Read(int first)
    {
        for (var i = 0; i < columns.Count; i++)
            cells[i].Add(columns[i].Words);
        LastBlock = first;
        for (var i = first + 1; i < document.Blocks.Count; i++)
        {
            var block = document.Blocks[i];
            if (block.Kind == BlockKind.PageBreak || furniture.IsRemoved(i))
                continue;
            var chunks = Chunks(document, block).ToList();
            if (chunks.Count == 0 || EndsTable(i, chunks) || rows.Count == 0 && i - first > LongestHead)
                break;
            if (!RepeatsHead(chunks))
            {
                if (StartsRow(i, chunks))
                    CloseRow();
                foreach (var (start, words) in chunks)
                    cells[ColumnAt(start)].Add(words);
            }
            LastBlock = i;
        }
        CloseRow();
    }

    private bool EndsTable(int block, List<(int Start, TextSpan Words)> chunks)
    {
        if (chunks.Count > 1 || !document.IsBlankBefore(block))
            return false;
        var (start, words) = chunks[0];
        var column = ColumnAt(start);
        return column == 0 && columns.Count > 1 && start + words.Length > columns[1].Start
            || column == 0
                && Labels.StartsLabel(words.In(document.Text))
                && !RowNumber().IsMatch(words.In(document.Text));
    }

    private bool StartsRow(int block, List<(int Start, TextSpan Words)> chunks)
    {
        if (ColumnAt(chunks[0].Start) != 0)
            return false;
        var opens = RowNumber().IsMatch(chunks[0].Words.In(document.Text));
        return columns[0].Role == ColumnRole.Number
            ? opens
            : chunks.Count > 1 && (opens || document.IsBlankBefore(block));
    }

    private bool RepeatsHead(List<(int Start, TextSpan Words)> chunks) =>
        chunks.Count == columns.Count
        && chunks.Zip(columns).All(p => p.First.Words.In(document.Text) == p.Second.Words.In(document.Text));

    private int ColumnAt(int start)
    {
        const int Slack = 2;
        for (var i = columns.Count - 1; i > 0; i--)
            if (columns[i].Start <= start + Slack)
                return i;
        return 0;
    }

    private void CloseRow()
    {
        var row = cells
            .Select((spans, i) => (Words: Excerpt.Of(document.Text, [.. spans]), Lines: Lines(spans), Column: i))
            .Where(c => !c.Words.IsEmpty)
            .Select(c => new PassageCell(c.Words, c.Lines, c.Column, 1, 1))
            .ToList();
        foreach (var cell in cells)
            cell.Clear();
        if (row.Count > 0)
            rows.Add(
                new Passage(PassageKind.Row, Excerpt.Join(row.Select(c => c.Words))) { Table = table, Cells = row }
            );
    }

    private List<Excerpt> Lines(List<TextSpan> spans) => [.. spans.Select(s => Excerpt.Of(document.Text, s))];

    [GeneratedRegex(@"\S+(?: \S+)*")]
    private static partial Regex Chunk();

    [GeneratedRegex(@"^(?:R(?:ec)?\s?)?\d{1,3}(?:\.\d{1,2})?[a-z]?[.)]?$|^(?:Recommendation|Issue)\s+\d{1,3}")]
    private static partial Regex RowNumber();
}
