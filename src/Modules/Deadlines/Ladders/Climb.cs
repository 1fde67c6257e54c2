using Inspection.Kernel;

namespace Inspection.Deadlines;

/// <summary>Where a deadline stands on its ladder.</summary>
/// <param name="Rung">The rung that is true: the latest whose moment has come; null before the first.</param>
/// <param name="At">Its moment.</param>
/// <param name="Next">The moment of the next rung, or null where none is left.</param>
internal sealed record Climb(Rung? Rung, DateTimeOffset? At, DateTimeOffset? Next)
{
    /// <summary>
    /// Rungs fall due at the first time of day when mail may be sent. One before the date that falls on a quiet day comes
    /// on the last day before it that is not quiet, since after the date it would be of no use; others wait for the next.
    /// </summary>
    public static Climb Of(
        IEnumerable<Rung> ladder,
        DateOnly due,
        Reminding reminding,
        WorkingDays days,
        DateTimeOffset now
    )
    {
        (Rung Rung, DateTimeOffset At)? reached = null;
        DateTimeOffset? next = null;

        foreach (var rung in ladder)
        {
            var at = MomentOf(rung, due, reminding, days);

            if (at > now)
                next = next < at ? next : at;
            else if (reached is null || at >= reached.Value.At)
                reached = (rung, at);
        }

        return new(reached?.Rung, reached?.At, next);
    }

    public static DateTimeOffset MomentOf(Rung rung, DateOnly due, Reminding reminding, WorkingDays days)
    {
        var day = rung.DayOf(due, days);

        for (var step = rung.Days < 0 ? -1 : 1; reminding.IsQuiet(day, days); )
            day = day.AddDays(step);

        return day.At(reminding.From);
    }
}
