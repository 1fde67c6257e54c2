using System.Globalization;

namespace Inspection.Deadlines;

/// <summary>One bank holiday of England and Wales.</summary>
internal sealed record BankHoliday(DateOnly Day, string Name, string Source);

/// <summary>The bank holidays of England and Wales that the suite comes with, from <c>bank-holidays.csv</c>.</summary>
internal static class BankHolidays
{
    public static IReadOnlyList<BankHoliday> Known { get; } = [.. Read()];

    private static IEnumerable<BankHoliday> Read()
    {
        using var csv = new StreamReader(typeof(BankHolidays).Assembly.GetManifestResourceStream("bank-holidays.csv")!);
        csv.ReadLine();

        while (csv.ReadLine()?.Split(',') is [var day, var name, var source])
            yield return new(DateOnly.Parse(day, CultureInfo.InvariantCulture), name, source);
    }
}
