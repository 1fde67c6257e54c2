using System.Text;

namespace Inspection.Recommendations.Import;

/// <summary>Lays out the blocks of a rich document as plain text and keeps where each stands.</summary>
internal sealed class DocumentBuilder
{
    internal const int MaxText = 20_000_000;
    private const int MaxCellsInRow = 200;

    private readonly StringBuilder text = new();
    private readonly List<Block> blocks = [];
    private readonly List<string> warnings = [];
    private int tables;

    public string? Title { get; set; }

    public void Heading(string words, int level) => Add(BlockKind.Heading, words, level);

    public void Paragraph(string words) => Add(BlockKind.Paragraph, words, 0);

    public void ListItem(string words, int level) => Add(BlockKind.ListItem, words, level);

    public void Lines(string words)
    {
        foreach (var line in words.Split('\n'))
            Add(BlockKind.Line, line, 0);
        text.Append('\n');
    }

    public void PageBreak() => blocks.Add(new Block(BlockKind.PageBreak, new TextSpan(text.Length, 0)));

    public void Warn(string sentence) => warnings.Add(sentence);

    public int NewTable() => ++tables;

    public void Row(int table, IReadOnlyList<RowCell> row)
    {
        var start = text.Length;
        var cells = new List<Cell>();
        foreach (var cell in row.Take(MaxCellsInRow))
        {
            if (cells.Count > 0)
                text.Append('\t');
            var span = Append(cell.Words);
            cells.Add(new Cell(span, cell.Column, cell.ColumnSpan, cell.RowSpan, cell.IsHeading));
        }
        blocks.Add(
            new Block(BlockKind.TableRow, TextSpan.Between(start, text.Length)) { Table = table, Cells = cells }
        );
        text.Append('\n');
    }

    public SourceDocument Build(string name, SourceFormat format) =>
        new(name, format, text.ToString(), blocks, Title is { Length: > 0 } ? Title : null, warnings);

    private void Add(BlockKind kind, string words, int level)
    {
        var span = Append(words);
        if (span.Length == 0)
        {
            text.Append(kind == BlockKind.Line ? "\n" : "");
            return;
        }
        blocks.Add(new Block(kind, span, level));
        text.Append(kind == BlockKind.Line ? "\n" : "\n\n");
    }

    private TextSpan Append(string words)
    {
        var clean = TextCleaner.Clean(words).Trim();
        if (text.Length + clean.Length > MaxText)
            throw new UnreadableDocumentException(
                "The document holds too much text to be an inspection report. Import only the part with the findings."
            );
        text.Append(clean);
        return new TextSpan(text.Length - clean.Length, clean.Length);
    }
}

internal readonly record struct RowCell(string Words, int Column, int ColumnSpan, int RowSpan, bool IsHeading);
