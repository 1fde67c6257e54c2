namespace Inspection.Kernel;

/// <summary>
/// Work that the suite does by itself, once however many hosts there are; found by scanning. What is due stands in the
/// job's own tables: it may run twice, late, or after another host was cut off in the middle.
/// </summary>
public interface IJob
{
    /// <summary>Its name in the database and in addresses: lower case and hyphens; it never changes.</summary>
    string Name { get; }

    /// <summary>What administrators read.</summary>
    string Title { get; }

    /// <summary>When it runs.</summary>
    Schedule Schedule { get; }

    /// <summary>Does what is due now, in a scope of services of its own.</summary>
    /// <returns>What it did, in words: "3 mails were handed over", "Nothing was due".</returns>
    /// <exception cref="JobWarningException">It did what it could, and a person must see to something.</exception>
    Task<string> Run(CancellationToken cancel);
}

/// <summary>
/// When a job runs. Hours are London's, also where clocks change: an hour that is skipped in spring fires when it would
/// have come (01:30 at 02:00), an hour that comes twice in autumn fires the first time only.
/// </summary>
public sealed record Schedule
{
    private Schedule(TimeSpan interval) => Interval = interval;

    /// <summary>The longest time between two runs that were not missed; for a day or a week, without the change of clocks.</summary>
    public TimeSpan Interval { get; }

    /// <summary>The hour in London, or null where it runs at intervals.</summary>
    public TimeOnly? At { get; private init; }

    /// <summary>The day of the week, or null where it is every day.</summary>
    public DayOfWeek? On { get; private init; }

    /// <summary>Again and again, counted from the first time that a host served the suite.</summary>
    public static Schedule Every(TimeSpan interval) => new(interval);

    /// <summary>Every day at an hour in London.</summary>
    public static Schedule Daily(TimeOnly at) => new(TimeSpan.FromDays(1)) { At = at };

    /// <summary>Every week on a day, at an hour in London.</summary>
    public static Schedule Weekly(DayOfWeek on, TimeOnly at) => new(TimeSpan.FromDays(7)) { At = at, On = on };

    /// <summary>As administrators read it: "Every 5 minutes", "Every day at 08:00", "Mondays at 08:00".</summary>
    public override string ToString() =>
        (At, On) switch
        {
            ({ } at, { } on) => $"{on}s at {at:HH:mm}",
            ({ } at, null) => $"Every day at {at:HH:mm}",
            _ => $"Every {Words(Interval)}",
        };

    private static string Words(TimeSpan interval) =>
        interval switch
        {
            { TotalHours: >= 1, Minutes: 0, Seconds: 0 } => Count(interval.TotalHours, "hour"),
            { TotalMinutes: >= 1, Seconds: 0 } => Count(interval.TotalMinutes, "minute"),
            _ => Count(interval.TotalSeconds, "second"),
        };

    private static string Count(double number, string unit) => number is 1 ? unit : $"{number:0.###} {unit}s";
}

/// <summary>A job did what it could, and a person must see to something: shown as a warning, not as a failure.</summary>
/// <param name="said">What to see to, in words.</param>
public sealed class JobWarningException(string said) : Exception(said);
