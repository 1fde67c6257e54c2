using System.Globalization;
using System.IO.Compression;
using CsvHelper;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Inspection.Recommendations.Import;
using Cell = DocumentFormat.OpenXml.Spreadsheet.Cell;

namespace Inspection.Recommendations;

/// <summary>What a column of the spreadsheet of actions holds.</summary>
internal enum SheetColumn
{
    Reference,
    Recommendation,
    Report,
    Text,
    Measure,
    Owner,
    Due,
    DependsOn,
}

/// <summary>One row as somebody wrote it.</summary>
/// <param name="Number">The row's number in the file, as a spreadsheet counts it.</param>
internal sealed record SheetRow(int Number, IReadOnlyDictionary<SheetColumn, string> Cells)
{
    public string this[SheetColumn column] => Cells.GetValueOrDefault(column, "");
}

/// <summary>The file cannot be read as a spreadsheet of actions; the message says what to do.</summary>
internal sealed class UnreadableSheetException(string message) : Exception(message);

/// <summary>A spreadsheet of actions: comma- or semicolon-separated text in whatever encoding, or an Excel workbook.</summary>
internal static class ActionSheet
{
    public const int MostRows = 5000;
    public const int MostBytes = 10_000_000;
    private const long MostUnzipped = 200_000_000;

