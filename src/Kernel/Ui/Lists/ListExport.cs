using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using CsvHelper;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>A list as a file: the rows of the same filter, all of them, in the columns that are shown.</summary>
internal abstract class ListExport
{
    public abstract string Extension { get; }

    public abstract string ContentType { get; }

    public static ListExport? Of(string? format) =>
        format switch
        {
            "csv" => new CsvExport(),
            "xlsx" => new XlsxExport(),
            _ => null,
        };

    public abstract Task Write(
        Stream to,
        string title,
        IReadOnlyList<ListColumn> columns,
        IAsyncEnumerable<object> rows,
        CancellationToken cancel
    );

    protected static bool LooksLikeFormula(string text) => Cells.LooksLikeFormula(text);
}

/// <summary>What spreadsheets make of text.</summary>
public static class Cells
{
    /// <summary>Spreadsheets take such text for a formula, whoever typed it.</summary>
    public static bool LooksLikeFormula(string text) =>
        text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r';

    /// <summary>The text with an apostrophe before it where it looks like a formula.</summary>
    public static string Plain(string text) => LooksLikeFormula(text) ? "'" + text : text;
}

/// <summary>Comma-separated values in UTF-8; dates as 2019-01-29; text that looks like a formula has an apostrophe before it.</summary>
internal sealed class CsvExport : ListExport
{
    public override string Extension => "csv";

    public override string ContentType => "text/csv; charset=utf-8";

    public override async Task Write(
        Stream to,
        string title,
        IReadOnlyList<ListColumn> columns,
        IAsyncEnumerable<object> rows,
        CancellationToken cancel
    )
    {
        await using var csv = CsvWriter.Create(to, new CsvWriterOptions { WriteByteOrderMark = true }, leaveOpen: true);

        foreach (var column in columns)
            csv.WriteField(Text(column.Title));

        await csv.EndRecordAsync(cancel);

        await foreach (var row in rows.WithCancellation(cancel))
        {
            foreach (var column in columns)
                csv.WriteField(Text(column.Value(row)));

            await csv.EndRecordAsync(cancel);
        }

        await csv.FlushAsync(cancel);
    }

    private static string Text(object? value) =>
        value switch
        {
            null => "",
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTimeOffset moment => moment.InLondon().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            int or long or short or decimal or double => Convert.ToString(value, CultureInfo.InvariantCulture)!,
            _ => Cells.Plain(Words.Show(value)),
        };
}

/// <summary>An Excel workbook; dates are dates, and text is text whatever it looks like.</summary>
internal sealed class XlsxExport : ListExport
{
    private const int LongestCell = 32_767;
    private const uint Plain = 0;
    private const uint Header = 1;
    private const uint Day = 2;
    private const uint Moment = 3;
    private const uint Quoted = 4;

    public override string Extension => "xlsx";

    public override string ContentType => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public override async Task Write(
        Stream to,
        string title,
        IReadOnlyList<ListColumn> columns,
        IAsyncEnumerable<object> rows,
        CancellationToken cancel
    )
    {
        // The format needs to go back in its file, which a response cannot.
        await using var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            64 * 1024,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );

