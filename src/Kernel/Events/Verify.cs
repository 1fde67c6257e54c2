using System.Globalization;
using Dapper;
using Inspection.Kernel.Divisions;
using Npgsql;

namespace Inspection.Kernel.Events;

/// <summary>What verification found in one division.</summary>
/// <param name="Division">The division's key.</param>
/// <param name="Events">How many events were verified.</param>
/// <param name="Fault">What is wrong, with the exact position; null when nothing is.</param>
public sealed record Verdict(string Division, long Events, string? Fault);

/// <summary>How far a verification is.</summary>
/// <param name="Done">Events verified.</param>
/// <param name="Of">Events to verify.</param>
public sealed record VerifyProgress(long Done, long Of);

/// <summary>Recomputes every event's hash from what is stored, and names the first position that does not fit.</summary>
public sealed class Verify(Database database)
{
    /// <summary>Verifies every division.</summary>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancel">Stops between two events.</param>
    public async Task<IReadOnlyList<Verdict>> Run(
        IProgress<VerifyProgress>? progress = null,
        CancellationToken cancel = default
    )
    {
        await using var connection = await database.Owner.OpenConnectionAsync(cancel);
        var divisions = await connection.QueryAsync<(int Id, string Key)>(
            "select id, key from kernel.divisions order by id"
        );
        var total = await connection.ExecuteScalarAsync<long>("select coalesce(sum(position), 0) from kernel.head");
        var verdicts = new List<Verdict>();
        var done = 0L;

        foreach (var (id, key) in divisions)
        {
            var before = done;

            try
            {
                verdicts.Add(await Run(connection, id, key, Verified, cancel));
            }
            catch (PostgresException broken) when (broken.SqlState is ['X', 'X', ..])
            {
                verdicts.Add(
                    new(key, done - before, $"position {done - before + 1} cannot be read: {broken.MessageText}")
                );
            }
        }

        return verdicts;

        void Verified()
        {
            done++;
            progress?.Report(new(done, total));
        }
    }

    private static async Task<Verdict> Run(
        NpgsqlConnection connection,
        int division,
        string key,
        Action one,
        CancellationToken cancel
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead,
            cancel
        );
        await connection.ExecuteAsync(
            // Read along the index: what cannot be read then follows the last position that could.
            "select set_config('inspection.division', @division, true), set_config('enable_sort', 'off', true)",
            new { division = division.ToString(CultureInfo.InvariantCulture) }
        );
        var head = await connection.QuerySingleOrDefaultAsync<(long Position, byte[]? Hash)>(
            "select position, hash from kernel.head where division = @division",
            new { division }
        );
        await using var command = new NpgsqlCommand(
            """
            select position, stream, version, schema, command, ordinal, actor, at, type, data::text, metadata::text, hash
            from kernel.events where division = $1 order by position
            """,
            connection
        );
        command.Parameters.Add(new() { Value = division });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var (link, within, position) = (new byte[32], Array.Empty<byte>(), 0L);

        while (await reader.ReadAsync(cancel))
        {
            if (reader.GetInt64(0) != position + 1)
                return new(
                    key,
                    position,
                    $"position {position + 1} is missing: the next stored position is {reader.GetInt64(0)}"
                );

            position++;
            var stored = reader.GetFieldValue<byte[]>(11);
            within = Hash(within, division, reader);

            // Its command goes on, or ends here.
            if (!within.AsSpan().SequenceEqual(stored))
            {
                link = Ledger.Link(link, position, within);
                within = [];

                if (!link.AsSpan().SequenceEqual(stored))
                    return new(
                        key,
                        position - 1,
                        $"position {position} is not as it was stored: its hash does not fit"
                    );
            }

            one();
        }

        return head.Position != position
                ? new(
                    key,
                    position,
                    $"the head says {head.Position} events, but the last stored position is {position}"
                )
            : head.Hash is null || within.Length > 0 || !link.AsSpan().SequenceEqual(head.Hash)
                ? new(key, position, $"the head's hash is not that of position {position}")
            : new(key, position, null);
    }

    // As bytes: what is stored wrongly need not be text.
    private static byte[] Hash(byte[] within, int division, NpgsqlDataReader reader) =>
        Ledger.Within(
            within,
            division,
            reader.GetGuid(1),
            reader.GetInt32(2),
            reader.GetInt16(3),
            reader.GetGuid(4),
            reader.GetInt32(5),
            reader.GetGuid(6),
            reader.GetDateTime(7),
            reader.GetFieldValue<byte[]>(8),
            reader.GetFieldValue<byte[]>(9),
            reader.GetFieldValue<byte[]>(10)
        );
}
