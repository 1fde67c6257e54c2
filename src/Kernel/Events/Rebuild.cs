using System.Globalization;
using Dapper;
using Inspection.Kernel.Divisions;
using Npgsql;

namespace Inspection.Kernel.Events;

/// <summary>How far a rebuild is.</summary>
/// <param name="Table">The read model's table.</param>
/// <param name="Done">Events read.</param>
/// <param name="Of">Events to read.</param>
public sealed record RebuildProgress(string Table, long Done, long Of);

/// <summary>
/// Builds a read model anew from its events beside the live table, with its row history, then swaps the two: readers see
/// the old rows until they see the new ones.
/// </summary>
public sealed class Rebuild(Database database, EventTypes types)
{
    private const int Batch = 20_000;

    /// <summary>Rebuilds one read model over all divisions.</summary>
    public async Task Run(
        ReadModel model,
        IProgress<RebuildProgress>? progress = null,
        CancellationToken cancel = default
    )
    {
        var table = model.Table;
        var next = table.Name + "_next";
        await using var connection = await database.Owner.OpenConnectionAsync(cancel);
        // Two would write to the same new table; the lock ends with its connection.
        await connection.ExecuteAsync("select pg_advisory_lock(@Kind, hashtext(@Name))", new { Kind = 1, table.Name });
        await connection.ExecuteAsync($"drop table if exists {next}, {next}_history");
        await connection.ExecuteAsync(table.Create(next));

        var divisions = (await connection.QueryAsync<int>("select id from kernel.divisions order by id")).AsList();
        var total = await connection.ExecuteScalarAsync<long>("select coalesce(sum(position), 0) from kernel.head");
        var done = 0L;
        var folds = new Dictionary<int, Fold>();

        foreach (var division in divisions)
        {
            folds[division] = new(model, types);
            await folds[division]
                .CatchUp(connection, division, read => progress?.Report(new(table.Name, done += read, total)), cancel);
            await folds[division].Copy(connection, next, cancel);
        }

        // The last step holds off writers of this one table for as long as it takes to read what came meanwhile.
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var exists = await connection.ExecuteScalarAsync<bool>($"select to_regclass('{table.Name}') is not null");

        if (exists)
            await connection.ExecuteAsync($"lock table {table.Name} in share row exclusive mode");

        foreach (var division in divisions)
        {
            await folds[division].CatchUp(connection, division, _ => { }, cancel);
            await folds[division].Copy(connection, next, cancel);
        }

        await connection.ExecuteAsync(Swap(table, exists));
        await connection.ExecuteAsync(
            """
            insert into kernel.read_models (name, shape) values (@Name, @Shape)
            on conflict (name) do update set shape = excluded.shape, built_at = now()
            """,
            new { table.Name, table.Shape }
        );
        await transaction.CommitAsync(cancel);
    }

    private static string Swap(ReadModelTable table, bool exists)
    {
        var (name, local) = (table.Name, table.Local);
        var drop = exists
            ? $"drop view if exists as_at.{local}; drop table {name}, {name}_history; drop function {name}_keep();"
            : "";

        return $"""
            {drop}
            alter table {name}_next rename to {local};
            alter table {name}_next_history rename to {local}_history;
            {table.Open()}
            analyze {name}, {name}_history;
            """;
    }

    /// <summary>The rows of one division, folded in memory, and which of them are not yet in the new table.</summary>
    private sealed class Fold(ReadModel model, EventTypes types)
    {
        private readonly Dictionary<Guid, (object? Row, Happened Last)> rows = [];
        private readonly HashSet<Guid> touched = [];
        private readonly List<(object Row, Happened Last, DateTimeOffset Until)> history = [];
        private readonly HashSet<Guid> copied = [];
        private long position;

        private readonly string[] names =
        [
            .. types.All.Where(one => one.Type.DeclaringType == model.Aggregate).Select(one => one.Name),
        ];

