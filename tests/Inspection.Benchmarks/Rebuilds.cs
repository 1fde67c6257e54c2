using System.Diagnostics;
using System.Text;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace Inspection.Benchmarks;

/// <summary>
/// A read model built anew from 100,000 events of 10,000 streams. The floor reads the same events in order with one plain
/// query on one connection, deserialises and folds them in memory, and COPYs the rows, and where the events lie at
/// different moments the superseded rows too, into plain tables with the same indexes, without a swap.
/// </summary>
internal static class Rebuilds
{
    private const int Streams = 10_000;
    private const int Each = 10;

    public static IEnumerable<Row> Rows(Bench bench)
    {
        yield return new("rebuild of 100,000 events", name => Run(name, bench, history: false));
        yield return new(
            "rebuild of 100,000 events with 90,000 rows of history",
            name => Run(name, bench, history: true)
        );
    }

    private static async Task<Line> Run(string name, Bench bench, bool history)
    {
        var connection = await bench.Database(history ? "rebuild_history" : "rebuild");
        await using var host = Bench.NewHost(connection);
        await host.GetRequiredService<Schema>().Apply();
        var floor = await Floor.Create(connection);
        await Fill(floor.Source, history);
        var model = host.GetRequiredService<ReadModels>().All.Single();
        var rebuild = host.GetRequiredService<Rebuild>();
        var rounds = new List<(double Floor, double Ours)>();

        for (var round = 0; round <= Contest.Rounds / 3; round++)
        {
            var watch = Stopwatch.StartNew();
            await ByHand(floor.Source, history);
            var byHand = watch.Elapsed.TotalSeconds;
            watch.Restart();
            await rebuild.Run(model);
            rounds.Add((byHand, watch.Elapsed.TotalSeconds));
        }

        await floor.Source.DisposeAsync();
        rounds.RemoveAt(0);
        return new(
            name,
            Streams * Each / Contest.Median(rounds.Select(one => one.Floor)),
            Streams * Each / Contest.Median(rounds.Select(one => one.Ours)),
            Contest.Median(rounds.Select(one => one.Floor / one.Ours)),
            0.5,
            "events/s"
        )
        {
            Marten = 0.37,
        };
    }

    private static async Task Fill(NpgsqlDataSource source, bool history)
    {
        var begin = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await using var connection = await source.OpenConnectionAsync();
        await using var register = new NpgsqlCommand(
            "select set_config('inspection.division', kernel.register_division('rebuilt', 'Rebuilt', false)::text, false)",
            connection
        );
        await register.ExecuteNonQueryAsync();

        for (var chunk = 0; chunk < 20; chunk++)
        {
            var ids = Enumerable.Range(0, Streams / 20).Select(_ => Guid.NewGuid()).ToList();
            var all = ids.SelectMany(id => Enumerable.Range(1, Each).Select(version => (Id: id, Version: version)))
                .ToList();
            await using var append = new NpgsqlCommand(
                """
                with head as (
                    update kernel.head set position = position + cardinality($1) where division = kernel.division()
                    returning position - cardinality($1) as position
                )
                insert into kernel.events
                    (division, position, stream, version, type, schema, data, metadata, command, ordinal, actor, at, hash)
                select kernel.division(), h.position + i, stream, version, type, 1, data, '{"name":"Bench"}', stream, version,
                    stream, at, sha256('')
                from head h, unnest($1, $2, $3, $4, $5::json[]) with ordinality as e (at, stream, version, type, data, i)
                """,
                connection
            );
            append.Parameters.Add(
                new() { Value = all.Select(one => begin.AddHours(history ? one.Version : 1)).ToArray() }
            );
            append.Parameters.Add(new() { Value = all.Select(one => one.Id).ToArray() });
            append.Parameters.Add(new() { Value = all.Select(one => one.Version).ToArray() });
            append.Parameters.Add(
                new() { Value = all.Select(one => one.Version == 1 ? "matter.raised" : "matter.moved").ToArray() }
            );
            append.Parameters.Add(
                new()
                {
                    Value = all.Select(one =>
                            Encoding.UTF8.GetString(
                                EventTypes.Write(one.Version == 1 ? Matter.Begin(one.Id) : Matter.Step(one.Version))
                            )
                        )
                        .ToArray(),
                }
            );
            await append.ExecuteNonQueryAsync();
        }

        await using var copy = new NpgsqlCommand(
            """
            insert into floor.events select * from kernel.events;
            create table floor.matter_history (like floor.matter, until timestamptz not null);
            create index on floor.matter_history (division, id, until);
            """,
            connection
        );
        await copy.ExecuteNonQueryAsync();
        await using var analyze = new NpgsqlCommand("vacuum analyze", connection);
        await analyze.ExecuteNonQueryAsync();
    }

