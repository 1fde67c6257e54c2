using Inspection.Kernel;
using Inspection.Kernel.Events;

namespace Inspection.Deadlines;

/// <summary>When whom is told of a deadline: of every kind, or of one kind that has a ladder of its own.</summary>
internal sealed record Ladder(Many<Rung> Rungs) : IAggregate<Ladder>
{
    /// <summary>The key of the ladder for every kind without one of its own.</summary>
    public const string Standard = "standard";

    /// <summary>The most rungs of a ladder, and the most days that one lies from the date.</summary>
    public const int MostRungs = 20;
    public const int MostDays = 730;

    /// <summary>What the standard ladder is before anybody changes it.</summary>
    public static Many<Rung> Usual { get; } =
    [
        new(-28, DayCount.Calendar, [Recipient.Owner]),
        new(-14, DayCount.Calendar, [Recipient.Owner]),
        new(-7, DayCount.Calendar, [Recipient.Owner]),
        new(-1, DayCount.Calendar, [Recipient.Owner]),
        new(0, DayCount.Calendar, [Recipient.Owner]),
        new(1, DayCount.Calendar, [Recipient.Owner]),
        new(7, DayCount.Calendar, [Recipient.Owner, Recipient.Manager]),
        new(14, DayCount.Calendar, [Recipient.Owner, Recipient.Manager, Recipient.ModuleOwner]),
        new(
            28,
            DayCount.Calendar,
            [Recipient.Owner, Recipient.Manager, Recipient.ModuleOwner, Recipient.HeadOfDivision, Recipient.Board]
        ),
    ];

    [EventName("ladder.set")]
    internal sealed record Set(string Kind, Many<Rung> Rungs) : DomainEvent;

    /// <summary>The kind follows the standard ladder again; the standard ladder is as it was at first.</summary>
    [EventName("ladder.reset")]
    internal sealed record Reset(string Kind) : DomainEvent;

    public static Guid IdOf(int division, string kind) => StableId.Of($"{division}/ladder/{kind}");

    /// <summary>Rungs in the order of their days, each once.</summary>
    public static IReadOnlyList<DomainEvent> Change(Ladder? before, string kind, IReadOnlyList<Rung> rungs)
    {
        if (rungs.Count > MostRungs)
            throw new RefusedException($"A ladder has at most {MostRungs} rungs");

        if (rungs.FirstOrDefault(rung => Math.Abs(rung.Days) > MostDays) is not null)
            throw new RefusedException($"A rung lies at most {MostDays} days from the date");

        if (rungs.FirstOrDefault(rung => rung.To.Count == 0) is { } nobody)
            throw new RefusedException($"Choose whom the rung {nobody.Words} reaches");

        if (rungs.GroupBy(rung => rung.Key).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new RefusedException($"There are two rungs {twice.First().Words}: put their recipients together");

        Many<Rung> ordered = [.. rungs.OrderBy(rung => rung.Days).ThenBy(rung => rung.Count)];
        return ordered.Equals(before?.Rungs) ? [] : [new Set(kind, ordered)];
    }

    public static IReadOnlyList<DomainEvent> Forget(Ladder? before, string kind) =>
        before is null or { Rungs.Count: 0 } ? [] : [new Reset(kind)];

    public static Ladder Evolve(Ladder? state, DomainEvent happened) =>
        happened switch
        {
            Set e => new(e.Rungs),
            Reset => new([]),
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot follow {state}"),
        };
}

/// <summary>A ladder that somebody has changed; none stands here for one that is as it was.</summary>
[ReadModel("deadlines.ladder")]
internal sealed record LadderRow
{
    public Guid Id { get; init; }
    public int Version { get; init; }
    public string Kind { get; init; } = "";
    public Many<Rung> Rungs { get; init; } = [];

    internal sealed class Projection : Projection<Ladder, LadderRow>
    {
        public override LadderRow? Evolve(LadderRow? row, Happened happened) =>
            happened.Data switch
            {
                Ladder.Set e => new()
                {
                    Id = happened.Stream,
                    Kind = e.Kind,
                    Rungs = e.Rungs,
                },
                _ => null,
            };
    }
}