    // What the register's own export calls them is understood as well.
    private static readonly Dictionary<string, SheetColumn> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Reference"] = SheetColumn.Reference,
        ["Recommendation"] = SheetColumn.Recommendation,
        ["Report"] = SheetColumn.Report,
        ["Text"] = SheetColumn.Text,
        ["Action"] = SheetColumn.Text,
        ["Success measure"] = SheetColumn.Measure,
        ["Owner"] = SheetColumn.Owner,
        ["Due"] = SheetColumn.Due,
        ["Depends on"] = SheetColumn.DependsOn,
    };

    private static readonly SheetColumn[] Needed =
    [
        SheetColumn.Reference,
        SheetColumn.Recommendation,
        SheetColumn.Text,
    ];

    public static string Title(SheetColumn column) =>
        column switch
        {
            SheetColumn.Measure => "Success measure",
            SheetColumn.DependsOn => "Depends on",
            _ => column.ToString(),
        };

    /// <exception cref="UnreadableSheetException">It is no such file, has no such columns, or too many rows.</exception>
    public static IReadOnlyList<SheetRow> Read(byte[] content)
    {
        if (content.Length == 0)
            throw new UnreadableSheetException("The file is empty: select the spreadsheet with your actions");

        if (content.Length > MostBytes)
            throw new UnreadableSheetException("The file must be 10 MB or smaller: split it into several");

        var lines = content.AsSpan().StartsWith("PK"u8) ? FromWorkbook(content) : FromText(content);

        if (lines.Count == 0)
            throw new UnreadableSheetException("The file is empty: select the spreadsheet with your actions");

        return [.. Rows(lines[0].Cells, lines.Skip(1))];
    }

    private static IEnumerable<SheetRow> Rows(string[] head, IEnumerable<(int Number, string[] Cells)> lines)
    {
        var columns = head.Select((title, at) => (Title: title.Trim(), At: at))
            .Where(one => Known.ContainsKey(one.Title))
            .GroupBy(one => Known[one.Title])
            .ToDictionary(same => same.Key, same => same.First().At);

        if (Needed.Where(column => !columns.ContainsKey(column)).Select(Title).ToList() is { Count: > 0 } missing)
            throw new UnreadableSheetException(
                $"The first row of the file has no column {string.Join(" and none ", missing.Select(one => $"“{one}”"))}: use the titles of the template"
            );

        foreach (var (number, cells) in lines)
            if (cells.Any(cell => !string.IsNullOrWhiteSpace(cell)))
                yield return new(
                    number,
                    columns.ToDictionary(
                        one => one.Key,
                        one => Unquoted(one.Value < cells.Length ? cells[one.Value] : "")
                    )
                );
    }

    // The apostrophe with which an export keeps text from being taken for a formula.
    private static string Unquoted(string text) =>
        (
            text.Trim().ReplaceLineEndings("\n") is ['\'', '=' or '+' or '-' or '@', ..] quoted
                ? quoted[1..]
                : text.Trim()
        )
            .ReplaceLineEndings("\n")
            .Replace("\0", "", StringComparison.Ordinal);

    private static UnreadableSheetException TooMany =>
        new($"The file has more than {MostRows:N0} rows: split it into several of {MostRows:N0} rows or fewer");

    private static List<(int Number, string[] Cells)> FromText(byte[] content)
    {
        try
        {
            var text = TextDecoder.Decode(content);
            // Of the commonest two, the one that the titles are parted by.
            var first = text.AsSpan(0, text.AsSpan().IndexOfAny('\n', '\r') is >= 0 and var end ? end : text.Length);
            var separator =
                first.Count(';') > first.Count(',') ? ';'
                : first.Count('\t') > first.Count(',') ? '\t'
                : ',';
            using var csv = CsvReader.Create(
                new StringReader(text),
                new CsvReaderOptions
                {
                    HasHeader = false,
                    Separator = separator,
                    SkipEmptyLines = false,
                    MalformedData = CsvMalformedDataHandling.Throw,
                },
                leaveOpen: false
            );
            var rows = new List<(int Number, string[] Cells)>();

            while (csv.Read())
            {
                if (rows.Count > MostRows)
                    throw TooMany;

                // A spreadsheet shows one row for a record, however many lines its cells have.
                rows.Add((rows.Count + 1, [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)]));
            }

            return rows;
        }
        catch (UnreadableDocumentException)
        {
            throw NoSheet;
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or CsvFormatException)
        {
            throw new UnreadableSheetException(
                "The file cannot be read as comma-separated values: look for a quotation mark that is not closed, or save it as an Excel workbook"
            );
        }
    }

    private static UnreadableSheetException NoSheet =>
        new("The file is no spreadsheet that can be read: use CSV (.csv) or an Excel workbook (.xlsx)");

    private static List<(int Number, string[] Cells)> FromWorkbook(byte[] content)
    {
        try
        {
            using (var zip = new ZipArchive(new MemoryStream(content)))
                // Each by itself first: what an archive declares may be too much to be summed.
                if (
                    zip.Entries.Any(entry => entry.Length > MostUnzipped)
                    || zip.Entries.Sum(entry => entry.Length) > MostUnzipped
                )
                    throw new UnreadableSheetException("The workbook is too large: split it into several");

            using var document = SpreadsheetDocument.Open(new MemoryStream(content), isEditable: false);
            var book = document.WorkbookPart ?? throw NoSheet;
            var sheet = book.Workbook.Descendants<Sheet>().FirstOrDefault()?.Id?.Value ?? throw NoSheet;
            var texts =
                book.SharedStringTablePart?.SharedStringTable.Elements<SharedStringItem>()
                    .Select(item => TextOf(item))
                    .ToList()
                ?? [];
            var dates = DateStyles(book);
            var rows = new List<(int Number, string[] Cells)>();

            using var reader = OpenXmlReader.Create((WorksheetPart)book.GetPartById(sheet));

            while (reader.Read())
                if (reader.ElementType == typeof(Row) && reader.IsStartElement)
                {
                    var row = (Row)reader.LoadCurrentElement()!;
                    var number = (int?)row.RowIndex?.Value ?? rows.Count + 1;

                    if (row.Elements<Cell>().Any())
                        rows.Add((number, CellsOf(row, texts, dates)));
                    if (rows.Count > MostRows + 1)
                        throw TooMany;
                }

            return rows;
        }
        catch (Exception e)
            when (e
                    is InvalidDataException
                        or OpenXmlPackageException
                        or System.Xml.XmlException
                        or FileFormatException
                        or ArgumentException
                        or InvalidCastException
            )
        {
            throw NoSheet;
        }
    }

    private static string[] CellsOf(Row row, List<string> texts, HashSet<uint> dates)
    {
        var cells = new List<string>();

        foreach (var cell in row.Elements<Cell>())
        {
            var at = ColumnOf(cell.CellReference?.Value) ?? cells.Count;

            if (at > 200)
                break;

            while (cells.Count < at)
                cells.Add("");

            cells.Add(ValueOf(cell, texts, dates));
        }

        return [.. cells];
    }

    // A formula is text like any other: nothing is worked out here, and what it came to elsewhere is not taken on trust.
    private static string ValueOf(Cell cell, List<string> texts, HashSet<uint> dates)
    {
        if (cell.CellFormula is { } formula)
            return $"={formula.Text}";

        var value = cell.CellValue?.Text ?? "";
        var type = cell.DataType?.Value ?? CellValues.Number;

        return type switch
        {
            CellValues.InlineString => TextOf(cell.InlineString),
            CellValues.SharedString => int.TryParse(value, out var at) && at >= 0 && at < texts.Count ? texts[at] : "",
            CellValues.Number when dates.Contains(cell.StyleIndex?.Value ?? 0) && Number(value) is { } days => Day(
                days
            ),
            CellValues.Number when Number(value) is { } number => number.ToString(
                "0.##########",
                CultureInfo.InvariantCulture
            ),
            _ => value,
        };
    }

    private static string TextOf(OpenXmlElement? element) =>
        element is null
            ? ""
            : string.Concat(
                element.Descendants<Text>().Where(text => text.Parent is not PhoneticRun).Select(text => text.Text)
            );

    private static double? Number(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Day(double days) =>
        days is > 0 and < 2_958_466
            ? DateTime.FromOADate(Math.Floor(days)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : "";

    private static int? ColumnOf(string? reference)
    {
        if (reference is null)
            return null;

        var column = 0;

        foreach (var letter in reference.TakeWhile(char.IsAsciiLetter).Take(4))
            column = column * 26 + char.ToUpperInvariant(letter) - 'A' + 1;

        return column - 1;
    }

    /// <summary>The styles whose numbers are days.</summary>
    private static HashSet<uint> DateStyles(WorkbookPart book)
    {
        var styles = book.WorkbookStylesPart?.Stylesheet;
        var own =
            styles
                ?.NumberingFormats?.Elements<NumberingFormat>()
                .Where(format =>
                    format.FormatCode?.Value is { } code && code.Contains('y', StringComparison.OrdinalIgnoreCase)
                )
                .Select(format => format.NumberFormatId?.Value ?? 0)
                .ToHashSet()
            ?? [];

        return
        [
            .. (styles?.CellFormats?.Elements<CellFormat>() ?? [])
                .Select((format, at) => (Id: format.NumberFormatId?.Value ?? 0, At: (uint)at))
                .Where(one => one.Id is >= 14 and <= 22 || own.Contains(one.Id))
                .Select(one => one.At),
        ];
    }
}
