using System.Globalization;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Deadlines;

/// <summary>One bank holiday.</summary>
internal sealed record BankHoliday(DateOnly Day, string Name);

/// <summary>The bank holidays of one year in England and Wales, with where they were read.</summary>
internal sealed record BankHolidays(int Year, Many<BankHoliday> Days, string Source) : IAggregate<BankHolidays>
{
    /// <summary>The years that a division may fill in.</summary>
    public const int FirstYear = 2000;
    public const int LastYear = 2100;

    /// <summary>How far ahead a year without bank holidays is a warning: for every date, and for those of open deadlines.</summary>
    private const int DaysAhead = 400;
    private const int YearsAhead = 3;

    /// <summary>Those that the suite comes with, from <c>bank-holidays.csv</c>.</summary>
    public static IReadOnlyDictionary<int, BankHolidays> Known { get; } = Read().ToDictionary(year => year.Year);

    [EventName("bankholidays.set")]
    internal sealed record Set(int Year, Many<BankHoliday> Days, string Source) : DomainEvent;

    public static Guid IdOf(int division, int year) => StableId.Of($"{division}/bank-holidays/{year}");

    public static IReadOnlyList<DomainEvent> Change(BankHolidays? before, BankHolidays after)
    {
        Many<BankHoliday> days = [.. after.Days.OrderBy(one => one.Day)];

        foreach (var one in days)
            if (WrongWith(one.Day, after.Year) is { } wrong)
                throw new RefusedException(wrong);

        return days.Zip(days.Skip(1)).FirstOrDefault(pair => pair.First.Day == pair.Second.Day) is { First: { } twice }
                ? throw new RefusedException($"{Words.Date(twice.Day)} is there twice")
            : after with { Days = days } == before ? []
            : [new Set(after.Year, days, after.Source)];
    }

    /// <summary>Why a day is no bank holiday of a year, or null.</summary>
    public static string? WrongWith(DateOnly day, int year) =>
        day.Year != year ? $"{Words.Date(day)} is not in {year}"
        : WorkingDays.IsWeekend(day)
            ? $"{Words.Date(day)} is a {day.DayOfWeek}: enter the day that is off instead of it"
        : null;

    public static BankHolidays Evolve(BankHolidays? state, DomainEvent happened) =>
        happened switch
        {
            Set e => new(e.Year, e.Days, e.Source),
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot follow {state}"),
        };

    /// <summary>The years of a division: what it has set itself, else what the suite comes with.</summary>
    public static async Task<IReadOnlyDictionary<int, BankHolidays>> Load(Session session, CancellationToken cancel)
    {
        var set = await session.Query<BankHolidaysRow>(
            "select * from bank_holidays where division = @Division",
            new { session.Caller.Division },
            cancel
        );
        var years = Known.ToDictionary();

        foreach (var one in set)
            years[one.Year] = new(one.Year, one.Days, one.Source);

        return years;
    }

    /// <summary>The years in which reminders are counted soon, or for what is open, and whose bank holidays nobody has entered.</summary>
    public static Task<IReadOnlyList<int>> Missing(
        Session session,
        KeptAnswers kept,
        DateOnly today,
        CancellationToken cancel
    ) =>
        // Of a year that is far away, one look into the index says whether anything is due in it.
        kept.Rows<int>(
            session,
            """
            select y from generate_series(@first, @last) y
            where y <> all (@known)
                and not exists (select from bank_holidays b where b.division = @division and b.year = y)
                and (y <= @soon or exists (
                    select from deadline d where d.division = @division and d.is_open
                        and d.due between greatest(make_date(y, 1, 1), @today) and least(make_date(y, 12, 31), @end)))
            order by y
            """,
            new
            {
                division = session.Caller.Division,
                known = Known.Keys.Order().ToArray(),
                first = today.Year,
                last = today.AddYears(YearsAhead).Year,
                soon = today.AddDays(DaysAhead).Year,
                today,
                end = today.AddYears(YearsAhead),
            },
            cancel
        );

    private static IEnumerable<BankHolidays> Read()
    {
        using var csv = new StreamReader(typeof(BankHolidays).Assembly.GetManifestResourceStream("bank-holidays.csv")!);
        csv.ReadLine();
        var lines = new List<(BankHoliday Day, string Source)>();

        while (csv.ReadLine()?.Split(',') is [var day, var name, var source])
            lines.Add((new(DateOnly.Parse(day, CultureInfo.InvariantCulture), name), source));

        return lines
            .GroupBy(line => line.Day.Day.Year)
            .Select(year => new BankHolidays(
                year.Key,
                [.. year.Select(line => line.Day)],
                string.Join(", ", year.Select(line => line.Source).Distinct())
            ));
    }
}

/// <summary>A year that a division has set.</summary>
[ReadModel("deadlines.bank_holidays")]
internal sealed record BankHolidaysRow
{
    public Guid Id { get; init; }
    public int Version { get; init; }
    public int Year { get; init; }
    public Many<BankHoliday> Days { get; init; } = [];
    public string Source { get; init; } = "";

    internal sealed class Projection : Projection<BankHolidays, BankHolidaysRow>
    {
        public override BankHolidaysRow? Evolve(BankHolidaysRow? row, Happened happened) =>
            happened.Data switch
            {
                BankHolidays.Set e => new()
                {
                    Id = happened.Stream,
                    Year = e.Year,
                    Days = e.Days,
                    Source = e.Source,
                },
                _ => row,
            };
    }
}
