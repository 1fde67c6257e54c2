using System.Text.Json;
using System.Text.RegularExpressions;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;
using NpgsqlTypes;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>A table that one subscription keeps, from events alone and in the transaction of its checkpoint.</summary>
/// <param name="Table">The table, without its schema.</param>
/// <param name="Subscription">The subscription's name.</param>
public sealed record FollowedTable(string Table, string Subscription);

/// <summary>
/// Counts of rows that are folded from events, kept until the division's next event or the next rebuild: nothing else
/// changes such rows. The statement is told what is known and counts only where that no longer holds, so a kept count
/// costs no round trip more, is never out of date, and no host need hear from another.
/// </summary>
public sealed partial class KeptCounts(ReadModels models, IEnumerable<FollowedTable> followed) : IDisposable
{
    private const int MostCharacters = 4_000_000;

    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = MostCharacters });
    private readonly HashSet<string> folded =
    [
        .. models.All.Select(model => model.Table.Local),
        .. followed.Select(one => one.Table),
    ];

    /// <summary>Forgets all.</summary>
    public void Dispose() => kept.Dispose();

    /// <summary>Makes of the SQL of some counts the question that answers them all.</summary>
    /// <param name="counts">One <c>select count(*) …</c> each.</param>
    /// <param name="parameters">What they are asked with.</param>
    /// <param name="caller">In which division, and when.</param>
    internal Question Ask(IEnumerable<string> counts, IReadOnlyList<NpgsqlParameter> parameters, Caller caller)
    {
        var all = $"array[{string.Join(", ", counts.Select(count => $"({count})"))}]";

        if (!IsFolded(all))
            return new(Command($"select {all}", parameters), reader => reader.GetFieldValue<long[]>(0));

        var used = parameters.Where(one => all.Contains($"@{one.ParameterName}", StringComparison.Ordinal));
        var key = JsonSerializer.Serialize(used.Select(one => one.Value).Append(caller.AsAt).Append(all));
        var known = kept.Get<Known>(key);
        var since = Since(all);

        return new(
            Command(
                $"select since, case when since <> @known then {all} end from {since}",
                [.. parameters, Text("known", known?.Since ?? "")]
            ),
            reader =>
            {
                if (reader.IsDBNull(1))
                    return known!.Counts;

                var counted = new Known(reader.GetString(0), reader.GetFieldValue<long[]>(1));
                kept.Set(key, counted, new MemoryCacheEntryOptions { Size = key.Length });
                return counted.Counts;
            }
        )
        {
            Check = known is null
                ? null
                : Command(
                    $"select since, null::bigint[] from {since} where since = @known",
                    [new("division", NpgsqlDbType.Integer) { Value = caller.Division }, Text("known", known.Since)]
                ),
        };
    }

    /// <summary>Moves with each event of the division, with each that a followed table in the SQL has taken in, and with each rebuild.</summary>
    private string Since(string sql)
    {
        var tables = Tables().Matches(sql).Select(table => table.Groups[1].Value).ToHashSet();
        var subscriptions = followed.Where(one => tables.Contains(one.Table)).Select(one => one.Subscription);
        var taken = string.Concat(
            subscriptions.Select(one =>
                $", ' ', (select c.position from kernel.checkpoints c where c.division = @division and c.subscription = '{one}')"
            )
        );

        return $"""
            (
                select concat(h.position, ' ', (select max(m.built_at) from kernel.read_models m){taken}) as since
                from kernel.head h where h.division = @division offset 0
            ) as s
            """;
    }

    private static NpgsqlParameter Text(string name, string value) => new(name, NpgsqlDbType.Text) { Value = value };

    private static NpgsqlBatchCommand Command(string sql, IEnumerable<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);

        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);

        return command;
    }

    /// <summary>Whether the same rows are counted until the next event: every table is folded, and no clock is read.</summary>
    private bool IsFolded(string sql) =>
        !sql.Contains("@now", StringComparison.Ordinal)
        && Tables().Matches(sql).All(table => folded.Contains(table.Groups[1].Value) && table.Groups[2].Value != ",");

    // What is called with arguments is a function, not a table.
    [GeneratedRegex(@"\b(?:from|join)\s+([\w.]+)\b(?!\()(?:\s+\w+)?\s*(,?)")]
    private static partial Regex Tables();

    /// <summary>What to send, and how its one row is read.</summary>
    internal sealed record Question(NpgsqlBatchCommand Command, Func<NpgsqlDataReader, long[]> Read)
    {
        /// <summary>Answers the same where it is known already and still holds, else nothing: many counts take long even to begin.</summary>
        public NpgsqlBatchCommand? Check { get; init; }
    }

    private sealed record Known(string Since, long[] Counts);
}
