using System.Text;
using Inspection.Kernel.Divisions;
using Npgsql;
using NpgsqlTypes;

namespace Inspection.Kernel.Events;

/// <summary>What one command appends: its events as they are stored, and the rows folded from them.</summary>
internal sealed class Append
{
    private readonly Caller caller;
    private readonly string metadata;
    private readonly List<Written> events = [];

    public Append(Caller caller, string metadata, IReadOnlyList<OpenStream> streams, EventTypes types)
    {
        (this.caller, this.metadata, Streams) = (caller, metadata, streams);
        var envelope = Encoding.UTF8.GetBytes(metadata);

        foreach (var stream in streams)
        {
            foreach (var happened in stream.Appended)
            {
                events.Add(Write(happened, types, envelope));
                Size += events[^1].Data.Length;
            }
        }
    }

    public int Division => caller.Division;

    /// <summary>The streams it changes, by their ids.</summary>
    public IReadOnlyList<OpenStream> Streams { get; }

    public int Events => events.Count;

    /// <summary>Bytes of data.</summary>
    public int Size { get; }

    /// <summary>What no other in the same transaction may have too: its streams and its command.</summary>
    public IEnumerable<(int Division, Guid Id, bool IsCommand)> Claims =>
        [.. Streams.Select(stream => (Division, stream.Id, false)), (Division, caller.Command, true)];

    /// <summary>The one statement that stores the events of some commands, which are in the order of their divisions.</summary>
    /// <param name="some">The commands.</param>
    /// <param name="waits">
    /// Waits for its turn where another appends to the same division. Otherwise one command with one stream is stored
    /// faster, but <see cref="WasOvertaken">refused</see> there.
    /// </param>
    public static NpgsqlBatchCommand Statement(IReadOnlyList<Append> some, bool waits) =>
        !waits && some is [{ Streams: [var stream] } one] ? one.Statement(stream) : Together(some);

    /// <summary>Whether it was refused because another appended to its division first.</summary>
    public static bool WasOvertaken(PostgresException e) =>
        e is { SqlState: PostgresErrorCodes.NotNullViolation, SchemaName: "kernel", ColumnName: "position" };

    /// <summary>
    /// Makes sure that the statement, which has run, stored what it had to. A head is made with its division, and the
    /// application's role may not take it away.
    /// </summary>
    public static void Confirm(NpgsqlBatchCommand statement)
    {
        if (statement is { StatementType: StatementType.Insert, Rows: 0 })
            throw new InvalidOperationException("The division has no head: nothing was appended");
    }

    private static NpgsqlBatchCommand Together(IReadOnlyList<Append> some)
    {
        var statement = new NpgsqlBatchCommand(
            "select kernel.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        );
        var streams = some.SelectMany((one, of) => one.Streams.Select(stream => (Of: of + 1, Stream: stream)))
            .ToArray();
        var (last, stored) = (new int[streams.Length], 0);

        for (var i = 0; i < streams.Length; i++)
            last[i] = stored += streams[i].Stream.Appended.Count;

        Add(statement, some.Select(one => one.Division).ToArray());
        Add(statement, some.Select(one => one.caller.Command).ToArray());
        Add(statement, some.Select(one => one.caller.Actor).ToArray());
        Add(statement, some.Select(one => one.metadata).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Json);
        Add(statement, Array.ConvertAll(streams, one => one.Of));
        Add(statement, Array.ConvertAll(streams, one => one.Stream.Id));
        Add(statement, Array.ConvertAll(streams, one => one.Stream.Appended[0].Version));
        Add(statement, Array.ConvertAll(streams, one => one.Stream.LastAt.UtcDateTime));
        Add(statement, last);
        Add(statement, some is [var only] ? only.events : [.. some.SelectMany(one => one.events)]);
        return statement;
    }

    private NpgsqlBatchCommand Statement(OpenStream stream)
    {
        var single = events is [var only] ? only : null;
        var statement = new NpgsqlBatchCommand(
            single is null
                ? "insert into kernel.append_stream values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
                : "insert into kernel.append_one values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        );
        Add(statement, Division);
        Add(statement, caller.Command);
        Add(statement, caller.Actor);
        Add(statement, metadata, NpgsqlDbType.Json);
        Add(statement, stream.LastAt.UtcDateTime);
        Add(statement, stream.Id);
        Add(statement, stream.Appended[0].Version);

        if (single is null)
            Add(statement, events);
        else
        {
            Add(statement, single.Type);
            Add(statement, single.Schema);
            Add(statement, single.Data, NpgsqlDbType.Json);
            Add(statement, single.Hash);
        }

        return statement;
    }

    private static void Add(NpgsqlBatchCommand statement, List<Written> events)
    {
        var all = events.ToArray();
        Add(statement, Array.ConvertAll(all, one => one.Type));
        Add(statement, Array.ConvertAll(all, one => one.Schema));
        Add(statement, Array.ConvertAll(all, one => one.Data), NpgsqlDbType.Array | NpgsqlDbType.Json);
        Add(statement, Array.ConvertAll(all, one => one.Hash));
    }

    private static void Add<T>(NpgsqlBatchCommand statement, T value) =>
        statement.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });

    private static void Add<T>(NpgsqlBatchCommand statement, T value, NpgsqlDbType type) =>
        statement.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });

    private Written Write(Happened happened, EventTypes types, byte[] envelope)
    {
        var (type, schema) = types.NameOf(happened.Data.GetType());
        var data = EventTypes.Write(happened.Data);
        var hash = Ledger.Within(
            events.Count > 0 ? events[^1].Hash : [],
            caller.Division,
            happened.Stream,
            happened.Version,
            schema,
            caller.Command,
            events.Count + 1,
            caller.Actor,
            happened.At.UtcDateTime,
            Encoding.UTF8.GetBytes(type),
            data,
            envelope
        );
        return new(type, schema, data, hash);
    }

    private sealed record Written(string Type, short Schema, byte[] Data, byte[] Hash);
}
