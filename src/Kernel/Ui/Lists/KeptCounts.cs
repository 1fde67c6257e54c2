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
/// Counts of rows that are folded from events, and options made of them, kept until the division's next event or the next
/// rebuild: nothing else changes such rows. Where an answer is known, how far the division has come is asked first, so what
/// is kept is never out of date, and no host need hear from another; where it has moved, a second round trip counts anew.
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
    /// <param name="session">In which division, when, and what it knows already.</param>
    internal Question<long[]> Ask(
        IEnumerable<string> counts,
        IReadOnlyList<NpgsqlParameter> parameters,
        Session session
    ) => Ask(counts, parameters, session, (reader, at) => (reader.GetFieldValue<long[]>(at), 0));

    /// <summary>Makes of the SQL of some filters' options the question that answers them all.</summary>
    /// <param name="options">One <c>select … as value, … as text</c> each.</param>
    /// <param name="parameters">What they are asked with.</param>
    /// <param name="session">In which division, when, and what it knows already.</param>
    internal Question<IReadOnlyList<Option>[]> Options(
        IEnumerable<string> options,
        IReadOnlyList<NpgsqlParameter> parameters,
        Session session
    ) =>
        Ask<IReadOnlyList<Option>[]>(
            options.Select(sql =>
                $"select coalesce(jsonb_agg(jsonb_build_array(o.value::text, o.text)), '[]')::text from ({sql}) as o"
            ),
            parameters,
            session,
            (reader, at) =>
            {
                var read = reader.GetFieldValue<string[]>(at);
                return ([.. read.Select(Options)], read.Sum(one => one.Length));
            }
        );

    private static IReadOnlyList<Option> Options(string json) =>
        [.. JsonSerializer.Deserialize<string[][]>(json)!.Select(one => new Option(one[0] ?? "", one[1]))];

    private Question<T> Ask<T>(
        IEnumerable<string> parts,
        IReadOnlyList<NpgsqlParameter> parameters,
        Session session,
        Func<NpgsqlDataReader, int, (T Answer, int Size)> read
    )
        where T : class
    {
        var caller = session.Caller;
        var all = $"array[{string.Join(", ", parts.Select(part => $"({part})"))}]";

        if (!IsFolded(all))
            return new(Command($"select {all}", parameters), reader => read(reader, 0).Answer);

        var used = parameters.Where(one => all.Contains($"@{one.ParameterName}", StringComparison.Ordinal));
        var key = JsonSerializer.Serialize(used.Select(one => one.Value).Append(caller.AsAt).Append(all));
        var known = kept.Get<Known<T>>(key);
        var since = Since(all);

        return new(
            Command($"select since, {all} from {since}", parameters),
            reader =>
            {
                var (answer, size) = read(reader, 1);
                session.Standing[since] = reader.GetString(0);
                kept.Set(
                    key,
                    new Known<T>(reader.GetString(0), answer),
                    new MemoryCacheEntryOptions { Size = key.Length + size }
                );
                return answer;
            }
        )
        {
            Since = since,
            Check = known is null
                ? null
                : Command(
                    $"select since from {since}",
                    [new("division", NpgsqlDbType.Integer) { Value = caller.Division }]
                ),
            Checked = reader => session.Standing[since] = reader.GetString(0),
            Held = () => session.Standing.GetValueOrDefault(since) == known?.Since ? known?.Answer : null,
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
    internal abstract class Question(NpgsqlBatchCommand command)
    {
        /// <summary>Answers in any case.</summary>
        public NpgsqlBatchCommand Command => command;

        /// <summary>Asks how far the division has come, where an answer is known that may still hold: many counts take long even to begin.</summary>
        public NpgsqlBatchCommand? Check { get; init; }

        /// <summary>What the check asks: two that ask the same need it once.</summary>
        public string Since { get; init; } = "";

        /// <summary>Reads the row of the check.</summary>
        public Action<NpgsqlDataReader> Checked { get; init; } = _ => { };

        /// <summary>Whether there is an answer: it was read, or is known to hold.</summary>
        public abstract bool IsAnswered { get; }

        /// <summary>Reads the row of the command.</summary>
        public abstract void Take(NpgsqlDataReader reader);
    }

    internal sealed class Question<T>(NpgsqlBatchCommand command, Func<NpgsqlDataReader, T> read) : Question(command)
        where T : class
    {
        private T? answer;

        public Func<T?> Held { get; init; } = () => null;

        public T Answer => answer ?? throw new InvalidOperationException("Not answered yet");

        public override bool IsAnswered => (answer ??= Held()) is not null;

        public override void Take(NpgsqlDataReader reader) => answer = read(reader);
    }

    private sealed record Known<T>(string Since, T Answer);
}
