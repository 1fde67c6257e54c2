using System.Text.Json;
using System.Text.RegularExpressions;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;
using NpgsqlTypes;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>
/// A table whose rows change with events only: one subscription keeps it, in the transaction of its checkpoint, or commands
/// change it together with an event.
/// </summary>
/// <param name="Table">The table, without its schema.</param>
/// <param name="Subscription">The subscription's name; null where commands do.</param>
public sealed record FollowedTable(string Table, string? Subscription = null);

/// <summary>
/// What was counted or read of rows that are folded from events, kept until the division's next event or the next rebuild:
/// nothing else changes such rows. Where an answer is known, how far the division has come is asked first, once a request, so
/// what is kept is never out of date, and no host need hear from another; where it has moved, a second round trip asks anew.
/// </summary>
public sealed partial class KeptAnswers(ReadModels models, IEnumerable<FollowedTable> followed) : IDisposable
{
    private const int MostCharacters = 4_000_000;

    /// <summary>About: what a row of a list takes is not counted.</summary>
    private const int CharactersOfRow = 1000;

    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = MostCharacters });
    private readonly HashSet<string> folded =
    [
        .. models.All.Select(model => model.Table.Local),
        .. followed.Select(one => one.Table),
    ];

    // Moves with each event of the division, with each that a followed table has taken in, and with each rebuild.
    private readonly string standing = $"""
        (
            select concat_ws(' ', h.position, (select max(m.built_at) from kernel.read_models m), (
                select string_agg(c.position::text, ' ' order by c.subscription) from kernel.checkpoints c
                where c.division = h.division and c.subscription in ({string.Join(", ", Subscriptions(followed))})
            )) as since
            from kernel.head h where h.division = @division offset 0
        ) as s
        """;

    private static IEnumerable<string> Subscriptions(IEnumerable<FollowedTable> followed) =>
        followed
            .Where(one => one.Subscription is not null)
            .Select(one => $"'{one.Subscription}'")
            .Order(StringComparer.Ordinal);

    /// <summary>Forgets all.</summary>
    public void Dispose() => kept.Dispose();

    /// <summary>Asks how far the division of a session has come.</summary>
    internal NpgsqlBatchCommand Standing(Session session) =>
        Command(
            $"select since from {standing}",
            [new("division", NpgsqlDbType.Integer) { Value = session.Caller.Division }]
        );

    /// <summary>Makes of the SQL of some counts the question that answers them all.</summary>
    /// <param name="counts">One <c>select count(*) …</c> each.</param>
    /// <param name="parameters">What they are asked with.</param>
    /// <param name="session">In which division, when, and what it knows already.</param>
    internal Question<long[]> Counts(
        IEnumerable<string> counts,
        IReadOnlyList<NpgsqlParameter> parameters,
        Session session
    ) =>
        Ask(
            Together(counts),
            parameters,
            session,
            reader => reader.GetFieldValue<long[]>(0),
            rows => ((long[])rows[0], 0)
        );

    /// <summary>Makes of the SQL of some filters' options the question that answers them all.</summary>
    /// <param name="options">One <c>select … as value, … as text</c> each.</param>
    /// <param name="parameters">What they are asked with.</param>
    /// <param name="session">In which division, when, and what it knows already.</param>
    internal Question<IReadOnlyList<Option>[]> Options(
        IEnumerable<string> options,
        IReadOnlyList<NpgsqlParameter> parameters,
        Session session
    ) =>
        Ask(
            Together(
                options.Select(sql =>
                    $"select coalesce(jsonb_agg(jsonb_build_array(o.value::text, o.text)), '[]')::text from ({sql}) as o"
                )
            ),
            parameters,
            session,
            reader => reader.GetFieldValue<string[]>(0),
            rows =>
            {
                var read = (string[])rows[0];
                return (read.Select(Options).ToArray(), read.Sum(one => one.Length));
            }
        );

    /// <summary>Makes of the SQL of a page of a list the question that answers it.</summary>
    /// <param name="sql">Which rows.</param>
    /// <param name="parameters">What it is asked with.</param>
    /// <param name="session">In which division, when, and what it knows already.</param>
    /// <param name="read">Makes a row of what was read.</param>
    internal Question<IReadOnlyList<object>> Page(
        string sql,
        IReadOnlyList<NpgsqlParameter> parameters,
        Session session,
        Func<NpgsqlDataReader, object> read
    ) => Ask(sql, parameters, session, read, rows => (rows, rows.Count * CharactersOfRow));

    /// <summary>Rows that change with events alone, as they are now or, where they are known, as they still are.</summary>
    /// <param name="session">In which division, and when.</param>
    /// <param name="sql">As <see cref="Session.Query"/> has it; it says which rows, whoever asks and at whatever time.</param>
    /// <param name="parameters">What it is asked with.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="InvalidOperationException">It reads what changes without events.</exception>
    public async Task<IReadOnlyList<T>> Rows<T>(
        Session session,
        string sql,
        object parameters,
        CancellationToken cancel = default
    )
    {
        if (Used(sql) is null)
            throw new InvalidOperationException($"This changes without events: {sql}");

        // What it has changed itself, nobody else is to see.
        if (session.HasChanged)
            return await session.Query<T>(sql, parameters, cancel);

        var key = Key(session, sql, parameters);
        var since = session.Standing ??= await Look(session, cancel);

        if (Held<IReadOnlyList<T>>(key, since) is { } held)
            return held;

        // What changes between the two questions is kept under the older standing, and so for this request alone.
        var rows = await session.Query<T>(sql, parameters, cancel);
        Keep(key, since, rows, JsonSerializer.Serialize(rows).Length);
        return rows;
    }

    private async Task<string> Look(Session session, CancellationToken cancel)
    {
        await using var batch = await session.Batch(cancel);
        batch.BatchCommands.Add(Standing(session));
        await using var reader = await Session.Read(batch, cancel);
        await reader.ReadAsync(cancel);
        return reader.GetString(0);
    }

    private static string Together(IEnumerable<string> parts) =>
        $"select array[{string.Join(", ", parts.Select(part => $"({part})"))}]";

    private static IReadOnlyList<Option> Options(string json) =>
        [.. JsonSerializer.Deserialize<string[][]>(json)!.Select(one => new Option(one[0] ?? "", one[1]))];

    private Question<T> Ask<T>(
        string sql,
        IReadOnlyList<NpgsqlParameter> parameters,
        Session session,
        Func<NpgsqlDataReader, object> read,
        Func<IReadOnlyList<object>, (T Answer, int Size)> make
    )
        where T : class
    {
        var command = Command(sql, parameters);

        if (Used(sql) is not { } used)
            return new(command, read, rows => make(rows).Answer);

        var key = Key(session, sql, parameters.Where(one => used.Contains(one.ParameterName)).Select(one => one.Value));

        return new(
            command,
            read,
            rows =>
            {
                var (answer, size) = make(rows);
                Keep(key, session.Standing!, answer, size);
                return answer;
            }
        )
        {
            IsKept = true,
            IsKnown = kept.TryGetValue(key, out _),
            Held = () => Held<T>(key, session.Standing),
        };
    }

    private static string Key(Session session, string sql, object parameters) =>
        JsonSerializer.Serialize<object?[]>([sql, session.Caller.Division, session.Caller.AsAt, parameters]);

    private T? Held<T>(string key, string? since)
        where T : class => kept.Get<Known<T>>(key) is { } known && known.Since == since ? known.Answer : null;

    private void Keep<T>(string key, string since, T answer, int size) =>
        kept.Set(key, new Known<T>(since, answer), new MemoryCacheEntryOptions { Size = key.Length + size });

    private static NpgsqlBatchCommand Command(string sql, IEnumerable<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);

        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);

        return command;
    }

    /// <summary>
    /// The parameters of SQL that answers the same until the next event, since every table is folded and no clock is read,
    /// the suite's or the server's; null of any other.
    /// </summary>
    private HashSet<string>? Used(string sql) =>
        kept.GetOrCreate(
            (nameof(Used), sql),
            entry =>
            {
                entry.Size = sql.Length;
                HashSet<string> used = [.. Parameters().Matches(sql).Select(one => one.Groups[1].Value)];
                return
                    !used.Contains("now")
                    && !Clocks().IsMatch(sql)
                    && Tables()
                        .Matches(sql)
                        .All(table => folded.Contains(table.Groups[1].Value) && table.Groups[2].Value != ",")
                    ? used
                    : null;
            }
        );

    [GeneratedRegex(@"@(\w+)")]
    private static partial Regex Parameters();

    [GeneratedRegex(@"\b(?:now\(|current_|localtime|\w+_timestamp\()")]
    private static partial Regex Clocks();

    // What is called with arguments is a function, not a table.
    [GeneratedRegex(@"\b(?:from|join)\s+(?!lateral\b)([\w.]+)\b(?!\()(?:\s+\w+)?\s*(,?)")]
    private static partial Regex Tables();

    /// <summary>What to send, and how its rows are read.</summary>
    internal abstract class Question(NpgsqlBatchCommand command, Func<NpgsqlDataReader, object> read)
    {
        public NpgsqlBatchCommand Command => command;

        public Func<NpgsqlDataReader, object> Read => read;

        /// <summary>Whether the answer is kept, since it can only change with an event: how far the division has come is asked first.</summary>
        public bool IsKept { get; init; }

        /// <summary>Whether an answer is known that may still hold: many counts take long even to begin.</summary>
        public bool IsKnown { get; init; }

        /// <summary>Whether there is an answer: it was read, or is known to hold.</summary>
        public abstract bool IsAnswered { get; }

        /// <summary>Takes what was read.</summary>
        public abstract void Take(IReadOnlyList<object> rows);
    }

    internal sealed class Question<T>(
        NpgsqlBatchCommand command,
        Func<NpgsqlDataReader, object> read,
        Func<IReadOnlyList<object>, T> make
    ) : Question(command, read)
        where T : class
    {
        private T? answer;

        public Func<T?> Held { get; init; } = () => null;

        public T Answer => answer ?? throw new InvalidOperationException("Not answered yet");

        public override bool IsAnswered => (answer ??= Held()) is not null;

        public override void Take(IReadOnlyList<object> rows) => answer = make(rows);
    }

    private sealed record Known<T>(string Since, T Answer);
}
