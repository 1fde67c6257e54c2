namespace Inspection.Kernel.Events;

/// <summary>
/// The one event store that all modules share, seen from inside a command: what it appends is stored, with its
/// inline projections, when the command ends, all or nothing.
/// </summary>
public interface IEventStore
{
    /// <summary>Begins the stream of a new aggregate.</summary>
    /// <exception cref="ConflictException">The stream already exists; thrown when the command ends.</exception>
    void Start(Guid id, IReadOnlyList<DomainEvent> events);

    /// <summary>
    /// Folds the aggregate, asks <paramref name="decide"/> what happens, and appends the answer; an empty answer appends nothing.
    /// </summary>
    /// <param name="id">The stream.</param>
    /// <param name="version">The version that the person was looking at; null takes the stream as it is now.</param>
    /// <param name="decide">The decision: state in, events out.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="NotFoundException">There is no such stream in this division.</exception>
    /// <exception cref="ConflictException">The stream has moved on from <paramref name="version"/>.</exception>
    Task Change<T>(
        Guid id,
        int? version,
        Func<T, IReadOnlyList<DomainEvent>> decide,
        CancellationToken cancel = default
    )
        where T : class, IAggregate<T>;

    /// <summary>The aggregate as it is now, or null when there is none.</summary>
    Task<T?> Find<T>(Guid id, CancellationToken cancel = default)
        where T : class, IAggregate<T>;

    /// <summary>Everything that happened to one aggregate, oldest first, up to the session's "as at".</summary>
    Task<IReadOnlyList<StoredEvent>> History(Guid id, CancellationToken cancel = default);
}
