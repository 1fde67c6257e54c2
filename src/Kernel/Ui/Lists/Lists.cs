using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Npgsql;
using Asking = (Npgsql.NpgsqlBatchCommand Command, System.Func<Npgsql.NpgsqlDataReader, object> Read);

namespace Inspection.Kernel.Ui.Lists;

/// <summary>Reads lists: a page of one, all of one, and how many rows a filter keeps.</summary>
public sealed class Lists(IEnumerable<ListOf> all, Session session, IPermissions permissions, KeptAnswers kept)
{
    /// <summary>Every list of the suite.</summary>
    public IEnumerable<ListOf> All => all;

    /// <summary>The list of this type.</summary>
    public TList The<TList>()
        where TList : ListOf => all.OfType<TList>().Single();

    /// <summary>The list of this key, or null.</summary>
    public ListOf? Find(string key) => all.FirstOrDefault(list => list.Key == key);

    /// <summary>The number of rows for each query, with the address that shows them, in one round trip, or two where they have changed.</summary>
    /// <param name="queries">Queries as the list's address has them: "status=open&amp;due=late"; "" is the whole list.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<IReadOnlyList<ListAddress>> Count<TList>(
        IReadOnlyList<string> queries,
        CancellationToken cancel = default
    )
        where TList : ListOf
    {
        var list = The<TList>();
        ListQuery[] read = [.. queries.Select(query => ListQuery.Read(list.Plan, query) with { Page = 1 })];
        var question = new ListSql(list, session).Count(kept, read);
        await Ask([], [question], cancel);

        return
        [
            .. read.Zip(question.Answer, (query, count) => new ListAddress(list.Address(query.ToString()), (int)count)),
        ];
    }

    /// <summary>The number of rows for one query, with the address that shows them.</summary>
    public async Task<ListAddress> Count<TList>(string query = "", CancellationToken cancel = default)
        where TList : ListOf => (await Count<TList>([query], cancel))[0];

    /// <summary>The number of rows for a query of each of several lists, in one round trip.</summary>
    public async Task<IReadOnlyList<ListAddress>> Count(
        IReadOnlyList<(ListOf List, string Query)> asked,
        CancellationToken cancel = default
    )
    {
        var counts = asked
            .Select(one => (one.List, Query: ListQuery.Read(one.List.Plan, one.Query) with { Page = 1 }))
            .Select(one => (one.List, one.Query, Question: new ListSql(one.List, session).Count(kept, one.Query)))
            .ToList();
        await Ask([], [.. counts.Select(one => one.Question)], cancel);

        return
        [
            .. counts.Select(one => new ListAddress(
                one.List.Address(one.Query.ToString()),
                (int)one.Question.Answer[0]
            )),
        ];
    }

    /// <summary>A dashboard's figures: each counts the rows of a query, and leads to them.</summary>
    /// <param name="figures">What is counted, the query as the list's address has it, and whether anything but nought needs attention.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<IReadOnlyList<Figure>> Figures<TList>(
        IReadOnlyList<(string Label, string Query, bool Alarming)> figures,
        CancellationToken cancel = default
    )
        where TList : ListOf =>
        [
            .. figures.Zip(
                await Count<TList>([.. figures.Select(figure => figure.Query)], cancel),
                (figure, count) => new Figure(figure.Label, count.Count, count.Href) { Alarming = figure.Alarming }
            ),
        ];

    /// <summary>The first rows that a query keeps, for pages that show a list in another way: a board, a drawing.</summary>
    /// <param name="query">As the list's address has it; its page, size and columns say nothing here.</param>
    /// <param name="most">How many rows at most.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="ForbiddenException">The caller may not see the list.</exception>
    public async Task<ListPart<TRow>> First<TList, TRow>(string query, int most, CancellationToken cancel = default)
        where TList : ListOf<TRow>
        where TRow : class
    {
        var list = The<TList>();
        var read = ListQuery.Read(list.Plan, query) with { Page = 1, Size = most, Columns = list.Plan.Columns };
        var view = await Page(list, read, cancel);

        return new(view with { Query = ListQuery.Read(list.Plan, query) with { Page = 1 } });
    }

    /// <summary>One page of a list, with everything that stands around it, in one round trip.</summary>
    internal async Task<ListView> Page(ListOf list, ListQuery query, CancellationToken cancel)
    {
        var allowed = await Allow(list, cancel);
        var sql = new ListSql(list, session);
        ListFilter[] asked = [.. list.Plan.Filters.Where(filter => filter.OptionsSql is not null)];

        var searched = query.Search != "" && list.Plan.Searched.Count > 0;
        var page = searched ? null : sql.Page(kept, query);
        var count = searched ? null : sql.Count(kept, query);
        var choices = asked.Length == 0 ? null : sql.Options(kept, asked);
        var total = 0;
        List<Asking> commands =
        [
            (sql.Views(), reader => new SavedView(reader.GetGuid(0), reader.GetString(1), reader.GetString(2))),
        ];

        if (searched)
            commands.Add(
                (
                    sql.Found(query),
                    reader =>
                    {
                        total = (int)reader.GetInt64(list.Plan.Rows.Count);
                        return list.Plan.Rows.Read(reader);
                    }
                )
            );

        var answers = await Ask(
            commands,
            [.. new KeptAnswers.Question?[] { page, count, choices }.OfType<KeptAnswers.Question>()],
            cancel
        );
        var rows = page?.Answer ?? answers[1];
        total = count is null ? total : (int)count.Answer[0];

        // Beyond what was found no row says how many they are.
        if (searched && query.Page > 1 && rows.Count == 0)
        {
            var first = await Page(list, query with { Page = 1 }, cancel);
            return first.Pages == 1 ? first : await Page(list, query with { Page = first.Pages }, cancel);
        }

        var pages = Math.Max(1, (total + query.Size - 1) / query.Size);

        // A page beyond the last shows the last.
        if (query.Page > pages)
            return await Page(list, query with { Page = pages }, cancel);

        return new()
        {
            List = list,
            Query = query,
            Total = total,
            Rows = rows,
            Views = [.. answers[0].Cast<SavedView>()],
            Options = list.Plan.Filters.ToDictionary(
                filter => filter.Key,
                filter =>
                    (IReadOnlyList<Option>)
                        [
                            .. Array.IndexOf(asked, filter) is >= 0 and var place ? choices!.Answer[place] : [],
                            .. filter.Options,
                        ]
            ),
            Allowed = allowed,
            IsPast = session.Caller.AsAt is not null,
        };
    }

    /// <summary>The chosen rows that are still there, in the list's order.</summary>
    internal async Task<IReadOnlyList<object>> Chosen(
        ListOf list,
        ListQuery query,
        Guid[] ids,
        CancellationToken cancel
    ) => (await Run([(new ListSql(list, session).Chosen(query, ids), list.Plan.Rows.Read)], cancel))[0];

    internal async Task<IReadOnlyList<Option>> Options(ListOf list, string query, CancellationToken cancel) =>
        [.. (await Run([(new ListSql(list, session).Options(query), ReadOption)], cancel))[0].Cast<Option>()];

    /// <summary>All rows that the filter keeps, one after the other, never all in memory.</summary>
    internal async IAsyncEnumerable<object> Rows(
        ListOf list,
        ListQuery query,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        await using var batch = await session.Batch(cancel);
        batch.BatchCommands.Add(new ListSql(list, session).Rows(query));
        await using var reader = await Session.Read(batch, cancel);

        while (await reader.ReadAsync(cancel))
            yield return list.Plan.Rows.Read(reader);
    }

    /// <summary>The number of rows, and the rows after a cursor with what they are sorted by; one more than the limit says that there are more.</summary>
    internal async Task<(int Total, IReadOnlyList<(object Row, string? Sorted)> Rows)> After(
        ListOf list,
        ListQuery query,
        ListCursor? cursor,
        int limit,
        CancellationToken cancel
    )
    {
        await Allow(list, cancel);
        var sql = new ListSql(list, session);
        var last = list.Plan.Rows.Count;
        var question = sql.Count(kept, query);
        var answers = await Ask(
            [
                (
                    sql.After(query, cursor, limit),
                    reader => (list.Plan.Rows.Read(reader), reader.IsDBNull(last) ? null : reader.GetString(last))
                ),
            ],
            [question],
            cancel
        );

        return ((int)question.Answer[0], [.. answers[0].Cast<(object, string?)>()]);
    }

    /// <exception cref="ForbiddenException">The caller may not see the list.</exception>
    internal async Task<IReadOnlySet<Policy>> Allow(ListOf list, CancellationToken cancel)
    {
        var allowed = await permissions.For(session, cancel);
        return allowed.Contains(list.Policy) ? allowed : throw new ForbiddenException(list.Policy);
    }

    /// <summary>Sends commands and questions together. A question whose known answer no longer holds is sent afterwards.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<object>>> Ask(
        List<Asking> commands,
        IReadOnlyList<KeptAnswers.Question> questions,
        CancellationToken cancel
    )
    {
        var isNew = session.Standing is null && questions.Any(question => question.IsKept);
        var now = questions.Where(question => !question.IsAnswered && !(isNew && question.IsKnown)).ToList();
        List<Asking> asks =
        [
            // First, so that what is kept is never newer than it is said to be.
            .. isNew ? [(kept.Standing(session), reader => reader.GetString(0))] : Array.Empty<Asking>(),
            .. commands,
            .. now.Select(question => (question.Command, question.Read)),
        ];
        var answers = await Run(asks, cancel);

        if (isNew)
        {
            session.Standing = (string)answers[0][0];
            answers = [.. answers.Skip(1)];
        }

        Take(now, answers.Skip(commands.Count));

        var later = questions.Where(question => !question.IsAnswered).ToList();
        Take(later, await Run([.. later.Select(question => (question.Command, question.Read))], cancel));
        return answers;

        static void Take(List<KeptAnswers.Question> asked, IEnumerable<IReadOnlyList<object>> answers)
        {
            foreach (var (question, rows) in asked.Zip(answers))
                question.Take(rows);
        }
    }

    private async Task<IReadOnlyList<IReadOnlyList<object>>> Run(List<Asking> asks, CancellationToken cancel)
    {
        if (asks.Count == 0)
            return [];

        await using var batch = await session.Batch(cancel);

        foreach (var (command, _) in asks)
            batch.BatchCommands.Add(command);

        await using var reader = await Session.Read(batch, cancel);
        var answers = new List<IReadOnlyList<object>>();

        do
        {
            var rows = new List<object>();

            while (await reader.ReadAsync(cancel))
                rows.Add(asks[answers.Count].Read(reader));

            answers.Add(rows);
        } while (await reader.NextResultAsync(cancel));

        return answers;
    }

    private static Option ReadOption(NpgsqlDataReader reader) =>
        new(Convert.ToString(reader.GetValue(0), null) ?? "", reader.GetString(1));
}
