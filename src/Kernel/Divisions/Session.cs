using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Inspection.Kernel.Events;
using Npgsql;

namespace Inspection.Kernel.Divisions;

/// <summary>
/// One request's connection, on which division and "as at" are set for each transaction. Rows are read and changed in
/// one transaction, opened when first needed; streams are read without one, since an append checks what was read.
/// What commands append is collected here and stored by <see cref="Commit"/>, all or nothing.
/// </summary>
public sealed class Session : IAsyncDisposable
{
    private const string SetCaller =
        $"select set_config('role', '{Database.AppRole}', true), set_config('inspection.division', $1, true)";

    private const string SetPlans = ", set_config('plan_cache_mode', 'force_generic_plan', true)";

    private readonly Database database;
    private readonly EventTypes types;
    private readonly TimeProvider clock;
    private readonly Wake wake;
    private readonly Appends appends;
    private readonly EventStore store;
    private NpgsqlConnection? connection;
    private DateTimeOffset? began;
    private bool used;
    private bool begun;
    private bool dirty;
    private bool expected;
    private Caller caller = Caller.Nobody;

    /// <summary>Opens nothing yet.</summary>
    public Session(
        Database database,
        EventTypes types,
        ReadModels readModels,
        TimeProvider clock,
        Wake wake,
        Appends appends
    )
    {
        (this.database, this.types, this.clock, this.wake, this.appends) = (database, types, clock, wake, appends);
        store = new(this, types, readModels);
    }

    /// <summary>The event store, in this session's transaction.</summary>
    public IEventStore Events => store;

    /// <summary>What the last command stored.</summary>
    public Receipt? Receipt { get; internal set; }

    /// <summary>Whether a change was asked for on a version that somebody had seen: then a conflict is theirs to settle.</summary>
    internal bool ExpectsVersions => expected || store.ExpectsVersions;

    /// <summary>Whether events wait to be stored.</summary>
    internal bool HasAppended => store.Changed.Count > 0;

    /// <summary>Whether its open transaction has changed rows.</summary>
    internal bool HasChanged => dirty;

    /// <summary>How far the division has come as this session saw it: a page need not ask for each figure.</summary>
    internal string? Standing { get; set; }

    /// <summary>The name of the command that is running, for the envelope.</summary>
    internal string? CommandName { get; set; }

    /// <summary>Who asks. Set before the first use.</summary>
    public Caller Caller
    {
        get => caller;
        set =>
            caller = used
                ? throw new InvalidOperationException("The session is already open for another caller")
                : value;
    }

    /// <summary>The moment of this request, the same for everything in it.</summary>
    public DateTimeOffset Now => began ??= Truncate(Caller.At ?? clock.GetUtcNow());

