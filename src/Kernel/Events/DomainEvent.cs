namespace Inspection.Kernel.Events;

/// <summary>A fact that happened to one aggregate, as it is stored. Who, when and why are the store's envelope.</summary>
/// <remarks>Nest each event in its aggregate and name it with <see cref="EventNameAttribute"/>.</remarks>
public abstract record DomainEvent;

/// <summary>The name an event is stored under, <c>aggregate.event</c>; it outlives any renaming of the record.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EventNameAttribute(string name) : Attribute
{
    /// <summary>The stored name, unique over all modules.</summary>
    public string Name { get; } = name;

    /// <summary>The shape's number, from 1; a new shape needs an <see cref="IUpcast"/> and a place in the golden corpus.</summary>
    public short Schema { get; init; } = 1;
}

/// <summary>An event whose shape has changed says how an older stored shape reads today.</summary>
public interface IUpcast
{
    /// <summary>Turns the JSON stored under schema <paramref name="from"/> into the next schema's; called step by step.</summary>
    static abstract void Upcast(System.Text.Json.Nodes.JsonObject stored, short from);
}

/// <summary>State that is folded from events and from nothing else.</summary>
public interface IAggregate<TSelf>
    where TSelf : class, IAggregate<TSelf>
{
    /// <summary>The state after <paramref name="happened"/>; <paramref name="state"/> is null before the first event.</summary>
    static abstract TSelf Evolve(TSelf? state, DomainEvent happened);
}

/// <summary>An event of one stream with what its envelope says of it.</summary>
/// <param name="Stream">The aggregate it happened to.</param>
/// <param name="Version">Its place in the stream, from 1.</param>
/// <param name="Data">The event.</param>
/// <param name="Actor">The person, or the system actor, who caused it.</param>
/// <param name="At">When, in UTC.</param>
public record Happened(Guid Stream, int Version, DomainEvent Data, Guid Actor, DateTimeOffset At);

/// <summary>An event as it stands in the division's log.</summary>
/// <param name="Position">Its place in the division, from 1 without gap.</param>
/// <param name="Command">The command that caused it.</param>
public sealed record StoredEvent(
    long Position,
    Guid Stream,
    int Version,
    DomainEvent Data,
    Guid Actor,
    DateTimeOffset At,
    Guid Command
) : Happened(Stream, Version, Data, Actor, At);

/// <summary>What was asked is well formed, but the state does not allow it. The message is shown to the person.</summary>
public sealed class RefusedException(string reason) : Exception(reason);

/// <summary>What was asked for is not there, or not this person's to see: the two are never told apart.</summary>
public sealed class NotFoundException(string what) : Exception(what);

/// <summary>The stream has moved on from the version that the person was looking at.</summary>
/// <param name="stream">The stream.</param>
/// <param name="expected">The version the person had seen.</param>
/// <param name="actual">The version now.</param>
/// <param name="actor">Who made the latest change.</param>
/// <param name="at">When.</param>
public sealed class ConflictException(Guid stream, int expected, int actual, Guid actor, DateTimeOffset at)
    : Exception(
        $"Someone else changed this since you opened it: you saw version {expected}, it is now version {actual}"
    )
{
    public Guid Stream { get; } = stream;
    public int Expected { get; } = expected;
    public int Actual { get; } = actual;
    public Guid Actor { get; } = actor;
    public DateTimeOffset At { get; } = at;
}
