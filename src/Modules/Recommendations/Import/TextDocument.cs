namespace Inspection.Recommendations.Import;

internal static class TextDocument
{
    public static SourceDocument Read(string source, string fileName) => Read(source, fileName, SourceFormat.Text);

    public static SourceDocument Read(string source, string fileName, SourceFormat format)
    {
        var text = TextCleaner.Clean(source);
        if (text.Length > DocumentBuilder.MaxText)
            throw new UnreadableDocumentException(
                "The document holds too much text to be an inspection report. Import only the part with the findings."
            );
        return new(fileName, format, text, Lines(text), null, []);
    }

    private static List<Block> Lines(string text)
    {
        var blocks = new List<Block>();
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is not ('\n' or '\f'))
                continue;
            Add(blocks, text, start, i);
            if (i < text.Length && text[i] == '\f')
                blocks.Add(new Block(BlockKind.PageBreak, new TextSpan(i, 1)));
            start = i + 1;
        }
        return blocks;
    }

    private static void Add(List<Block> blocks, string text, int start, int end)
    {
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        var first = start;
        while (first < end && char.IsWhiteSpace(text[first]))
            first++;
        if (first < end)
            blocks.Add(new Block(BlockKind.Line, TextSpan.Between(first, end), Level: first - start));
    }
}
