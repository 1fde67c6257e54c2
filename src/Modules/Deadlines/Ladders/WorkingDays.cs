namespace Inspection.Deadlines;

/// <summary>The working days of England and Wales: Monday to Friday without bank holidays.</summary>
/// <param name="holidays">The bank holidays.</param>
internal sealed class WorkingDays(IEnumerable<DateOnly> holidays)
{
    private readonly HashSet<DateOnly> holidays = [.. holidays];

    public bool IsHoliday(DateOnly day) => holidays.Contains(day);

    public static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    public bool IsWorking(DateOnly day) => !IsWeekend(day) && !IsHoliday(day);

    /// <summary>So many working days after the day, or before it; nought is the day itself.</summary>
    public DateOnly Add(DateOnly day, int days)
    {
        var step = Math.Sign(days);

        for (var left = Math.Abs(days); left > 0; )
        {
            day = day.AddDays(step);

            if (IsWorking(day))
                left--;
        }

        return day;
    }
}
