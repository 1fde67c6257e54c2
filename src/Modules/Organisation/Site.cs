using Inspection.Kernel.Events;

namespace Inspection.Organisation;

/// <summary>A place where people of the division work, from its opening until it is closed.</summary>
internal sealed record Site(string Name, bool Open) : IAggregate<Site>
{
    [EventName("site.opened")]
    internal sealed record Opened(Guid Id, string Name, string? Place) : DomainEvent;

    [EventName("site.renamed")]
    internal sealed record Renamed(string Name, string? Place) : DomainEvent;

    [EventName("site.closed")]
    internal sealed record Closed : DomainEvent;

    public static IReadOnlyList<DomainEvent> OpenUp(Guid id, string name, string? place) =>
        [new Opened(id, name, place)];

    public IReadOnlyList<DomainEvent> Rename(string name, string? place) =>
        Open ? [new Renamed(name, place)] : throw new RefusedException("This site is closed");

    public IReadOnlyList<DomainEvent> Close() =>
        Open ? [new Closed()] : throw new RefusedException("This site is closed already");

    public static Site Evolve(Site? state, DomainEvent happened) =>
        (state, happened) switch
        {
            (null, Opened opened) => new(opened.Name, Open: true),
            ({ }, Renamed renamed) => state with { Name = renamed.Name },
            ({ }, Closed) => state with { Open = false },
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot happen to a site now"),
        };
}
