namespace Inspection.Recommendations.Import;

/// <summary>Fields that stand beside each other on a line: "Owner: Head of Unit    Due: June 2025", or labels over values.</summary>
internal static class FieldLines
{
    private const int MostLines = 4;

    public static (IReadOnlyList<Passage> Fields, int LastBlock)? TryRead(
        SourceDocument document,
        Furniture furniture,
        int first
    )
    {
        var heads = ColumnTable.Chunks(document, document.Blocks[first]).ToList();
        if (heads.Count < 2)
            return null;
        var labels = heads.ConvertAll(head => LabelOf(document, head.Words));
        if (!labels.TrueForAll(IsField))
            return null;
        var fields = heads.ConvertAll(head => new List<Excerpt> { Excerpt.Of(document.Text, head.Words) });
        var last = labels.TrueForAll(label => label.Rest.IsEmpty)
            ? Fill(document, furniture, first, heads, fields)
            : first;
        return ([.. fields.Select(words => new Passage(PassageKind.Paragraph, Excerpt.Join(words)))], last);
    }

    /// <summary>Puts what stands under each label to it, and says at which block that ends.</summary>
    private static int Fill(
        SourceDocument document,
        Furniture furniture,
        int first,
        List<ColumnTable.Chunk> heads,
        List<List<Excerpt>> fields
    )
    {
        var last = first;
        for (var i = first + 1; i <= Math.Min(first + MostLines, document.Blocks.Count - 1); i++)
        {
            var chunks = furniture.IsRemoved(i) ? [] : ColumnTable.Chunks(document, document.Blocks[i]).ToList();
            if (
                chunks.Count == 0
                || chunks.Count > heads.Count
                || document.IsBlankBefore(i) && i > first + 1
                || Labels.StartsLabel(document.Blocks[i].Span.In(document.Text))
            )
                break;
            foreach (var (start, words) in chunks)
                fields[Math.Max(0, heads.FindLastIndex(head => head.Start <= start + 2))]
                    .Add(Excerpt.Of(document.Text, words));
            last = i;
        }
        return last;
    }

    private static Label LabelOf(SourceDocument document, TextSpan words) =>
        Labels.Read(new Passage(PassageKind.Paragraph, Excerpt.Of(document.Text, words)));

    private static bool IsField(Label label) =>
        label.Kind is LabelKind.Owner or LabelKind.Due or LabelKind.Position or LabelKind.Rating;
}
