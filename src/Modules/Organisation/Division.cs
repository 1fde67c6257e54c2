using Inspection.Kernel.Events;

namespace Inspection.Organisation;

/// <summary>The division itself. It has one stream, under the same id in every division.</summary>
internal sealed record Division(string Name) : IAggregate<Division>
{
    public static Guid Stream { get; } = new("00000000-0000-4000-8000-0000000000d1");

    [EventName("division.established")]
    internal sealed record Established(string Key, string Name, bool Demonstration) : DomainEvent;

    [EventName("division.renamed")]
    internal sealed record Renamed(string Name) : DomainEvent;

    public static IReadOnlyList<DomainEvent> Establish(string key, string name, bool demonstration) =>
        [new Established(key, name, demonstration)];

    public IReadOnlyList<DomainEvent> Rename(string name) => name == Name ? [] : [new Renamed(name)];

    public static Division Evolve(Division? state, DomainEvent happened) =>
        (state, happened) switch
        {
            (null, Established established) => new(established.Name),
            ({ }, Renamed renamed) => new(renamed.Name),
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot happen to a division now"),
        };
}
