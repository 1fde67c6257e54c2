namespace Inspection.Recommendations.Import;

internal enum PassageKind
{
    Paragraph,
    Heading,
    ListItem,
    Row,
}

/// <summary>A logical paragraph: unwrapped, free of page furniture.</summary>
internal sealed record Passage(PassageKind Kind, Excerpt Words, int Level = 0)
{
    public int Table { get; init; }
    public IReadOnlyList<PassageCell> Cells { get; init; } = [];

    /// <summary>What the cells hold, where the table's own heads cannot say.</summary>
    public IReadOnlyList<ColumnRole> Roles { get; init; } = [];

    public string Text => Words.Text;
}

internal sealed record PassageCell(Excerpt Words, IReadOnlyList<Excerpt> Lines, int Column, int ColumnSpan, int RowSpan)
{
    public bool Covers(int column) => column >= Column && column < Column + ColumnSpan;
}