    private static async Task ByHand(NpgsqlDataSource source, bool history)
    {
        var types = new EventTypes([typeof(Floor).Assembly]);
        var projection = new MatterProjection();
        var rows = new Dictionary<Guid, (MatterRow Row, Happened Last)>();
        var superseded = new List<(MatterRow Row, Happened Last, DateTimeOffset Until)>();
        await using var connection = await source.OpenConnectionAsync();
        await using var truncate = new NpgsqlCommand("truncate floor.matter, floor.matter_history", connection);
        await truncate.ExecuteNonQueryAsync();
        await using var read = new NpgsqlCommand(
            """
            select stream, version, type, schema, data, actor, at from floor.events
            where division = 1 and type = any (array['matter.raised', 'matter.moved']) order by position
            """,
            connection
        );
        await using (var reader = await read.ExecuteReaderAsync())
            while (await reader.ReadAsync())
            {
                var happened = new Happened(
                    reader.GetGuid(0),
                    reader.GetInt32(1),
                    types.Read(reader.GetString(2), reader.GetInt16(3), reader.GetFieldValue<byte[]>(4)),
                    reader.GetGuid(5),
                    new(reader.GetDateTime(6))
                );
                var known = rows.TryGetValue(happened.Stream, out var row);

                if (known && happened.At > row.Last.At)
                    superseded.Add((row.Row, row.Last, happened.At));

                rows[happened.Stream] = (projection.Evolve(known ? row.Row : null, happened)!, happened);
            }

        await using (var writer = await connection.BeginBinaryImportAsync(Copy("floor.matter", "")))
        {
            foreach (var (row, last) in rows.Values)
                await Write(writer, row, last);

            await writer.CompleteAsync();
        }

        await using (var writer = await connection.BeginBinaryImportAsync(Copy("floor.matter_history", ", until")))
        {
            foreach (var (row, last, until) in superseded)
            {
                await Write(writer, row, last);
                await writer.WriteAsync(until.UtcDateTime, NpgsqlDbType.TimestampTz);
            }

            await writer.CompleteAsync();
        }
    }

    private static string Copy(string table, string more) =>
        $"copy {table} (division, id, version, changed_at, title, place, status, reason, due, steps{more}) from stdin (format binary)";

    private static async Task Write(NpgsqlBinaryImporter writer, MatterRow row, Happened last)
    {
        await writer.StartRowAsync();
        await writer.WriteAsync(1, NpgsqlDbType.Integer);
        await writer.WriteAsync(last.Stream, NpgsqlDbType.Uuid);
        await writer.WriteAsync(last.Version, NpgsqlDbType.Integer);
        await writer.WriteAsync(last.At.UtcDateTime, NpgsqlDbType.TimestampTz);
        await writer.WriteAsync(row.Title, NpgsqlDbType.Text);
        await writer.WriteAsync(row.Place, NpgsqlDbType.Text);
        await writer.WriteAsync(row.Status.ToString(), NpgsqlDbType.Text);

        if (row.Reason is null)
            await writer.WriteNullAsync();
        else
            await writer.WriteAsync(row.Reason, NpgsqlDbType.Text);

        await writer.WriteAsync(row.Due, NpgsqlDbType.Date);
        await writer.WriteAsync(row.Steps, NpgsqlDbType.Integer);
    }
}
