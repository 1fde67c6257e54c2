using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Inspection.Recommendations;

/// <summary>The empty spreadsheet of actions, with its titles and nothing else.</summary>
internal static class ActionTemplate
{
    private static readonly string[] Titles = [.. Enum.GetValues<SheetColumn>().Select(ActionSheet.Title)];

    public static byte[] Csv() =>
        [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(string.Join(',', Titles) + "\r\n")];

    public static byte[] Xlsx()
    {
        var file = new MemoryStream();

        using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            var sheet = book.AddNewPart<WorksheetPart>();
            sheet.Worksheet = new(
                new Columns(
                    new Column
                    {
                        Min = 1,
                        Max = (uint)Titles.Length,
                        Width = 24,
                        CustomWidth = true,
                    }
                ),
                new SheetData(
                    new Row(
                        Titles.Select(title => new Cell(new InlineString(new Text(title)))
                        {
                            DataType = CellValues.InlineString,
                        })
                    )
                )
            );
            book.Workbook = new(
                new Sheets(
                    new Sheet
                    {
                        Name = "Actions",
                        SheetId = 1,
                        Id = book.GetIdOfPart(sheet),
                    }
                )
            );
        }

        return file.ToArray();
    }
}
