using System.Globalization;
using Dapper;
using Inspection.Kernel.Divisions;
using Npgsql;

namespace Inspection.Kernel.Events;

/// <summary>A row of a read model that is not what its events say.</summary>
/// <param name="Table">The table.</param>
/// <param name="Division">The division's number.</param>
/// <param name="Row">The stream.</param>
/// <param name="What">What is wrong: "is missing", "differs in due, status".</param>
public sealed record Mismatch(string Table, int Division, Guid Row, string What)
{
    /// <summary>As administrators read it.</summary>
    public override string ToString() => $"{Table} {Row} of division {Division} {What}";
}

/// <summary>Compares some rows of every read model, others each time, with a fresh fold of their events.</summary>
public sealed class SpotCheck(Database database, EventTypes types, ReadModels readModels)
{
    private const int Window = 1000;

    /// <summary>Compares up to twice as many rows of each table and division: some that are there, some that should be.</summary>
    /// <returns>How many were compared, and which are wrong.</returns>
    public async Task<(int Compared, IReadOnlyList<Mismatch> Wrong)> Run(int rows, CancellationToken cancel = default)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        var wrong = new List<Mismatch>();
        var compared = 0;

        foreach (var division in await connection.QueryAsync<int>("select id from kernel.division_ids()"))
        {
            // Rows and events of one moment.
            await using var transaction = await connection.BeginTransactionAsync(
                System.Data.IsolationLevel.RepeatableRead,
                cancel
            );
            await connection.ExecuteAsync(
                "select set_config('inspection.division', @division, true)",
                new { division = division.ToString(CultureInfo.InvariantCulture) }
            );
            var touched = await Touched(connection, division);

            foreach (var model in readModels.All)
            {
                var names = NamesOf(model);
                var streams = (
                    await connection.QueryAsync<Guid>(
                        $"select id from {model.Name} where division = @division order by random() limit @rows",
                        new { division, rows }
                    )
                )
                    .Union(touched.Where(one => names.Contains(one.Type)).Select(one => one.Stream).Take(rows))
                    .ToArray();
                compared += streams.Length;

                foreach (var (stream, row, last) in await Fold(connection, division, model, names, streams, cancel))
                    if (await Differs(connection, model, stream, row, last, cancel) is { } what)
                        wrong.Add(new(model.Name, division, stream, what));
            }
        }

        return (compared, wrong);
    }

    private string[] NamesOf(ReadModel model) =>
        [.. types.All.Where(one => one.Type.DeclaringType == model.Aggregate).Select(one => one.Name)];

    /// <summary>The streams of some neighbouring events, wherever in the log.</summary>
    private static async Task<IReadOnlyList<(Guid Stream, string Type)>> Touched(
        NpgsqlConnection connection,
        int division
    ) =>
        (
            await connection.QueryAsync<(Guid, string)>(
                """
                select distinct e.stream, e.type from kernel.events e,
                    (select floor(random() * position)::bigint as position from kernel.head where division = @division) start
                where e.division = @division and e.position > start.position and e.position <= start.position + @Window
                """,
                new { division, Window }
            )
        ).AsList();

    private async Task<List<(Guid Stream, object? Row, Happened? Last)>> Fold(
        NpgsqlConnection connection,
        int division,
        ReadModel model,
        string[] names,
        Guid[] streams,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select stream, version, type, schema, data, actor, at from kernel.events
            where division = $1 and stream = any ($2) and type = any ($3) order by position
            """,
            connection
        );
        command.Parameters.Add(new() { Value = division });
        command.Parameters.Add(new() { Value = streams });
        command.Parameters.Add(new() { Value = names });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = streams.ToDictionary(stream => stream, _ => ((object?)null, (Happened?)null));

        while (await reader.ReadAsync(cancel))
        {
            var happened = new Happened(
                reader.GetGuid(0),
                reader.GetInt32(1),
                types.Read(reader.GetString(2), reader.GetInt16(3), reader.GetFieldValue<byte[]>(4)),
                reader.GetGuid(5),
                new(reader.GetDateTime(6))
            );
            rows[happened.Stream] = (model.Evolve(rows[happened.Stream].Item1, happened), happened);
        }

        return [.. rows.Select(one => (one.Key, one.Value.Item1, one.Value.Item2))];
    }

    private static async Task<string?> Differs(
        NpgsqlConnection connection,
        ReadModel model,
        Guid stream,
        object? row,
        Happened? last,
        CancellationToken cancel
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            row is null || last is null ? model.Table.Find(stream) : model.Table.Compare(row, last)
        );
        await using var reader = await batch.ExecuteReaderAsync(cancel);

        if (!await reader.ReadAsync(cancel))
            return row is null ? null : "is missing";

        if (row is null)
            return "should not be there";

        var differing = Enumerable
            .Range(0, reader.FieldCount)
            .Where(field => !reader.GetBoolean(field))
            .Select(reader.GetName)
            .ToList();
        return differing.Count == 0 ? null : $"differs in {string.Join(", ", differing)}";
    }
}
