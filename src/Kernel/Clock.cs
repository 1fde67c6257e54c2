namespace Inspection.Kernel;

/// <summary>The day in London, where the suite's dates are meant.</summary>
public static class Clock
{
    /// <summary>The time zone of London.</summary>
    public static TimeZoneInfo London { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>Today in London.</summary>
    public static DateOnly Today(this TimeProvider clock) => clock.GetUtcNow().Day();

    /// <summary>The day in London of a moment.</summary>
    public static DateOnly Day(this DateTimeOffset moment) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, London).DateTime);

    /// <summary>
    /// The moment when London's clocks show this time on this day. A time that the clocks skip in spring is an hour later;
    /// one that they show twice in autumn is the first.
    /// </summary>
    public static DateTimeOffset At(this DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);

        if (London.IsInvalidTime(local))
            local = local.AddHours(1);

        var offset = London.IsAmbiguousTime(local)
            ? London.GetAmbiguousTimeOffsets(local).Max()
            : London.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>The wall clock in London of a moment.</summary>
    public static DateTimeOffset InLondon(this DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, London);
}
