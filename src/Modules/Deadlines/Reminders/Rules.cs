using Inspection.Kernel.Divisions;

namespace Inspection.Deadlines;

/// <summary>All that decides when somebody is told: ladders, quiet times, bank holidays, and what people prefer.</summary>
internal sealed record Rules(
    IReadOnlyDictionary<string, IReadOnlyList<Rung>> Ladders,
    Reminding Reminding,
    WorkingDays Days,
    IReadOnlyDictionary<Guid, Cadence> Preferences
)
{
    /// <summary>As they are before anybody changes anything.</summary>
    public static Rules Usual { get; } =
        new(
            new Dictionary<string, IReadOnlyList<Rung>>(),
            Reminding.Usual,
            new(DaysOf(BankHolidays.Known.Values)),
            new Dictionary<Guid, Cadence>()
        );

    /// <summary>The ladder by which a kind is chased: its own, or the standard one.</summary>
    public IReadOnlyList<Rung> LadderOf(string kind) =>
        Ladders.GetValueOrDefault(kind) ?? Ladders.GetValueOrDefault(Ladder.Standard) ?? Ladder.Usual;

    public Cadence CadenceOf(Guid person) => Preferences.GetValueOrDefault(person);

    /// <summary>Where a deadline stands on its ladder; nowhere where it is over or has no date.</summary>
    public Climb Climb(string kind, DateOnly? due, bool isOpen, DateTimeOffset now) =>
        isOpen && due is { Year: > 1900 and < 2200 } day
            ? Deadlines.Climb.Of(LadderOf(kind), day, Reminding, Days, now)
            : new(null, null, null);

    /// <summary>
    /// When to look at a deadline whose day was just set: at once where a rung is true already, else at its first rung;
    /// never where it is over or has no date.
    /// </summary>
    public DateTimeOffset? FirstLook(Watched deadline, DateTimeOffset now)
    {
        var climb = Climb(deadline.Kind, deadline.Due, deadline.IsOpen, now);
        return climb.At ?? climb.Next;
    }

    /// <summary>Whether an event of this type changes when rungs are due.</summary>
    public static bool AreChanged(Type happened) =>
        happened == typeof(Ladder.Set)
        || happened == typeof(Ladder.Reset)
        || happened == typeof(Reminding.Set)
        || happened == typeof(BankHolidays.Set);

    public static async Task<Rules> Load(Session session, CancellationToken cancel)
    {
        var ladders = await session.Query<LadderRow>(
            "select * from ladder where division = @Division",
            new { session.Caller.Division },
            cancel
        );
        var reminding = await session.One<RemindingRow>(
            "select * from reminding where division = @Division",
            new { session.Caller.Division },
            cancel
        );
        var preferences = await session.Query<PreferenceRow>(
            "select * from preference where division = @Division",
            new { session.Caller.Division },
            cancel
        );

        return Usual with
        {
            Ladders = ladders.ToDictionary(one => one.Kind, one => (IReadOnlyList<Rung>)one.Rungs),
            Reminding = reminding?.Chosen[0] ?? Reminding.Usual,
            Days = new(DaysOf((await BankHolidays.Load(session, cancel)).Values)),
            Preferences = preferences.ToDictionary(one => one.Person, one => one.Cadence),
        };
    }

    private static IEnumerable<DateOnly> DaysOf(IEnumerable<BankHolidays> years) =>
        years.SelectMany(year => year.Days).Select(one => one.Day);
}
