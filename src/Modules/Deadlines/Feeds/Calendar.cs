namespace Inspection.Deadlines;

/// <summary>One event of a calendar.</summary>
/// <param name="Id">The deadline's; the event's UID follows from it and stays.</param>
/// <param name="Summary">What a calendar shows: reference and kind, never the words of a finding.</param>
/// <param name="Sequence">Rises with every change.</param>
/// <param name="ChangedAt">When what it says changed last.</param>
/// <param name="IsCancelled">Whether it is no longer to be done by whoever reads the calendar.</param>
internal sealed record CalendarEntry(
    Guid Id,
    string Summary,
    string Category,
    string Link,
    DateOnly Day,
    int Sequence,
    DateTimeOffset ChangedAt,
    bool IsCancelled
)
{
    /// <summary>The time of day in London, for what has one.</summary>
    public TimeOnly? Time { get; init; }
}

/// <summary>A calendar as RFC 5545 has it.</summary>
internal static class Calendar
{
    private const string Zone = "Europe/London";

    /// <summary>At nine in the morning, a week before and the day before.</summary>
    private static readonly string[] Alarms = ["-P6DT15H", "-PT15H"];

    /// <param name="name">What programs call the calendar.</param>
    /// <param name="address">The suite's address, before the paths of links.</param>
    /// <param name="entries">Its events.</param>
    public static string Write(string name, string address, IEnumerable<CalendarEntry> entries)
    {
        var ics = new Ics();
        ics.Begin("VCALENDAR");
        ics.Line("VERSION", "2.0");
        ics.Line("PRODID", "-//Inspection//Deadlines//EN");
        ics.Line("CALSCALE", "GREGORIAN");
        ics.Text("X-WR-CALNAME", name);
        ics.Line("X-WR-TIMEZONE", Zone);
        ics.Line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
        ics.Line("X-PUBLISHED-TTL", "PT1H");
        TimeZone(ics);

        foreach (var entry in entries)
            Event(ics, entry, address);

        ics.End("VCALENDAR");
        return ics.ToString();
    }

    private static void Event(Ics ics, CalendarEntry entry, string address)
    {
        ics.Begin("VEVENT");
        ics.Line("UID", $"{entry.Id}@inspection");
        ics.Line("DTSTAMP", Ics.Utc(entry.ChangedAt));
        ics.Line("LAST-MODIFIED", Ics.Utc(entry.ChangedAt));
        ics.Line("SEQUENCE", $"{entry.Sequence}");
        ics.Line("STATUS", entry.IsCancelled ? "CANCELLED" : "CONFIRMED");

        if (entry.Time is { } time)
            ics.Line($"DTSTART;TZID={Zone}", Ics.Local(entry.Day, time));
        else
            ics.Line("DTSTART;VALUE=DATE", Ics.Date(entry.Day));

        ics.Text("SUMMARY", entry.Summary);
        ics.Text("CATEGORIES", entry.Category);
        ics.Line("URL", address + entry.Link);
        ics.Line("TRANSP", "TRANSPARENT");

        if (!entry.IsCancelled)
            foreach (var before in Alarms)
            {
                ics.Begin("VALARM");
                ics.Line("ACTION", "DISPLAY");
                ics.Line("TRIGGER", before);
                ics.Text("DESCRIPTION", entry.Summary);
                ics.End("VALARM");
            }

        ics.End("VEVENT");
    }

    private static void TimeZone(Ics ics)
    {
        ics.Begin("VTIMEZONE");
        ics.Line("TZID", Zone);
        Observance(ics, "DAYLIGHT", "+0000", "+0100", "BST", "19700329T010000", "3");
        Observance(ics, "STANDARD", "+0100", "+0000", "GMT", "19701025T020000", "10");
        ics.End("VTIMEZONE");
    }

    private static void Observance(
        Ics ics,
        string component,
        string from,
        string to,
        string name,
        string since,
        string month
    )
    {
        ics.Begin(component);
        ics.Line("DTSTART", since);
        ics.Line("RRULE", $"FREQ=YEARLY;BYMONTH={month};BYDAY=-1SU");
        ics.Line("TZOFFSETFROM", from);
        ics.Line("TZOFFSETTO", to);
        ics.Line("TZNAME", name);
        ics.End(component);
    }
}
