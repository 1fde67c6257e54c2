using System.Buffers.Binary;
using System.Runtime.ExceptionServices;
using System.Text;
using Dapper;
using Inspection.Kernel.Divisions;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Inspection.Kernel.Events;

/// <summary>
/// Hears every committed event of each division, in order, and has its effects exactly once: they are stored in the same
/// transaction as the checkpoint.
/// </summary>
public interface ISubscription
{
    /// <summary>Its name in the database; it never changes.</summary>
    string Name { get; }

    /// <summary>Whether events of this type matter; others only move the checkpoint.</summary>
    bool Wants(Type happened);

    /// <summary>Has the effects, through <paramref name="session"/> and its event store only.</summary>
    Task Handle(StoredEvent happened, Session session, CancellationToken cancel);
}

/// <summary>
/// A subscription that takes events by the batch, where one statement can do the work of many. One that fails is handed
/// its events singly, so that only the one that cannot be handled is parked.
/// </summary>
public interface IBatchSubscription : ISubscription
{
    /// <summary>Has the effects of several events, oldest first; appends nothing.</summary>
    Task Handle(IReadOnlyList<StoredEvent> happened, Session session, CancellationToken cancel);
}

/// <summary>Runs subscriptions: any number of hosts may, a checkpoint's row lock lets one in at a time and ends with its session.</summary>
public sealed partial class Subscriptions(
    IServiceScopeFactory scopes,
    Database database,
    EventTypes types,
    IReadOnlyList<IModule> modules,
    ILogger<Subscriptions> log
)
{
    private const int Batch = 500;

    private readonly IReadOnlyList<Listener> listeners = [.. modules.Select(Listener.Of).OfType<Listener>()];
    private string[]? names;

    /// <summary>Works off everything that is behind. Answers how many events it worked off.</summary>
    public async Task<int> Drain(CancellationToken cancel = default)
    {
        var all = 0;

        for (var done = -1; done != 0; all += done)
        {
            var stopped = (ExceptionDispatchInfo?)null;
            done = 0;

            // A division whose log cannot be read holds up no other.
            foreach (var (division, subscription) in await Behind(cancel))
                try
                {
                    done += await Advance(division, subscription, cancel);
                }
                catch (Exception e) when (!Database.IsAway(e) && !cancel.IsCancellationRequested)
                {
                    stopped ??= ExceptionDispatchInfo.Capture(e);
                }

            if (done == 0)
                stopped?.Throw();
        }

        return all;
    }

    /// <summary>The division and subscription pairs that have something to read.</summary>
    public async Task<IReadOnlyList<(int Division, string Subscription)>> Behind(CancellationToken cancel = default)
    {
        names ??= Names();
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        return (
            await connection.QueryAsync<(int, string)>(
                new CommandDefinition(
                    "select division, subscription from kernel.behind(@names)",
                    new { names },
                    cancellationToken: cancel
                )
            )
        ).AsList();
    }

    /// <summary>Takes one batch for one subscription of one division; nothing when another host is at it.</summary>
    /// <returns>How many events it moved past.</returns>
    public async Task<int> Advance(int division, string name, CancellationToken cancel = default)
    {
        var (limit, together) = (Batch, true);

        while (true)
        {
            await using var scope = scopes.CreateAsyncScope();
            var session = scope.ServiceProvider.GetRequiredService<Session>();
            var (moved, poison) = await Take(scope.ServiceProvider, session, division, name, limit, together, cancel);

            if (poison is null)
                return moved;

            if (poison.Event is null)
            {
                together = false;
                continue;
            }

            // Store what came before the poison first; then it stands alone and is parked.
            limit = (int)(poison.Event.Position - poison.First);

            if (limit == 0)
            {
                await Park(session, division, name, poison.Event, poison.Error.Message, cancel);
                Parked(name, division, poison.Event.Position, poison.Error);
                return 1;
            }
        }
    }

    /// <summary>Hands parked events of one stream to their subscription again, in order, up to the first that fails again.</summary>
    /// <returns>How many were handled.</returns>
    public async Task<int> Retry(int division, string name, Guid stream, CancellationToken cancel = default)
    {
        var handled = 0;

        while (true)
        {
            await using var scope = scopes.CreateAsyncScope();
            var session = scope.ServiceProvider.GetRequiredService<Session>();
            session.Caller = new(division, SystemActor.Suite) { CausedBy = 0, Command = CommandFor(division, name, 0) };
            await session.Query<long>(
                "select position from kernel.checkpoints where division = @division and subscription = @name for update",
                new { division, name },
                cancel
            );
            var position = await session.One<long>(
                """
                select coalesce(min(position), 0) from kernel.parked
                where division = @division and subscription = @name and stream = @stream
                """,
                new
                {
                    division,
                    name,
                    stream,
                },
                cancel
            );

            if (position == 0)
                return handled;

            var happened = (await ReadAfter(session, division, position - 1, 1, null, cancel))[0];
            session.CausedBy(position, CommandFor(division, name, position));

            try
            {
                await Find(scope.ServiceProvider, name).Handle(happened.Event!, session, cancel);
            }
            catch (Exception e) when (!IsTransient(e))
            {
                await session.Abandon();
                await session.Execute(
                    "update kernel.parked set error = @Message, parked_at = now() where division = @division and subscription = @name and position = @position",
                    new
                    {
                        e.Message,
                        division,
                        name,
                        position,
                    },
                    cancel
                );
                await session.Commit(cancel);
                return handled;
            }

            await session.Execute(
                "delete from kernel.parked where division = @division and subscription = @name and position = @position",
                new
                {
                    division,
                    name,
                    position,
                },
                cancel
            );
            await session.Commit(cancel);
            handled++;
        }
    }

    private async Task<(int Moved, Poison? Poison)> Take(
        IServiceProvider services,
        Session session,
        int division,
        string name,
        int limit,
        bool together,
        CancellationToken cancel
    )
    {
        session.Caller = new(division, SystemActor.Suite) { CausedBy = 0 };
        var subscription = Find(services, name);

        if (await Checkpoint(session, division, name, cancel) is not { } checkpoint)
            return (0, null);

        var happened = await ReadAfter(session, division, checkpoint, limit, subscription, cancel);

        if (happened.Count == 0)
            return (0, null);

        var parked = (
            await session.Query<Guid>(
                "select distinct stream from kernel.parked where division = @division and subscription = @name",
                new { division, name },
                cancel
            )
        ).ToHashSet();
        var reached = checkpoint;
        var batch = together ? subscription as IBatchSubscription : null;
        var gathered = new List<StoredEvent>();

        foreach (var one in happened)
        {
            if (one.Position != reached + 1)
                throw new InvalidOperationException(
                    $"Division {division} has a hole in its log: after position {reached} comes {one.Position}"
                );

            reached = one.Position;

            if (one.Event is null)
                continue;

            if (parked.Contains(one.Event.Stream))
            {
                await Insert(session, division, name, one.Event, null, cancel);
                continue;
            }

            if (batch is not null)
            {
                gathered.Add(one.Event);
                continue;
            }

            session.CausedBy(one.Position, CommandFor(division, name, one.Position));

            try
            {
                await subscription.Handle(one.Event, session, cancel);
            }
            catch (Exception e) when (!IsTransient(e) && !cancel.IsCancellationRequested)
            {
                await session.Abandon();
                return (0, new(one.Event, checkpoint + 1, e));
            }

            // What a listener appended is stored at once: an append is its transaction's last statement.
            if (session.HasAppended)
                break;
        }

        if (gathered.Count > 0)
            try
            {
                await batch!.Handle(gathered, session, cancel);
            }
            catch (Exception e) when (!IsTransient(e) && !cancel.IsCancellationRequested)
            {
                await session.Abandon();
                return (0, new(null, checkpoint + 1, e));
            }

        await session.Execute(
            "update kernel.checkpoints set position = @reached where division = @division and subscription = @name",
            new
            {
                reached,
                division,
                name,
            },
            cancel
        );
        await session.Commit(cancel);
        return ((int)(reached - checkpoint), null);
    }

    private async Task Park(
        Session session,
        int division,
        string name,
        StoredEvent poison,
        string error,
        CancellationToken cancel
    )
    {
        if (await Checkpoint(session, division, name, cancel) != poison.Position - 1)
            return;

        await Insert(session, division, name, poison, error, cancel);
        await session.Execute(
            "update kernel.checkpoints set position = @Position where division = @division and subscription = @name",
            new
            {
                poison.Position,
                division,
                name,
            },
            cancel
        );
        await session.Commit(cancel);
    }

    private Task<int> Insert(
        Session session,
        int division,
        string name,
        StoredEvent one,
        string? error,
        CancellationToken cancel
    ) =>
        session.Execute(
            """
            insert into kernel.parked (division, subscription, position, stream, type, error)
            values (@division, @name, @Position, @Stream, @Type, @error)
            """,
            new
            {
                division,
                name,
                one.Position,
                one.Stream,
                Type = types.NameOf(one.Data.GetType()).Name,
                error,
            },
            cancel
        );

    private static async Task<long?> Checkpoint(Session session, int division, string name, CancellationToken cancel)
    {
        // A host that stands still gives up what it has locked: its session ends.
        const string Take = """
            select c.position from kernel.checkpoints c, set_config('idle_in_transaction_session_timeout', '10s', true)
            where c.division = @division and c.subscription = @name for update of c skip locked
            """;
        var found = await session.Query<long>(Take, new { division, name }, cancel);

        if (found.Count == 0)
        {
            await session.Execute(
                "insert into kernel.checkpoints (division, subscription) values (@division, @name) on conflict do nothing",
                new { division, name },
                cancel
            );
            found = await session.Query<long>(Take, new { division, name }, cancel);
        }

        return found.Count == 0 ? null : found[0];
    }

    private async Task<List<(long Position, StoredEvent? Event)>> ReadAfter(
        Session session,
        int division,
        long position,
        int limit,
        ISubscription? wants,
        CancellationToken cancel
    )
    {
        var wanted = types.All.Where(one => wants is null || wants.Wants(one.Type)).Select(one => one.Name).ToArray();
        var connection = await session.Open(cancel);
        await using var command = new NpgsqlCommand(
            """
            select position, stream, version, type, schema, case when type = any ($4) then data end, actor, at, command
            from kernel.events where division = $1 and position > $2 order by position limit $3
            """,
            connection
        );
        command.Parameters.Add(new() { Value = division });
        command.Parameters.Add(new() { Value = position });
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = wanted });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var read = new List<(long, StoredEvent?)>();

        while (await reader.ReadAsync(cancel))
            read.Add(
                (
                    reader.GetInt64(0),
                    await reader.IsDBNullAsync(5, cancel)
                        ? null
                        : new(
                            reader.GetInt64(0),
                            reader.GetGuid(1),
                            reader.GetInt32(2),
                            types.Read(reader.GetString(3), reader.GetInt16(4), reader.GetFieldValue<byte[]>(5)),
                            reader.GetGuid(6),
                            new(reader.GetDateTime(7)),
                            reader.GetGuid(8)
                        )
                )
            );

        return read;
    }

    private ISubscription Find(IServiceProvider services, string name) =>
        listeners.FirstOrDefault(listener => listener.Name == name)?.In(services)
        ?? services.GetServices<ISubscription>().First(subscription => subscription.Name == name);

    private string[] Names()
    {
        using var scope = scopes.CreateScope();
        return
        [
            .. listeners.Select(listener => listener.Name),
            .. scope.ServiceProvider.GetServices<ISubscription>().Select(subscription => subscription.Name),
        ];
    }

    private static bool IsTransient(Exception e) =>
        Database.IsAway(e)
        || e
            is OperationCanceledException
                or TimeoutException
                or ConflictException
                or PostgresException
                {
                    SqlState: ['X', 'X', ..]
                        or ['5', '8', ..]
                        or PostgresErrorCodes.QueryCanceled
                        or PostgresErrorCodes.InFailedSqlTransaction
                };

    private static Guid CommandFor(int division, string name, long position)
    {
        Span<byte> key = stackalloc byte[12 + Encoding.UTF8.GetMaxByteCount(name.Length)];
        BinaryPrimitives.WriteInt32BigEndian(key, division);
        BinaryPrimitives.WriteInt64BigEndian(key[4..], position);
        var length = 12 + Encoding.UTF8.GetBytes(name, key[12..]);
        return StableId.Of(key[..length]);
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Subscription} parked position {Position} of division {Division}"
    )]
    private partial void Parked(string subscription, int division, long position, Exception e);

    /// <param name="Event">The event that cannot be handled; null where it is one of a batch, and not known which.</param>
    private sealed record Poison(StoredEvent? Event, long First, Exception Error);

    /// <summary>What one module hears of the others: its notification handlers, fed by every module's Announce.</summary>
    private sealed record Listener(string Name, IModule Module)
    {
        public static Listener? Of(IModule module) =>
            module
                .GetType()
                .Assembly.GetTypes()
                .SelectMany(type => type.GetInterfaces())
                .Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(INotificationHandler<>))
                ? new(module.Name, module)
                : null;

        public ISubscription In(IServiceProvider services) => new Bound(this, services);

        private sealed class Bound(Listener listener, IServiceProvider services) : ISubscription
        {
            public string Name => listener.Name;

            public bool Wants(Type happened) => true;

            public async Task Handle(StoredEvent happened, Session session, CancellationToken cancel)
            {
                foreach (var module in services.GetRequiredService<IReadOnlyList<IModule>>())
                    if (module.Announce(happened.Data) is { } news)
                        foreach (
                            var handler in services.GetServices(
                                typeof(INotificationHandler<>).MakeGenericType(news.GetType())
                            )
                        )
                            if (handler!.GetType().Assembly == listener.Module.GetType().Assembly)
                                await (Task)
                                    handler
                                        .GetType()
                                        .GetMethod(
                                            nameof(INotificationHandler<>.Handle),
                                            [news.GetType(), typeof(CancellationToken)]
                                        )!
                                        .Invoke(
                                            handler,
                                            System.Reflection.BindingFlags.DoNotWrapExceptions,
                                            null,
                                            [news, cancel],
                                            null
                                        )!;
            }
        }
    }
}
