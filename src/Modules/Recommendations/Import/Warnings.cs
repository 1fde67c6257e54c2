namespace Inspection.Recommendations.Import;

internal static class Warnings
{
    public static IEnumerable<string> For(IReadOnlyList<ReadItem> items)
    {
        if (items.Count == 0)
            yield return "No recommendations or other findings were found in this document.";
        foreach (var gap in Gaps(items))
            yield return gap;
        if (items.Any(i => i.Position.Value.Source == PositionSource.WholeDocument))
            yield return "Some positions come from a sentence about the whole document, not from the answer to each item.";
        var impossible = items
            .Where(i => i.Due.Value is { Date: null, Precision: DatePrecision.Month } due && due.Text.Any(char.IsDigit))
            .ToList();
        foreach (var item in impossible)
            yield return $"Item {item.Ordinal} gives a date that needs checking: “{item.Due.Value.Text}”.";
    }

    private static IEnumerable<string> Gaps(IReadOnlyList<ReadItem> items)
    {
        int? last = null;
        foreach (var item in items.Where(i => i.Kind.Value == items[0].Kind.Value))
        {
            var number = Numbers.Value(item.Number.Value);
            if (number is { } n && last is { } l && n > l + 1)
                yield return n == l + 2 ? $"Number {l + 1} is missing." : $"Numbers {l + 1} to {n - 1} are missing.";
            last = number ?? last;
        }
    }
}
