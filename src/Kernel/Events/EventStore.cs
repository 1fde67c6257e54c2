using Inspection.Kernel.Divisions;
using Npgsql;

namespace Inspection.Kernel.Events;

/// <summary>The streams that one session has read and changed, until the session stores them.</summary>
internal sealed class EventStore(Session session, EventTypes types, ReadModels readModels) : IEventStore
{
    private const string ReadStream =
        "select version, type, schema, data, actor, at from kernel.events where division = $1 and stream = $2 order by version";

    private readonly Dictionary<Guid, OpenStream> streams = [];

    /// <summary>Streams with something to store, in an order that is the same for every session, so that two never wait for each other.</summary>
    public IReadOnlyList<OpenStream> Changed =>
        [.. streams.Values.Where(stream => stream.Appended.Count > 0).OrderBy(s => s.Id)];

    /// <summary>Whether a change was asked for on a version that somebody had seen.</summary>
    public bool ExpectsVersions { get; private set; }

    public void Start(Guid id, IReadOnlyList<DomainEvent> events)
    {
        if (events.Count == 0)
            return;

        if (!streams.TryAdd(id, new OpenStream(id, readModels.Of(events[0].GetType().DeclaringType!))))
            throw new InvalidOperationException($"Stream {id} is already open in this session");

        streams[id].Append(events, session.Now, session.Caller.Actor);
    }

    public async Task Change<T>(
        Guid id,
        int? version,
        Func<T, IReadOnlyList<DomainEvent>> decide,
        CancellationToken cancel
    )
        where T : class, IAggregate<T>
    {
        var stream = await Open<T>(id, cancel) ?? throw new NotFoundException($"There is no {typeof(T).Name} {id}");

        ExpectsVersions |= version is not null;

        if (version is { } seen && seen != stream.Version)
            throw new ConflictException(id, seen, stream.Version, stream.LastActor, stream.LastAt);

        var events = decide((T)stream.State!);

        if (events.Count == 0)
            return;

        stream.Append(events, session.Now, session.Caller.Actor);
        stream.State = events.Aggregate((T)stream.State!, T.Evolve);
    }

    public async Task<T?> Find<T>(Guid id, CancellationToken cancel)
        where T : class, IAggregate<T> => (T?)(await Open<T>(id, cancel))?.State;

    public async Task<IReadOnlyList<StoredEvent>> History(Guid id, CancellationToken cancel)
    {
        await using var batch = await session.Batch(cancel, byKey: true);
        var command = new NpgsqlBatchCommand(
            """
            select version, type, schema, data, actor, at, position, command from kernel.events
            where division = $1 and stream = $2 and at <= $3 order by version
            """
        );
        command.Parameters.Add(new() { Value = session.Caller.Division });
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(
            new() { Value = (session.Caller.AsAt ?? DateTimeOffset.MaxValue.AddYears(-1)).UtcDateTime }
        );
        batch.BatchCommands.Add(command);

        var history = new List<StoredEvent>();
        await using var reader = await Session.Read(batch, cancel);

        while (await reader.ReadAsync(cancel))
            history.Add(
                new(
                    reader.GetInt64(6),
                    id,
                    reader.GetInt32(0),
                    types.Read(reader.GetString(1), reader.GetInt16(2), reader.GetFieldValue<byte[]>(3)),
                    reader.GetGuid(4),
                    new(reader.GetDateTime(5)),
                    reader.GetGuid(7)
                )
            );

        return history;
    }

    private async Task<OpenStream?> Open<T>(Guid id, CancellationToken cancel)
        where T : class, IAggregate<T>
    {
        if (streams.TryGetValue(id, out var known))
        {
            known.State ??= known.Appended.Select(one => one.Data).Aggregate((T?)null, T.Evolve);
            return known;
        }

        var stream = new OpenStream(id, readModels.Of(typeof(T)));
        await using var batch = await session.Batch(cancel, byKey: true);
        var events = new NpgsqlBatchCommand(ReadStream);
        events.Parameters.Add(new NpgsqlParameter<int> { TypedValue = session.Caller.Division });
        events.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        batch.BatchCommands.Add(events);

        foreach (var model in stream.Rows.Keys)
        {
            var row = new NpgsqlBatchCommand($"{model.Table.Select} where division = $1 and id = $2");
            row.Parameters.Add(new NpgsqlParameter<int> { TypedValue = session.Caller.Division });
            row.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
            batch.BatchCommands.Add(row);
        }

        await using var reader = await Session.Read(batch, cancel);
        T? state = null;

        while (await reader.ReadAsync(cancel))
        {
            state = T.Evolve(
                state,
                types.Read(reader.GetString(1), reader.GetInt16(2), reader.GetFieldValue<byte[]>(3))
            );
            stream.Loaded(reader.GetInt32(0), reader.GetGuid(4), new(reader.GetDateTime(5)));
        }

        if (state is null)
            return null;

        foreach (var model in stream.Rows.Keys.ToList())
        {
            await reader.NextResultAsync(cancel);

            if (await reader.ReadAsync(cancel))
                stream.Rows[model] = model.Table.Read(reader);
        }

        stream.State = state;
        return streams[id] = stream;
    }

    /// <summary>What was pending is stored.</summary>
    public void Stored()
    {
        streams.Clear();
        ExpectsVersions = false;
    }
}

/// <summary>One stream as a session sees it: what was stored, what it adds, and the rows folded from both.</summary>
internal sealed class OpenStream(Guid id, IEnumerable<ReadModel> models)
{
    public Guid Id { get; } = id;

    public int Version { get; private set; }

    public Guid LastActor { get; private set; }

    public DateTimeOffset LastAt { get; private set; }

    public object? State { get; set; }

    public List<Happened> Appended { get; } = [];

    public Dictionary<ReadModel, object?> Rows { get; } = models.ToDictionary(model => model, _ => (object?)null);

    public void Loaded(int version, Guid actor, DateTimeOffset at) =>
        (Version, LastActor, LastAt) = (version, actor, at);

    public void Append(IReadOnlyList<DomainEvent> events, DateTimeOffset now, Guid actor)
    {
        foreach (var data in events)
        {
            // Two hosts' clocks may differ: within a stream time never runs backwards.
            Loaded(Version + 1, actor, now > LastAt ? now : LastAt);
            var happened = new Happened(Id, Version, data, actor, LastAt);
            Appended.Add(happened);

            foreach (var (model, row) in Rows)
                Rows[model] = model.Evolve(row, happened);
        }
    }

    public void WriteRows(int division, NpgsqlBatch batch)
    {
        foreach (var (model, row) in Rows)
            if (row is not null)
                batch.BatchCommands.Add(model.Table.Upsert(division, row, Appended[^1]));
            else
            {
                batch.BatchCommands.Add(Session.In(division));
                batch.BatchCommands.Add(model.Table.Delete(Id));
            }
    }
}
