using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Inspection.Recommendations.Import;

internal sealed class OdtDocument
{
    private const int MaxDepth = 400;
    private const string TextSpace = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";
    private const string TableSpace = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";

    private readonly DocumentBuilder builder = new();
    private readonly StringBuilder run = new();
    private readonly Stack<(List<RowCell> Cells, int Id)> tables = new();
    private readonly Dictionary<string, OdtList> listStyles = [];
    private readonly Stack<int> counters = new();
    private readonly List<string> cell = [];
    private string listStyle = "";
    private bool freshItem;

    public static SourceDocument Read(ZipArchive zip, ZipArchiveEntry content, string fileName)
    {
        if (Contains(zip, "META-INF/manifest.xml", "encryption-data"))
            throw new UnreadableDocumentException(
                "The document is locked with a password. Save a copy without the password and import the copy."
            );
        var reader = new OdtDocument();
        using var xml = XmlReader.Create(
            content.Open(),
            new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                IgnoreComments = true,
            }
        );
        reader.Walk(xml);
        return reader.builder.Build(fileName, SourceFormat.Odt);
    }

    private static bool Contains(ZipArchive zip, string entry, string words)
    {
        if (zip.GetEntry(entry) is not { Length: < 1_000_000 } manifest)
            return false;
        using var stream = new StreamReader(manifest.Open());
        return stream.ReadToEnd().Contains(words, StringComparison.Ordinal);
    }

    private void Walk(XmlReader xml)
    {
        while (xml.Read())
        {
            if (xml.Depth > MaxDepth)
                throw new UnreadableDocumentException(
                    "The document is nested too deeply to be read. Save it as plain text and import that."
                );
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
                run.Append(xml.Value);
            else if (xml.NodeType == XmlNodeType.Element)
                Begin(xml);
            else if (xml.NodeType == XmlNodeType.EndElement)
                End(xml.LocalName);
        }
    }

    private void Begin(XmlReader xml)
    {
        var empty = xml.IsEmptyElement;
        switch (xml.LocalName)
        {
            case "list-style":
                listStyle = xml.GetAttribute("name", "urn:oasis:names:tc:opendocument:xmlns:style:1.0") ?? "";
                break;
            case "list-level-style-number" when xml.GetAttribute("level", TextSpace) == "1":
                listStyles[listStyle] = new OdtList(
                    xml.GetAttribute("num-format", "urn:oasis:names:tc:opendocument:xmlns:style:1.0") ?? "1",
                    xml.GetAttribute("num-suffix", "urn:oasis:names:tc:opendocument:xmlns:style:1.0") ?? "."
                );
                break;
            case "p" or "h":
                run.Clear();
                headingLevel =
                    xml.LocalName == "h"
                        ? int.TryParse(xml.GetAttribute("outline-level", TextSpace), out var level)
                            ? level
                            : 1
                        : 0;
                break;
            case "s":
                run.Append(' ');
                break;
            case "tab":
                run.Append('\t');
                break;
            case "line-break":
                run.Append('\n');
                break;
            case "soft-page-break":
                break;
            case "list" when !empty:
                currentList = xml.GetAttribute("style-name", TextSpace) ?? currentList;
                var continues = xml.GetAttribute("continue-numbering", TextSpace) == "true";
                counters.Push(continues ? lastCount : 0);
                break;
            case "list-item" when counters.TryPop(out var count):
                counters.Push(
                    int.TryParse(xml.GetAttribute("start-value", TextSpace), out var start) ? start : count + 1
                );
                freshItem = true;
                break;
            case "table" when !empty && xml.NamespaceURI == TableSpace:
                tables.Push(([], builder.NewTable()));
                break;
            case "table-row" when tables.Count > 0:
                tables.Peek().Cells.Clear();
                column = 0;
                break;
            case "table-cell" or "covered-table-cell" when xml.NamespaceURI == TableSpace:
                BeginCell(xml, empty);
                break;
        }
    }

    private int headingLevel;
    private int lastCount;
    private int column;
    private (int Column, int Across, int Down) place;
    private string currentList = "";

    private void BeginCell(XmlReader xml, bool empty)
    {
        var repeated = Attribute(xml, "number-columns-repeated");
        place = (column, Attribute(xml, "number-columns-spanned"), Attribute(xml, "number-rows-spanned"));
        column += repeated;
        cell.Clear();
        if (empty && xml.LocalName == "table-cell" && tables.Count > 0)
            tables.Peek().Cells.Add(new RowCell("", place.Column, place.Across, place.Down, false));
    }

    private static int Attribute(XmlReader xml, string name) =>
        int.TryParse(xml.GetAttribute(name, TableSpace), out var value) ? Math.Clamp(value, 1, 100) : 1;

    private void End(string name)
    {
        switch (name)
        {
            case "p" or "h":
                EndParagraph();
                break;
            case "list" when counters.TryPop(out var count):
                lastCount = count;
                break;
            case "table-cell" when tables.Count > 0:
                var words = string.Join('\n', cell);
                tables.Peek().Cells.Add(new RowCell(words, place.Column, place.Across, place.Down, false));
                break;
            case "table-row" when tables.Count > 0 && tables.Peek().Cells.Count > 0:
                builder.Row(tables.Peek().Id, tables.Peek().Cells);
                break;
            case "table" when tables.Count > 0:
                tables.Pop();
                break;
        }
    }

    private void EndParagraph()
    {
        var words = run.ToString().Trim();
        run.Clear();
        var label = Label();
        if (words.Length == 0)
            return;
        freshItem = false;
        if (tables.Count > 0)
            cell.Add(label + words);
        else if (headingLevel > 0)
            builder.Heading(words, headingLevel);
        else if (counters.Count > 0)
            builder.ListItem(label + words, counters.Count);
        else
            foreach (
                var line in words.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            )
                builder.Paragraph(line);
    }

    private string Label()
    {
        if (!freshItem || counters.Count == 0)
            return "";
        return counters.Count == 1 && listStyles.TryGetValue(currentList, out var style) && style.Format.Length > 0
            ? ListNumber.Print(style.Format, counters.Peek()) + style.Suffix + " "
            : "• ";
    }

    private sealed record OdtList(string Format, string Suffix);
}