    // PostgreSQL keeps microseconds.
    private static DateTimeOffset Truncate(DateTimeOffset at) =>
        new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    /// <summary>Rows of a read model, or anything else that the division may read; table names stand unqualified.</summary>
    public async Task<IReadOnlyList<T>> Query<T>(
        string sql,
        object? parameters = null,
        CancellationToken cancel = default
    )
    {
        var open = await Open(cancel);
        return (await open.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: cancel))).AsList();
    }

    /// <summary>The one row, or null.</summary>
    public async Task<T?> One<T>(string sql, object? parameters = null, CancellationToken cancel = default)
    {
        var open = await Open(cancel);
        return await open.QuerySingleOrDefaultAsync<T>(
            new CommandDefinition(sql, parameters, cancellationToken: cancel)
        );
    }

    /// <summary>
    /// Several questions, with a semicolon between, in one round trip. Their answers are read in their order, before anything
    /// else is asked.
    /// </summary>
    public async Task<SqlMapper.GridReader> Several(
        string sql,
        object? parameters = null,
        CancellationToken cancel = default
    )
    {
        var open = await Open(cancel);
        return await open.QueryMultipleAsync(new CommandDefinition(sql, parameters, cancellationToken: cancel));
    }

    /// <summary>
    /// The one row, or null, without opening a transaction: it may have changed when this session commits, and what the
    /// session appends may be stored together with what others do. Parameters are $1, $2 and so on.
    /// </summary>
    public async Task<T?> Look<T>(string sql, IEnumerable<object> parameters, CancellationToken cancel = default)
    {
        await using var batch = await Batch(cancel);
        var command = new NpgsqlBatchCommand(sql);

        foreach (var value in parameters)
            command.Parameters.Add(new() { Value = value });

        batch.BatchCommands.Add(command);
        await using var reader = await Read(batch, cancel);
        return await reader.ReadAsync(cancel) ? reader.GetRowParser<T>()(reader) : default;
    }

    /// <summary>
    /// Changes rows that are not folded from events (people, saved views, files), in the request's transaction; stored by <see cref="Commit"/>.
    /// </summary>
    /// <returns>The number of rows changed.</returns>
    public async Task<int> Execute(string sql, object? parameters = null, CancellationToken cancel = default)
    {
        var open = await Open(cancel);
        dirty = true;
        return await open.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancel));
    }

    /// <summary>The open connection, inside its transaction, for what the other members cannot say.</summary>
    public async Task<NpgsqlConnection> Open(CancellationToken cancel = default)
    {
        if (begun)
            return connection!;

        await using var batch = await Batch(cancel, begin: true);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        return connection!;
    }

    /// <summary>Stores what the commands of this session decided: rows, events, everything or nothing.</summary>
    /// <returns>The streams it changed and their versions now; empty when nothing was to be stored.</returns>
    /// <exception cref="ConflictException">Someone was quicker.</exception>
    /// <exception cref="RepeatedCommandException">This command id has been stored before.</exception>
    public async Task<Receipt> Commit(CancellationToken cancel = default)
    {
        var changed = store.Changed;

        if (changed.Count == 0 && !dirty)
            return new([]);

        var append = changed.Count > 0 ? new Append(Caller, Metadata(), changed, types) : null;

        try
        {
            // What an open transaction has changed or locked holds until its end, and no longer.
            if (append is null || begun)
                await Store(append, waits: true, cancel);
            else
                await appends.Store(append, shared => Alone(append, shared, cancel), Release, cancel);
        }
        catch (PostgresException e) when (e is { SchemaName: "kernel", ConstraintName: { } name })
        {
            await Abandon();
            if (name.Contains("command", StringComparison.Ordinal))
                throw new RepeatedCommandException(Caller.Command);
            if (name.Contains("stream_version", StringComparison.Ordinal))
                throw await Conflict(changed, cancel);
            throw;
        }

        var receipt = new Receipt([.. changed.Select(stream => new StreamVersion(stream.Id, stream.Version))]);
        store.Stored();
        dirty = false;
        await Abandon();
        wake.Signal();

        return receipt;
    }

    /// <summary>What this command id stored before, or null.</summary>
    public async Task<Receipt?> Earlier(Guid command, CancellationToken cancel = default)
    {
        var streams = await Query<StreamVersion>(
            """
            select stream, max(version) as version from kernel.events
            where division = @Division and command = @command group by stream
            """,
            new { Caller.Division, command },
            cancel
        );

        return
            streams.Count > 0
            || await One<bool>(
                "select exists (select from kernel.commands where division = @Division and command = @command)",
                new { Caller.Division, command },
                cancel
            )
            ? new Receipt(streams) { Repeated = true }
            : null;
    }

    /// <summary>Forgets what was not committed, and gives the connection back; the session may be used again.</summary>
    public async Task Abandon()
    {
        expected = store.ExpectsVersions;
        store.Stored();
        dirty = used = false;
        began = null;
        Standing = null;
        await Release();
    }

    public async ValueTask DisposeAsync() => await Abandon();

    /// <summary>From here on, what is appended is said to follow from the event at this position.</summary>
    internal void CausedBy(long position, Guid command) =>
        caller = caller with { CausedBy = position, Command = command };

    /// <summary>
    /// Commands that are sent together, in the open transaction; without one a batch is its own, which saves a round trip
    /// to end it.
    /// </summary>
    /// <param name="cancel">Stops waiting.</param>
    /// <param name="begin">Opens the transaction.</param>
    /// <param name="byKey">Everything in it is found by its key: the plan is the same whatever the key, and is not made again.</param>
    /// <param name="settings">False where nothing in it depends on them.</param>
    internal async Task<NpgsqlBatch> Batch(
        CancellationToken cancel,
        bool begin = false,
        bool byKey = false,
        bool settings = true
    )
    {
        connection ??= await database.App.OpenConnectionAsync(cancel);
        var batch = new NpgsqlBatch(connection);

        if (begin)
            batch.BatchCommands.Add(new NpgsqlBatchCommand("begin"));

        if (!begun && settings)
            batch.BatchCommands.Add(Settings(byKey));

        used = true;
        begun |= begin;
        return batch;
    }

    /// <summary>Reads what was added to a batch of <see cref="Batch"/>.</summary>
    internal static async Task<NpgsqlDataReader> Read(NpgsqlBatch batch, CancellationToken cancel)
    {
        var settingsFirst = batch.BatchCommands[0].CommandText.StartsWith(SetCaller, StringComparison.Ordinal);
        var reader = await batch.ExecuteReaderAsync(cancel);

        if (settingsFirst)
            await reader.NextResultAsync(cancel);

        return reader;
    }

    /// <summary>What follows in the transaction is of this division.</summary>
    internal static NpgsqlBatchCommand In(int division)
    {
        var set = new NpgsqlBatchCommand("select set_config('inspection.division', $1, true)");
        set.Parameters.Add(
            new NpgsqlParameter<string> { TypedValue = division.ToString(CultureInfo.InvariantCulture) }
        );
        return set;
    }

    /// <summary>Stores an append in a transaction of its own: where others are quicker it waits for its turn.</summary>
    private async Task Alone(Append append, bool waits, CancellationToken cancel)
    {
        try
        {
            await Store(append, waits, cancel);
        }
        catch (PostgresException e) when (Append.WasOvertaken(e))
        {
            await Store(append, waits: true, cancel);
        }
    }

    /// <summary>Ends the transaction with what it must store: rows first, the append last.</summary>
    private async Task Store(Append? append, bool waits, CancellationToken cancel)
    {
        await using var batch = await Batch(cancel, settings: append is null);
        var last =
            append is not null ? Append.Statement([append], waits)
            : Caller.CausedBy is null ? MarkCommand()
            : null;

        foreach (var stream in append?.Streams ?? [])
            stream.WriteRows(append!.Division, batch);

        if (last is not null)
            batch.BatchCommands.Add(last);

        if (begun)
            batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));

        await batch.ExecuteNonQueryAsync(cancel);

        if (append is not null)
            Append.Confirm(last!);
    }

    private async Task Release()
    {
        begun = false;

        if (connection is null)
            return;

        // Disposing rolls back what is open.
        await connection.DisposeAsync();
        connection = null;
    }

    private NpgsqlBatchCommand MarkCommand()
    {
        var mark = new NpgsqlBatchCommand("insert into kernel.commands (division, command) values ($1, $2)");
        mark.Parameters.Add(new() { Value = Caller.Division });
        mark.Parameters.Add(new() { Value = Caller.Command });
        return mark;
    }

    private string Metadata() =>
        JsonSerializer.Serialize(
            new
            {
                name = CommandName,
                caused_by = Caller.CausedBy,
                trace = Activity.Current?.TraceId.ToString(),
            },
            EventTypes.Json
        );

    private async Task<ConflictException> Conflict(IReadOnlyList<OpenStream> changed, CancellationToken cancel)
    {
        foreach (var stream in changed)
        {
            var seen = stream.Version - stream.Appended.Count;
            var last = await One<LastChange>(
                """
                select version, actor, at from kernel.events
                where division = @Division and stream = @Id order by version desc limit 1
                """,
                new { Caller.Division, stream.Id },
                cancel
            );

            if (last is not null && last.Version != seen)
                return new(stream.Id, seen, last.Version, last.Actor, last.At);
        }

        throw new InvalidOperationException("A conflict without a conflicting stream");
    }

    // Local to the transaction: a connection that goes back to the pool keeps nothing.
    private NpgsqlBatchCommand Settings(bool byKey)
    {
        var plans = byKey ? SetPlans : "";
        var settings = new NpgsqlBatchCommand(
            Caller.AsAt is null
                ? SetCaller + plans
                : $"{SetCaller}{plans}, set_config('inspection.as_at', $2, true), set_config('search_path', $3, true)"
        );
        Add(Caller.Division.ToString(CultureInfo.InvariantCulture));

        if (Caller.AsAt is { } asAt)
        {
            Add(asAt.ToUniversalTime().ToString("O"));
            Add($"as_at, {database.SearchPath}");
        }

        return settings;

        void Add(string value) => settings.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
    }

    private sealed record LastChange(int Version, Guid Actor, DateTimeOffset At);
}

/// <summary>What a command stored.</summary>
/// <param name="Streams">The streams it changed, each with its version after it.</param>
public sealed record Receipt(IReadOnlyList<StreamVersion> Streams)
{
    /// <summary>The same command had been stored before; nothing was changed this time.</summary>
    public bool Repeated { get; init; }
}

/// <summary>A stream and its version.</summary>
public sealed record StreamVersion(Guid Stream, int Version);

/// <summary>The command's id has been stored before; the pipeline answers with the first receipt.</summary>
public sealed class RepeatedCommandException(Guid command) : Exception($"Command {command} was stored before");
