using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Inspection.Recommendations.Import;

internal static partial class MarkdownDocument
{
    private const int MaxNesting = 60;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .DisableHtml()
        .Build();

    public static bool LooksLikeMarkdown(string text) => HeadingLines().Count(text) >= 3;

    public static SourceDocument Read(string source, string fileName)
    {
        Markdig.Syntax.MarkdownDocument document;
        try
        {
            document = Markdown.Parse(TextCleaner.Clean(source), Pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig refuses markup nested beyond any honest document; the words themselves can still be read.
            return TextDocument.Read(source, fileName);
        }
        var builder = new DocumentBuilder();
        foreach (var block in document)
            Add(builder, block, 0, "");
        return builder.Build(fileName, SourceFormat.Markdown);
    }

    private static void Add(DocumentBuilder builder, Markdig.Syntax.Block block, int depth, string marker)
    {
        if (depth > MaxNesting)
            return;
        switch (block)
        {
            case HeadingBlock heading:
                builder.Heading(marker + Words(heading), heading.Level);
                break;
            case Table table:
                AddTable(builder, table);
                break;
            case ListBlock list:
                foreach (var item in list.OfType<ListItemBlock>())
                    AddItem(builder, list, item, depth);
                break;
            case ContainerBlock container:
                foreach (var child in container)
                    Add(builder, child, depth + 1, marker);
                break;
            case LeafBlock leaf:
                builder.Lines(marker + Words(leaf));
                break;
        }
    }

    private static void AddItem(DocumentBuilder builder, ListBlock list, ListItemBlock item, int depth)
    {
        var marker = list.IsOrdered ? $"{item.Order}{list.OrderedDelimiter} " : "• ";
        foreach (var child in item)
        {
            Add(builder, child, depth + 1, marker);
            marker = "";
        }
    }

    private static void AddTable(DocumentBuilder builder, Table table)
    {
        var id = builder.NewTable();
        foreach (var row in table.OfType<TableRow>())
            builder.Row(
                id,
                [
                    .. row.OfType<TableCell>()
                        .Select((cell, i) => new RowCell(Words(cell), i, cell.ColumnSpan, cell.RowSpan, row.IsHeader)),
                ]
            );
    }

    private static string Words(ContainerBlock container) =>
        string.Join('\n', container.Descendants<LeafBlock>().Select(Words));

    private static string Words(LeafBlock leaf)
    {
        if (leaf.Inline is null)
            return leaf.Lines.ToString();
        var words = new StringBuilder();
        foreach (var inline in leaf.Inline.Descendants())
            switch (inline)
            {
                case LiteralInline literal:
                    words.Append(literal.Content);
                    break;
                case CodeInline code:
                    words.Append(code.Content);
                    break;
                case HtmlEntityInline entity:
                    words.Append(entity.Transcoded);
                    break;
                case LineBreakInline:
                    words.Append('\n');
                    break;
            }
        return words.ToString();
    }

    [GeneratedRegex(@"^#{1,6} \S", RegexOptions.Multiline)]
    private static partial Regex HeadingLines();
}
