using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;

namespace Inspection.Benchmarks;

/// <summary>An aggregate with events of an ordinary size and no row.</summary>
internal sealed record Journal(Guid Id, int Entries, decimal Sum) : IAggregate<Journal>
{
    [EventName("journal.opened")]
    internal sealed record Opened(Guid Id, string Title, DateOnly On) : DomainEvent;

    [EventName("journal.entered")]
    internal sealed record Entered(int Number, Guid By, decimal Amount, string Text, DateOnly On) : DomainEvent;

    public static Journal Evolve(Journal? state, DomainEvent happened) =>
        (state, happened) switch
        {
            (null, Opened e) => new(e.Id, 0, 0),
            ({ }, Entered e) => state with { Entries = state.Entries + 1, Sum = state.Sum + e.Amount },
            _ => throw new InvalidOperationException($"{happened} cannot follow {state}"),
        };

    public static IReadOnlyList<DomainEvent> Begin(Guid id, int events) =>
        [new Opened(id, "Findings of the visit in spring", new(2026, 3, 31)), .. Range(1, events - 1)];

    private static IEnumerable<DomainEvent> Range(int from, int count) =>
        Enumerable.Range(from, count).Select(number => Entry(number));

    public static DomainEvent Entry(int number) =>
        new Entered(
            number,
            Author,
            12.5m * number,
            "The ward manager has seen the plan and agreed the next steps with the team",
            new(2026, 4, 1)
        );

    private static readonly Guid Author = new("6a1b4a3e-0f53-4c53-9d0c-3d1f8d0a7c11");
}

/// <summary>The same kind of aggregate with a row and its history.</summary>
internal sealed record Matter(Guid Id, int Steps) : IAggregate<Matter>
{
    [EventName("matter.raised")]
    internal sealed record Raised(Guid Id, string Title, string Place, DateOnly Due) : DomainEvent;

    [EventName("matter.moved")]
    internal sealed record Moved(MatterStatus Status, string Reason, DateOnly Due) : DomainEvent;

    public static Matter Evolve(Matter? state, DomainEvent happened) =>
        (state, happened) switch
        {
            (null, Raised e) => new(e.Id, 0),
            ({ }, Moved) => state with { Steps = state.Steps + 1 },
            _ => throw new InvalidOperationException($"{happened} cannot follow {state}"),
        };

    public static DomainEvent Begin(Guid id) =>
        new Raised(id, "Medicines are not stored at the right temperature", "Ward 4", new(2026, 9, 30));

    public static DomainEvent Step(int number) =>
        new Moved((MatterStatus)(number % 3), "A new refrigerator was ordered and its alarm tested", new(2026, 10, 15));
}

internal enum MatterStatus
{
    Open,
    Started,
    Done,
}

[ReadModel("bench.matter", Indexes = ["status, due"])]
internal sealed record MatterRow
{
    public Guid Id { get; init; }
    public int Version { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
    public string Title { get; init; } = "";
    public string Place { get; init; } = "";
    public MatterStatus Status { get; init; }
    public string? Reason { get; init; }
    public DateOnly Due { get; init; }
    public int Steps { get; init; }
}

internal sealed class MatterProjection : Projection<Matter, MatterRow>
{
    public override MatterRow? Evolve(MatterRow? row, Happened happened) =>
        happened.Data switch
        {
            Matter.Raised e => new()
            {
                Id = e.Id,
                Title = e.Title,
                Place = e.Place,
                Due = e.Due,
            },
            Matter.Moved e => row! with { Status = e.Status, Reason = e.Reason, Due = e.Due, Steps = row.Steps + 1 },
            _ => row,
        };
}

internal sealed class BenchModule : IModule
{
    public string Name => "bench";

    public Change? Describe(StoredEvent happened) =>
        happened.Data is Journal.Opened e ? new(e.Title, $"/journals/{happened.Stream}") : null;
}

/// <summary>Nobody is asked here.</summary>
internal sealed class Everything : IPermissions
{
    public ValueTask<IReadOnlySet<Policy>> For(Session session, CancellationToken cancel) =>
        new(Enum.GetValues<Policy>().ToHashSet());
}
