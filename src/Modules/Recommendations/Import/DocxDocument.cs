using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Inspection.Recommendations.Import;

internal sealed class DocxDocument
{
    private readonly DocumentBuilder builder = new();
    private readonly DocxStyles styles;

    private DocxDocument(MainDocumentPart main) => styles = new DocxStyles(main);

    public static SourceDocument Read(byte[] bytes, string fileName)
    {
        // Limits each part while it is parsed; what the archive unpacks to was measured before.
        var settings = new OpenSettings { AutoSave = false, MaxCharactersInPart = 100_000_000 };
        using var package = WordprocessingDocument.Open(new MemoryStream(bytes, writable: false), false, settings);
        if (package.MainDocumentPart is not { Document.Body: { } body } main)
            throw new UnreadableDocumentException("The Word document has no text. Choose another version of it.");
        var reader = new DocxDocument(main);
        reader.builder.Title = package.PackageProperties.Title?.Trim();
        reader.Walk(body);
        return reader.builder.Build(fileName, SourceFormat.Docx);
    }

    private void Walk(OpenXmlElement parent)
    {
        var work = new Stack<OpenXmlElement>(parent.ChildElements.Reverse());
        while (work.TryPop(out var element))
            switch (element)
            {
                case Paragraph paragraph:
                    Add(paragraph);
                    break;
                case Table table:
                    Add(table);
                    break;
                case SdtBlock or SdtContentBlock or CustomXmlBlock or InsertedRun:
                    foreach (var child in element.ChildElements.Reverse())
                        work.Push(child);
                    break;
            }
    }

    private void Add(Paragraph paragraph)
    {
        if (paragraph.ParagraphProperties?.PageBreakBefore is { } before && (before.Val?.Value ?? true))
            builder.PageBreak();
        var words = Words(paragraph).Trim();
        if (words.Length == 0)
            return;
        var label = styles.ListLabel(paragraph);
        if (styles.HeadingLevel(paragraph) is { } level)
            builder.Heading(label + words, level);
        else if (label.Length > 0)
            builder.ListItem(label + words, 1);
        else
            foreach (
                var line in words.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            )
                builder.Paragraph(line);
    }

    private void Add(Table table)
    {
        var id = builder.NewTable();
        foreach (var row in table.Elements<TableRow>())
        {
            var cells = new List<RowCell>();
            var column = row.TableRowProperties?.GetFirstChild<GridBefore>()?.Val?.Value ?? 0;
            foreach (var cell in row.Descendants<TableCell>().Where(c => c.Ancestors<TableRow>().First() == row))
            {
                var across = Math.Clamp(cell.TableCellProperties?.GridSpan?.Val?.Value ?? 1, 1, 100);
                var merge = cell.TableCellProperties?.VerticalMerge;
                if (merge is null || merge.Val?.Value == MergedCellValues.Restart)
                    cells.Add(new RowCell(Words(cell), column, across, 1, IsHeader(row)));
                column += across;
            }
            if (cells.Count > 0)
                builder.Row(id, cells);
        }
    }

    private static bool IsHeader(TableRow row) => row.TableRowProperties?.GetFirstChild<TableHeader>() is not null;

    private string Words(TableCell cell) =>
        string.Join(
            '\n',
            cell.Descendants<Paragraph>().Select(p => styles.ListLabel(p) + Words(p)).Where(w => w.Length > 0)
        );

    private static string Words(Paragraph paragraph)
    {
        var words = new StringBuilder();
        foreach (var part in paragraph.Descendants())
            switch (part)
            {
                case Text text when !IsDeleted(part):
                    words.Append(text.Text);
                    break;
                case TabChar:
                    words.Append('\t');
                    break;
                case NoBreakHyphen:
                    words.Append('-');
                    break;
                case Break { Type: null } or CarriageReturn:
                    words.Append('\n');
                    break;
            }
        return words.ToString();
    }

    private static bool IsDeleted(OpenXmlElement part) => part.Ancestors<DeletedRun>().Any();
}
