using Inspection.Kernel;
using Inspection.Kernel.Events;

namespace Inspection.Deadlines;

/// <summary>When a division's people may be written to. What falls due in a quiet time waits for its end.</summary>
/// <param name="From">The first time of day, in London; rungs fall due at it.</param>
/// <param name="Until">From this time of day on it is quiet.</param>
/// <param name="QuietWeekends">Whether Saturdays and Sundays are quiet.</param>
/// <param name="QuietHolidays">Whether bank holidays are quiet.</param>
/// <param name="DigestOn">The day of the week of the Board's digest.</param>
internal sealed record Reminding(
    TimeOnly From,
    TimeOnly Until,
    bool QuietWeekends,
    bool QuietHolidays,
    DayOfWeek DigestOn
) : IAggregate<Reminding>
{
    public static Reminding Usual { get; } =
        new(new(8, 0), new(18, 0), QuietWeekends: true, QuietHolidays: true, DayOfWeek.Monday);

    [EventName("reminding.set")]
    internal sealed record Set(
        TimeOnly From,
        TimeOnly Until,
        bool QuietWeekends,
        bool QuietHolidays,
        DayOfWeek DigestOn
    ) : DomainEvent;

    public static Guid IdOf(int division) => StableId.Of($"{division}/reminding");

    public static IReadOnlyList<DomainEvent> Change(Reminding? before, Reminding after) =>
        after.From >= after.Until ? throw new RefusedException("Mail must be allowed for some time of the day")
        : (before ?? Usual) == after ? []
        : [new Set(after.From, after.Until, after.QuietWeekends, after.QuietHolidays, after.DigestOn)];

    public static Reminding Evolve(Reminding? state, DomainEvent happened) =>
        happened switch
        {
            Set e => new(e.From, e.Until, e.QuietWeekends, e.QuietHolidays, e.DigestOn),
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot follow {state}"),
        };

    /// <summary>Whether no mail may be sent on this day at all.</summary>
    public bool IsQuiet(DateOnly day, WorkingDays days) =>
        QuietWeekends && WorkingDays.IsWeekend(day) || QuietHolidays && days.IsHoliday(day);

    /// <summary>Whether no mail may be sent at this moment.</summary>
    public bool IsQuiet(DateTimeOffset now, WorkingDays days) =>
        IsQuiet(now.Day(), days) || now < now.Day().At(From) || now >= now.Day().At(Until);

    /// <summary>The first moment from now on when mail may be sent.</summary>
    public DateTimeOffset EndOfQuiet(DateTimeOffset now, WorkingDays days)
    {
        if (!IsQuiet(now, days))
            return now;

        var day = now < now.Day().At(From) ? now.Day() : now.Day().AddDays(1);

        while (IsQuiet(day, days))
            day = day.AddDays(1);

        return day.At(From);
    }
}

/// <summary>The division's one row, where it has chosen anything.</summary>
[ReadModel("deadlines.reminding")]
internal sealed record RemindingRow
{
    public Guid Id { get; init; }
    public int Version { get; init; }
    public Many<Reminding> Chosen { get; init; } = [];

    internal sealed class Projection : Projection<Reminding, RemindingRow>
    {
        public override RemindingRow? Evolve(RemindingRow? row, Happened happened) =>
            new() { Id = happened.Stream, Chosen = [Reminding.Evolve(null, happened.Data)] };
    }
}

/// <summary>How a person wants to be reminded of what is theirs. Escalations come as they fall due, whatever is chosen.</summary>
internal enum Cadence
{
    /// <summary>One mail a day, where there is something to say.</summary>
    Daily,

    /// <summary>One mail a week, on its first day that is not quiet.</summary>
    Weekly,

    /// <summary>No mail: in the suite only.</summary>
    InApp,
}

/// <summary>What one person has chosen.</summary>
internal sealed record Preference(Cadence Cadence) : IAggregate<Preference>
{
    [EventName("preference.chosen")]
    internal sealed record Chosen(Guid Person, Cadence Cadence) : DomainEvent;

    public static Guid IdOf(int division, Guid person) => StableId.Of($"{division}/preference/{person}");

    public static IReadOnlyList<DomainEvent> Choose(Preference? before, Guid person, Cadence cadence) =>
        (before?.Cadence ?? Cadence.Daily) == cadence ? [] : [new Chosen(person, cadence)];

    public static Preference Evolve(Preference? state, DomainEvent happened) =>
        happened switch
        {
            Chosen e => new(e.Cadence),
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot follow {state}"),
        };
}

/// <summary>What people have chosen; who is not here gets a mail a day.</summary>
[ReadModel("deadlines.preference", Indexes = ["person"])]
internal sealed record PreferenceRow
{
    public Guid Id { get; init; }
    public int Version { get; init; }
    public Guid Person { get; init; }
    public Cadence Cadence { get; init; }

    internal sealed class Projection : Projection<Preference, PreferenceRow>
    {
        public override PreferenceRow? Evolve(PreferenceRow? row, Happened happened) =>
            happened.Data switch
            {
                Preference.Chosen e => new()
                {
                    Id = happened.Stream,
                    Person = e.Person,
                    Cadence = e.Cadence,
                },
                _ => row,
            };
    }
}
