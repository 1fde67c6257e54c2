namespace Inspection.Recommendations.Import;

internal enum SourceFormat
{
    Text,
    Html,
    Markdown,
    Docx,
    Odt,
    Pdf,
}

internal enum BlockKind
{
    /// <summary>A physical line, which may be one of several that a paragraph was wrapped into.</summary>
    Line,
    Paragraph,
    Heading,
    ListItem,
    TableRow,
    PageBreak,
}

internal sealed record Cell(TextSpan Span, int Column, int ColumnSpan, int RowSpan, bool IsHeading);

internal sealed record Block(BlockKind Kind, TextSpan Span, int Level = 0)
{
    public int Table { get; init; }
    public IReadOnlyList<Cell> Cells { get; init; } = [];
}

/// <summary>A document as plain text (the coordinate space of every span) and the blocks it consists of.</summary>
internal sealed record SourceDocument(
    string Name,
    SourceFormat Format,
    string Text,
    IReadOnlyList<Block> Blocks,
    string? Title,
    IReadOnlyList<string> Warnings
)
{
    public bool IsBlankBefore(int block) =>
        block > 0
        && Blocks[block - 1].Span.End is var before
        && Text.AsSpan(before, Blocks[block].Span.Start - before).Count('\n') > 1;
}
