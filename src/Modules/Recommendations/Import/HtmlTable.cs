using AngleSharp.Dom;

namespace Inspection.Recommendations.Import;

internal static class HtmlTable
{
    private const int MaxSpan = 100;

    public static void Add(DocumentBuilder builder, IElement table, Func<IElement, string> words)
    {
        var id = builder.NewTable();
        var covered = new Dictionary<int, int>();
        foreach (var row in table.QuerySelectorAll("tr"))
        {
            var cells = new List<RowCell>();
            var column = 0;
            foreach (var cell in row.Children.Where(c => c.NodeName is "TD" or "TH"))
            {
                while (covered.GetValueOrDefault(column) > 0)
                    column++;
                var (across, down) = (Span(cell, "colspan"), Span(cell, "rowspan"));
                cells.Add(new RowCell(words(cell), column, across, down, cell.NodeName == "TH"));
                for (var i = 0; i < across; i++)
                    covered[column + i] = down;
                column += across;
            }
            foreach (var key in covered.Keys.ToArray())
                covered[key] = Math.Max(0, covered[key] - 1);
            if (cells.Count > 0)
                builder.Row(id, cells);
        }
    }

    private static int Span(IElement cell, string attribute) =>
        int.TryParse(cell.GetAttribute(attribute), out var span) ? Math.Clamp(span, 1, MaxSpan) : 1;
}