        using (var package = new ZipArchive(Book(title, out var sheet)))
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var part in package.Entries)
            {
                await using var written = zip.CreateEntry(part.FullName).Open();

                if (part.FullName == sheet)
                    await WriteSheet(written, columns, rows, cancel);
                else
                {
                    await using var read = part.Open();
                    await read.CopyToAsync(written, cancel);
                }
            }

        file.Position = 0;
        await file.CopyToAsync(to, cancel);
    }

    /// <summary>The workbook with a sheet that is still empty: the library keeps in memory what it writes.</summary>
    private static MemoryStream Book(string title, out string sheet)
    {
        var book = new MemoryStream();
        using var document = SpreadsheetDocument.Create(book, SpreadsheetDocumentType.Workbook);
        var workbook = document.AddWorkbookPart();
        var rows = workbook.AddNewPart<WorksheetPart>();
        rows.Worksheet = new Worksheet();
        workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
        workbook.Workbook = new Workbook(
            new Sheets(
                new Sheet
                {
                    Name = Name(title),
                    SheetId = 1,
                    Id = workbook.GetIdOfPart(rows),
                }
            )
        );
        sheet = rows.Uri.OriginalString.TrimStart('/');
        return book;
    }

    private static async Task WriteSheet(
        Stream sheet,
        IReadOnlyList<ListColumn> columns,
        IAsyncEnumerable<object> rows,
        CancellationToken cancel
    )
    {
        using var writer = OpenXmlWriter.Create(sheet);
        writer.WriteStartElement(new Worksheet());
        writer.WriteElement(
            new SheetViews(
                new SheetView(
                    new Pane
                    {
                        VerticalSplit = 1,
                        TopLeftCell = "A2",
                        ActivePane = PaneValues.BottomLeft,
                        State = PaneStateValues.Frozen,
                    }
                )
                {
                    WorkbookViewId = 0,
                }
            )
        );
        writer.WriteElement(
            new Columns(
                new Column
                {
                    Min = 1,
                    Max = (uint)columns.Count,
                    Width = 24,
                    CustomWidth = true,
                }
            )
        );
        writer.WriteStartElement(new SheetData());
        writer.WriteStartElement(new Row());

        foreach (var column in columns)
            WriteText(writer, column.Title, Header);

        writer.WriteEndElement();

        await foreach (var row in rows.WithCancellation(cancel))
        {
            writer.WriteStartElement(new Row());

            foreach (var column in columns)
                WriteCell(writer, column.Value(row));

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void WriteCell(OpenXmlWriter writer, object? value)
    {
        switch (value)
        {
            case DateOnly day:
                WriteNumber(writer, day.ToDateTime(default).ToOADate(), Day);
                break;
            case DateTimeOffset moment:
                WriteNumber(writer, moment.InLondon().DateTime.ToOADate(), Moment);
                break;
            case int or long or short or decimal or double:
                WriteNumber(writer, Convert.ToDouble(value, CultureInfo.InvariantCulture), Plain);
                break;
            default:
                var text = Words.Show(value);
                WriteText(writer, text, LooksLikeFormula(text) ? Quoted : Plain);
                break;
        }
    }

    private static void WriteNumber(OpenXmlWriter writer, double number, uint style) =>
        writer.WriteElement(
            new Cell
            {
                StyleIndex = style,
                CellValue = new CellValue(number.ToString("R", CultureInfo.InvariantCulture)),
            }
        );

    private static void WriteText(OpenXmlWriter writer, string text, uint style) =>
        writer.WriteElement(
            new Cell(new InlineString(new Text(Writable(text)) { Space = SpaceProcessingModeValues.Preserve }))
            {
                DataType = CellValues.InlineString,
                StyleIndex = style,
            }
        );

    private static string Writable(string text)
    {
        var written = new StringBuilder(text.Length);

        foreach (var rune in text.EnumerateRunes())
            if (rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value))
                written.Append(rune);

        return written.Length > LongestCell ? written.ToString(0, LongestCell) : written.ToString();
    }

    private static string Name(string title)
    {
        var name = new string([.. title.Where(c => !@"[]:*?/\".Contains(c, StringComparison.Ordinal))]);
        return name.Length > 31 ? name[..31] : name;
    }

    private static Stylesheet Styles() =>
        new(
            new NumberingFormats(
                new NumberingFormat { NumberFormatId = 164, FormatCode = "d mmmm yyyy" },
                new NumberingFormat { NumberFormatId = 165, FormatCode = "d mmmm yyyy hh:mm" }
            ),
            new Fonts(new Font(), new Font(new Bold())),
            new Fills(
                new Fill(new PatternFill { PatternType = PatternValues.None }),
                new Fill(new PatternFill { PatternType = PatternValues.Gray125 })
            ),
            new Borders(new Border()),
            new CellStyleFormats(new CellFormat()),
            new CellFormats(
                new CellFormat(),
                new CellFormat { FontId = 1, ApplyFont = true },
                new CellFormat { NumberFormatId = 164, ApplyNumberFormat = true },
                new CellFormat { NumberFormatId = 165, ApplyNumberFormat = true },
                new CellFormat { QuotePrefix = true }
            )
        );
}

/// <summary>Sends a list as a file, row by row.</summary>
internal sealed class ExportResult(ListExport export, Lists lists, ListOf list, ListQuery query, DateTimeOffset now)
    : ActionResult
{
    public override async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        var cancel = context.HttpContext.RequestAborted;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName($"{list.Title} {now.Day():yyyy-MM-dd} OFFICIAL.{export.Extension}");
        response.ContentType = export.ContentType;
        response.Headers.ContentDisposition = disposition.ToString();
        await export.Write(response.Body, list.Title, query.Columns, lists.Rows(list, query, cancel), cancel);
    }
}
