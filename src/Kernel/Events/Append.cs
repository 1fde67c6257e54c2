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
            HasRows |= stream.Rows.Count > 0;

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

    public bool HasRows { get; }

    public int Events => events.Count;

    /// <summary>Bytes of data.</summary>
    public int Size { get; }

    /// <summary>What no other in the same transaction may have too: its streams and its command.</summary>
    public IEnumerable<(int Division, Guid Id, bool IsCommand)> Claims =>
        [.. Streams.Select(stream => (Division, stream.Id, false)), (Division, caller.Command, true)];

    /// <summary>The one statement that stores the events of some commands, which are in the order of their divisions.</summary>
    public static NpgsqlBatchCommand Statement(IReadOnlyList<Append> some) =>
        some is [{ events: [var only] } one] ? one.Statement(only) : Together(some);

    private static NpgsqlBatchCommand Together(IReadOnlyList<Append> some)
    {
        var statement = new NpgsqlBatchCommand(
            "select kernel.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        );
        var streams = some.SelectMany((one, of) => one.Streams.Select(stream => (Of: of + 1, Stream: stream)))
            .ToArray();
        var events = some is [var only] ? only.events : [.. some.SelectMany(one => one.events)];
        var (last, stored) = (new int[streams.Length], 0);

        for (var i = 0; i < streams.Length; i++)
            last[i] = stored += streams[i].Stream.Appended.Count;

        Each(some, one => one.Division, NpgsqlDbType.Integer);
        Each(some, one => one.caller.Command, NpgsqlDbType.Uuid);
        Each(some, one => one.caller.Actor, NpgsqlDbType.Uuid);
        Each(some, one => one.metadata, NpgsqlDbType.Json);
        Each(streams, one => one.Of, NpgsqlDbType.Integer);
        Each(streams, one => one.Stream.Id, NpgsqlDbType.Uuid);
        Each(streams, one => one.Stream.Appended[0].Version, NpgsqlDbType.Integer);
        Each(streams, one => one.Stream.LastAt.UtcDateTime, NpgsqlDbType.TimestampTz);
        Add(statement, last, NpgsqlDbType.Array | NpgsqlDbType.Integer);
        Each(events, one => one.Type, NpgsqlDbType.Text);
        Each(events, one => one.Schema, NpgsqlDbType.Smallint);
        Each(events, one => one.Data, NpgsqlDbType.Json);
        Each(events, one => one.Hash, NpgsqlDbType.Bytea);
        return statement;

        void Each<TOf, T>(IReadOnlyList<TOf> all, Func<TOf, T> part, NpgsqlDbType type) =>
            Add(statement, all.Select(part).ToArray(), NpgsqlDbType.Array | type);
    }

    private NpgsqlBatchCommand Statement(Written only)
    {
        var statement = new NpgsqlBatchCommand(
            "select kernel.append_one($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        );
        Add(statement, Division, NpgsqlDbType.Integer);
        Add(statement, caller.Command, NpgsqlDbType.Uuid);
        Add(statement, caller.Actor, NpgsqlDbType.Uuid);
        Add(statement, metadata, NpgsqlDbType.Json);
        Add(statement, only.Happened.At.UtcDateTime, NpgsqlDbType.TimestampTz);
        Add(statement, only.Happened.Stream, NpgsqlDbType.Uuid);
        Add(statement, only.Happened.Version, NpgsqlDbType.Integer);
        Add(statement, only.Type, NpgsqlDbType.Text);
        Add(statement, only.Schema, NpgsqlDbType.Smallint);
        Add(statement, only.Data, NpgsqlDbType.Json);
        Add(statement, only.Hash, NpgsqlDbType.Bytea);
        return statement;
    }

    // Said, not found out: neither boxed nor looked up for each command.
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
        return new(happened, type, schema, data, hash);
    }

    private sealed record Written(Happened Happened, string Type, short Schema, byte[] Data, byte[] Hash);
}
