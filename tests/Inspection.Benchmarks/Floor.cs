using System.Text.Json;
using Inspection.Kernel.Events;
using Npgsql;
using NpgsqlTypes;

namespace Inspection.Benchmarks;

/// <summary>
/// What the machine can do at best: the same rows in the same partitions with the same indexes, by plain SQL. One statement
/// unnests arrays and commits by itself, in one round trip, prepared by Npgsql; no head row, no chain (the hash is a
/// constant), no version check, no row-level security, no settings.
/// </summary>
internal sealed class Floor(NpgsqlDataSource source, EventTypes types)
{
    private const string Insert = """
        insert into floor.events (division, position, stream, version, type, schema, data, metadata, command, ordinal, actor, at, hash)
        select $1, $2 + i, $3, $4 + i, t, 1, j::json, '{"name":"Bench"}', $5, i, $6, $7, '\x0000000000000000000000000000000000000000000000000000000000000000'
        from unnest($8::text[], $9::text[]) with ordinality as e (t, j, i)
        """;

    private const string Upsert = """
        insert into floor.matter (division, id, version, changed_at, title, place, status, reason, due, steps)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (division, id) do update set version = excluded.version, changed_at = excluded.changed_at, title = excluded.title,
            place = excluded.place, status = excluded.status, reason = excluded.reason, due = excluded.due, steps = excluded.steps
        """;

    private static long position;

    public NpgsqlDataSource Source => source;

    public static async Task<Floor> Create(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.MaxAutoPrepare = 200;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        var source = builder.Build();
        await using var create = source.CreateCommand(
            """
            create schema floor;
            create table floor.events (like kernel.events including defaults) partition by hash (division);
            alter table floor.events add primary key (division, position), add unique (division, stream, version),
                add unique (division, command, ordinal);
            do $$ begin
                for i in 0..7 loop
                    execute format('create table floor.events_%s partition of floor.events for values with (modulus 8, remainder %s)', i, i);
                end loop;
            end $$;
            create table floor.matter (like bench.matter including all) with (fillfactor = 80);
            """
        );
        await create.ExecuteNonQueryAsync();
        return new(source, new([typeof(Floor).Assembly]));
    }

    public async Task Append(int division, Guid stream, int version, IReadOnlyList<DomainEvent> events)
    {
        await using var command = source.CreateCommand(Insert);
        Fill(command.Parameters, division, stream, version, events);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The same with its row, in the same transaction and round trip.</summary>
    public async Task Append(int division, Guid stream, int version, IReadOnlyList<DomainEvent> events, MatterRow row)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        var upsert = new NpgsqlBatchCommand(Upsert);
        Add(upsert.Parameters, division);
        Add(upsert.Parameters, stream);
        Add(upsert.Parameters, version + events.Count);
        Add(upsert.Parameters, DateTime.UtcNow);
        Add(upsert.Parameters, row.Title);
        Add(upsert.Parameters, row.Place);
        Add(upsert.Parameters, row.Status.ToString());
        upsert.Parameters.Add(new() { Value = (object?)row.Reason ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        Add(upsert.Parameters, row.Due);
        Add(upsert.Parameters, row.Steps);
        batch.BatchCommands.Add(upsert);
        var insert = new NpgsqlBatchCommand(Insert);
        Fill(insert.Parameters, division, stream, version, events);
        batch.BatchCommands.Add(insert);
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Reads a stream and folds it.</summary>
    public async Task<(T State, int Version)> Fold<T>(int division, Guid stream)
        where T : class, IAggregate<T>
    {
        await using var command = source.CreateCommand(
            "select version, type, schema, data, actor, at from floor.events where division = $1 and stream = $2 order by version"
        );
        Add(command.Parameters, division);
        Add(command.Parameters, stream);
        await using var reader = await command.ExecuteReaderAsync();
        var (state, version) = ((T?)null, 0);

        while (await reader.ReadAsync())
        {
            version = reader.GetInt32(0);
            state = T.Evolve(
                state,
                types.Read(reader.GetString(1), reader.GetInt16(2), reader.GetFieldValue<byte[]>(3))
            );
        }

        return (state!, version);
    }

    /// <summary>Reads the row of a stream.</summary>
    public async Task<MatterRow> Row(int division, Guid stream)
    {
        await using var command = source.CreateCommand(
            "select id, title, place, status, reason, due, steps from floor.matter where division = $1 and id = $2"
        );
        Add(command.Parameters, division);
        Add(command.Parameters, stream);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new()
        {
            Id = reader.GetGuid(0),
            Title = reader.GetString(1),
            Place = reader.GetString(2),
            Status = Enum.Parse<MatterStatus>(reader.GetString(3)),
            Reason = await reader.IsDBNullAsync(4) ? null : reader.GetString(4),
            Due = reader.GetFieldValue<DateOnly>(5),
            Steps = reader.GetInt32(6),
        };
    }

    private void Fill(
        NpgsqlParameterCollection parameters,
        int division,
        Guid stream,
        int version,
        IReadOnlyList<DomainEvent> events
    )
    {
        Add(parameters, division);
        Add(parameters, Interlocked.Add(ref position, events.Count) - events.Count);
        Add(parameters, stream);
        Add(parameters, version);
        Add(parameters, Guid.NewGuid());
        Add(parameters, stream);
        Add(parameters, DateTime.UtcNow);
        Add(parameters, events.Select(one => types.NameOf(one.GetType()).Name).ToArray());
        Add(parameters, events.Select(one => JsonSerializer.Serialize(one, one.GetType(), EventTypes.Json)).ToArray());
    }

    private static void Add<T>(NpgsqlParameterCollection parameters, T value) =>
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
}
