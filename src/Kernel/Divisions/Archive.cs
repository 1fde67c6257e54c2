using System.Data;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Dapper;
using Inspection.Kernel.Events;
using Npgsql;

namespace Inspection.Kernel.Divisions;

/// <summary>Everything the suite holds as a zip file of JSON lines and documents, readable without this program.</summary>
public sealed class Archive(Database database, ReadModels readModels)
{
    private const string About = """
        Everything that this installation of Inspection holds.

        divisions/KEY/events.jsonl    every event in order, one JSON object a line; hash as hexadecimal
        divisions/KEY/TABLE.jsonl     what is kept outside the events (people, saved views, ...)
        divisions/KEY/files/ID        documents, byte for byte; their names and hashes are in kernel.files.jsonl

        The hash of an event is SHA-256 over the previous event's hash (32 zero bytes before the first), the position
        (8 bytes), and SHA-256 over: division (4 bytes), stream (16), version (4), schema (2), command (16), ordinal (4),
        actor (16), time (8, microseconds since 2000-01-01 UTC), type and data (each 4 bytes of length, then UTF-8), and
        metadata (UTF-8). Numbers are big-endian.
        """;

    /// <summary>Writes the archive.</summary>
    /// <returns>How many events it holds.</returns>
    public async Task<long> Write(Stream target, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        await using var connection = await database.Owner.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        using var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        await Text(zip, "README.txt", [About], cancel);

        var total = await connection.ExecuteScalarAsync<long>("select coalesce(sum(position), 0) from kernel.head");
        var written = 0L;

        foreach (
            var (id, key) in (
                await connection.QueryAsync<(int, string)>("select id, key from kernel.divisions order by id")
            ).AsList()
        )
        {
            await connection.ExecuteAsync(
                "select set_config('inspection.division', @id, true)",
                new { id = id.ToString(CultureInfo.InvariantCulture) }
            );
            await Lines(
                zip,
                $"divisions/{key}/events.jsonl",
                connection,
                """
                select json_build_object('position', position, 'stream', stream, 'version', version, 'type', type, 'schema', schema,
                    'command', command, 'ordinal', ordinal, 'actor', actor, 'at', at, 'data', data::text, 'metadata', metadata::text,
                    'hash', encode(hash, 'hex'))::text
                from kernel.events where division = kernel.division() order by position
                """,
                () => progress?.Report((double)++written / Math.Max(1, total)),
                cancel
            );

            foreach (var table in await Tables(connection))
                await Lines(
                    zip,
                    $"divisions/{key}/{table}.jsonl",
                    connection,
                    $"select to_jsonb(t)::text from {table} t where division = kernel.division()",
                    () => { },
                    cancel
                );

            await Files(zip, key, connection, cancel);
        }

        return written;
    }

    /// <summary>Tables with division data that cannot be made from events again; accounts and every secret stay here.</summary>
    private async Task<IReadOnlyList<string>> Tables(NpgsqlConnection connection)
    {
        var derived = readModels.All.SelectMany(model => new[] { model.Name, $"{model.Name}_history" }).ToArray();
        var tables = await connection.QueryAsync<string>(
            """
            select format('%I.%I', n.nspname, c.relname)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'division'
            where c.relkind = 'r' and not c.relispartition
                and n.nspname || '.' || c.relname not in ('kernel.head', 'kernel.checkpoints', 'kernel.changes', 'kernel.file_parts')
                and n.nspname || '.' || c.relname <> all (@derived) and n.nspname <> 'identity'
                and c.relname not like '%\_secret'
            order by 1
            """,
            new { derived }
        );
        return tables.AsList();
    }

    private static async Task Files(ZipArchive zip, string key, NpgsqlConnection connection, CancellationToken cancel)
    {
        var files = await connection.QueryAsync<Guid>(
            "select id from kernel.files where division = kernel.division() and state <> 'Removed' order by id"
        );

        foreach (var id in files)
        {
            await using var entry = zip.CreateEntry($"divisions/{key}/files/{id}").Open();
            await using var parts = new NpgsqlCommand(
                "select content from kernel.file_parts where division = kernel.division() and file = $1 order by ordinal",
                connection
            );
            parts.Parameters.Add(new() { Value = id });
            await using var reader = await parts.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancel);

            while (await reader.ReadAsync(cancel))
            {
                await using var content = await reader.GetStreamAsync(0, cancel);
                await content.CopyToAsync(entry, cancel);
            }
        }
    }

    private static async Task Lines(
        ZipArchive zip,
        string name,
        NpgsqlConnection connection,
        string sql,
        Action one,
        CancellationToken cancel
    )
    {
        await using var entry = zip.CreateEntry(name).Open();
        await using var writer = new StreamWriter(entry, new UTF8Encoding(false));
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);

        while (await reader.ReadAsync(cancel))
        {
            await writer.WriteAsync(reader.GetString(0).AsMemory(), cancel);
            await writer.WriteAsync("\n".AsMemory(), cancel);
            one();
        }
    }

    private static async Task Text(ZipArchive zip, string name, IEnumerable<string> lines, CancellationToken cancel)
    {
        await using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        foreach (var line in lines)
            await writer.WriteLineAsync(line.AsMemory(), cancel);
    }
}
