using System.Globalization;
using Inspection.Kernel;

namespace Inspection.Deadlines;

/// <summary>In what days a rung is counted.</summary>
internal enum DayCount
{
    Calendar,

    /// <summary>Monday to Friday without the bank holidays of England and Wales.</summary>
    Working,
}

/// <summary>Whom a rung reaches.</summary>
internal enum Recipient
{
    /// <summary>The posts or people that own the thing.</summary>
    Owner,

    /// <summary>Whoever the owner's post reports to.</summary>
    Manager,

    ModuleOwner,
    HeadOfDivision,

    /// <summary>The Board's members, in their digest.</summary>
    Board,
}

/// <summary>One step of a ladder.</summary>
/// <param name="Days">Days from the date: below nought before it, 0 on it, above nought after it.</param>
/// <param name="Count">Calendar days, or working days.</param>
/// <param name="To">Whom it reaches.</param>
internal sealed record Rung(int Days, DayCount Count, Many<Recipient> To)
{
    /// <summary>Its name in the ledger: "-7", "14", "3w".</summary>
    public string Key => Days.ToString(CultureInfo.InvariantCulture) + (Count == DayCount.Working ? "w" : "");

    /// <summary>The rung of a key, reaching nobody; null where the key is none.</summary>
    public static Rung? Of(string key) =>
        int.TryParse(key.TrimEnd('w'), CultureInfo.InvariantCulture, out var days)
            ? new(days, key.EndsWith('w') ? DayCount.Working : DayCount.Calendar, [])
            : null;

    /// <summary>Whether it tells anybody above the owner; an escalation is silenced by nobody's preference.</summary>
    public bool Escalates => To.Any(one => one != Recipient.Owner);

    /// <summary>"7 days before", "on the day", "3 working days late".</summary>
    public string Words
    {
        get
        {
            if (Days == 0)
                return "on the day";

            var days = Kernel.Ui.Words.Count(Math.Abs(Days), Count == DayCount.Working ? "working day" : "day");
            return $"{days} {(Days < 0 ? "before" : "late")}";
        }
    }

    /// <summary>The day it falls on, before quiet days are looked at.</summary>
    public DateOnly DayOf(DateOnly due, WorkingDays days) =>
        Count == DayCount.Working ? days.Add(due, Days) : due.AddDays(Days);
}