        public async Task CatchUp(
            NpgsqlConnection connection,
            int division,
            Action<long> report,
            CancellationToken cancel
        )
        {
            await connection.ExecuteAsync(
                "select set_config('inspection.division', @division, false)",
                new { division = division.ToString(CultureInfo.InvariantCulture) }
            );
            var head = await connection.ExecuteScalarAsync<long>(
                "select position from kernel.head where division = @division",
                new { division }
            );

            while (position < head)
            {
                var until = Math.Min(head, position + Batch);
                await using var command = new NpgsqlCommand(
                    """
                    select stream, version, type, schema, data, actor, at from kernel.events
                    where division = $1 and position > $2 and position <= $3 and type = any ($4) order by position
                    """,
                    connection
                );
                command.Parameters.Add(new() { Value = division });
                command.Parameters.Add(new() { Value = position });
                command.Parameters.Add(new() { Value = until });
                command.Parameters.Add(new() { Value = names });
                await using var reader = await command.ExecuteReaderAsync(cancel);

                while (await reader.ReadAsync(cancel))
                    Apply(
                        new(
                            reader.GetGuid(0),
                            reader.GetInt32(1),
                            types.Read(reader.GetString(2), reader.GetInt16(3), reader.GetFieldValue<byte[]>(4)),
                            reader.GetGuid(5),
                            new(reader.GetDateTime(6))
                        )
                    );

                report(until - position);
                position = until;
            }
        }

        private void Apply(Happened happened)
        {
            var (row, last) = rows.GetValueOrDefault(happened.Stream);
            var next = model.Evolve(row, happened);

            if (row is not null && happened.At > last.At)
                history.Add((row, last, happened.At));

            rows[happened.Stream] = (next, happened);
            touched.Add(happened.Stream);
        }

        public async Task Copy(NpgsqlConnection connection, string table, CancellationToken cancel)
        {
            var division = await connection.ExecuteScalarAsync<int>("select kernel.division()");
            var again = touched.Where(copied.Contains).ToArray();

            if (again.Length > 0)
                await connection.ExecuteAsync(
                    $"delete from {table} where division = @division and id = any (@again)",
                    new { division, again }
                );

            var list =
                $"division, id, version, changed_at{string.Concat(model.Table.Columns.Select(c => $", {c.Name}"))}";

            await using (
                var writer = await connection.BeginBinaryImportAsync(
                    $"copy {table} ({list}) from stdin (format binary)",
                    cancel
                )
            )
            {
                foreach (var stream in touched)
                    if (rows[stream] is ({ } row, var last))
                    {
                        await Write(writer, division, row, last, cancel);
                        copied.Add(stream);
                    }

                await writer.CompleteAsync(cancel);
            }

            await using (
                var writer = await connection.BeginBinaryImportAsync(
                    $"copy {table}_history ({list}, until) from stdin (format binary)",
                    cancel
                )
            )
            {
                foreach (var (row, last, until) in history)
                {
                    await Write(writer, division, row, last, cancel);
                    await writer.WriteAsync(until.UtcDateTime, NpgsqlTypes.NpgsqlDbType.TimestampTz, cancel);
                }

                await writer.CompleteAsync(cancel);
            }

            touched.Clear();
            history.Clear();
        }

        private async Task Write(
            NpgsqlBinaryImporter writer,
            int division,
            object row,
            Happened last,
            CancellationToken cancel
        )
        {
            await writer.StartRowAsync(cancel);
            await writer.WriteAsync(division, NpgsqlTypes.NpgsqlDbType.Integer, cancel);
            await writer.WriteAsync(last.Stream, NpgsqlTypes.NpgsqlDbType.Uuid, cancel);
            await writer.WriteAsync(last.Version, NpgsqlTypes.NpgsqlDbType.Integer, cancel);
            await writer.WriteAsync(last.At.UtcDateTime, NpgsqlTypes.NpgsqlDbType.TimestampTz, cancel);

            foreach (var column in model.Table.Columns)
                if (column.Value(row) is var value and not DBNull)
                    await writer.WriteAsync(value, column.Db, cancel);
                else
                    await writer.WriteNullAsync(cancel);
        }
    }
}
