using Inspection.Kernel.Events;

namespace Inspection.Deadlines;

/// <summary>What is as usual until somebody chooses: its stream begins with the first choice.</summary>
internal static class Choices
{
    /// <param name="version">The version that the person saw: 0 where nothing was chosen; null takes it as it is now.</param>
    public static async Task Choose<T>(
        this IEventStore store,
        Guid id,
        int? version,
        Func<T?, IReadOnlyList<DomainEvent>> decide,
        CancellationToken cancel
    )
        where T : class, IAggregate<T>
    {
        if (version is null or 0 && await store.Find<T>(id, cancel) is null)
            store.Start(id, decide(null));
        else
            await store.Change<T>(id, version, decide, cancel);
    }

    /// <summary>The version to send with a choice: 0 where nothing was chosen yet.</summary>
    public static async Task<int> VersionOf(this IEventStore store, Guid id, CancellationToken cancel = default) =>
        (await store.History(id, cancel)).Count;
}
