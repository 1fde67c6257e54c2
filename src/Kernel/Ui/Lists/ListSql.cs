using Inspection.Kernel.Divisions;
using Npgsql;
using NpgsqlTypes;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>The statements of a list: made of the declaration's SQL, with everything a person typed as a parameter.</summary>
internal sealed class ListSql(ListOf list, Session session)
{
    private readonly ListPlan plan = list.Plan;

    /// <summary>How many rows each query keeps, in one statement.</summary>
    public KeptAnswers.Question<long[]> Count(KeptAnswers kept, params IReadOnlyList<ListQuery> queries)
    {
        var parameters = new List<NpgsqlParameter>(Known());
        var counts = new List<string>();

        foreach (var (number, query) in queries.Index())
        {
            var where = Where(query, parameters, $"c{number}_");
            counts.Add($"select count(*) from {plan.CountedFrom(where)} where {where}");
        }

        return kept.Counts(counts, parameters, session);
    }

    /// <summary>The rows of a page; what is joined to them is joined to them only, where it says nothing about which they are.</summary>
    public KeptAnswers.Question<IReadOnlyList<object>> Page(KeptAnswers kept, ListQuery query)
    {
        var parameters = new List<NpgsqlParameter>(Known());
        var (where, order) = (Where(query, parameters), Order(query));
        var rows = $"where {where} order by {order} {Limit(query)}";

        return kept.Page(
            plan.CountedFrom(where + order) == plan.From
                ? $"select {plan.Rows.Shown(query.Columns)} from {plan.From} {rows}"
                : $"select {plan.Rows.Shown(query.Columns)} from (select * from {plan.Table} {rows}) as {plan.Alias} {plan.Joins} order by {order}",
            parameters,
            session,
            plan.Rows.Read
        );
    }

    /// <summary>The rows of a page of what was searched for, each with how many were found: words are looked for only once.</summary>
    public NpgsqlBatchCommand Found(ListQuery query)
    {
        var parameters = new List<NpgsqlParameter>(Known());
        var (where, order) = (Where(query, parameters), Order(query));
        var id = $"{plan.Alias}.id";

        return Command(
            parameters,
            $"""
            with found as materialized (
                select {id}, {query.Sort?.Sort ?? id} as sorted from {plan.CountedFrom(where + order)} where {where}
            )
            select {plan.Rows.Shown(query.Columns)}, (select count(*) from found) from {plan.From}
            where {plan.Alias}.division = @division and {id} in (
                select f.id from found f order by f.sorted {Direction(query)}, f.id {Limit(query)}
            )
            order by {order}
            """
        );
    }

    public NpgsqlBatchCommand Rows(ListQuery query)
    {
        var parameters = new List<NpgsqlParameter>(Known());
        var where = Where(query, parameters);
        return Command(
            parameters,
            $"select {plan.Rows.Shown(query.Columns)} from {plan.From} where {where} order by {Order(query)}"
        );
    }

    /// <summary>The chosen rows, in the order of the list, whatever its filter.</summary>
    public NpgsqlBatchCommand Chosen(ListQuery query, Guid[] ids)
    {
        var parameters = new List<NpgsqlParameter>(Known());
        var where = Where(query.Whole(), parameters);
        parameters.Add(new("ids", NpgsqlDbType.Array | NpgsqlDbType.Uuid) { Value = ids });
        return Command(
            parameters,
            $"select {plan.Rows.All} from {plan.From} where {where} and {plan.Alias}.id = any(@ids) order by {Order(query)}"
        );
    }

    /// <summary>The rows after a cursor, each with the text of what it is sorted by in a last column.</summary>
    public NpgsqlBatchCommand After(ListQuery query, ListCursor? cursor, int limit)
    {
        var parameters = new List<NpgsqlParameter>(Known());
        var sort = query.Sort?.Sort ?? $"{plan.Alias}.id";
        var id = $"{plan.Alias}.id";
        var where = Where(query, parameters);

        if (cursor is not null)
        {
            parameters.Add(new("cursor_id", NpgsqlDbType.Uuid) { Value = cursor.Id });

            if (cursor.Value is null)
                where += $" and {sort} is null and {id} > @cursor_id";
            else
            {
                // The server reads the value as what it is compared with.
                parameters.Add(new("cursor", NpgsqlDbType.Unknown) { Value = cursor.Value });
                where +=
                    $" and ({sort} {(query.Descending ? "<" : ">")} @cursor or ({sort} = @cursor and {id} > @cursor_id) or {sort} is null)";
            }
        }

        return Command(
            parameters,
            $"select {plan.Rows.All}, ({sort})::text from {plan.From} where {where} order by {Order(query)} limit {limit}"
        );
    }

    public NpgsqlBatchCommand Options(string sql) => Command(Known(), sql);

    /// <summary>The options of some filters, in one statement.</summary>
    public KeptAnswers.Question<IReadOnlyList<Option>[]> Options(KeptAnswers kept, IEnumerable<ListFilter> filters) =>
        kept.Options(filters.Select(filter => filter.OptionsSql!), Known(), session);

    public NpgsqlBatchCommand Views() =>
        Command(
            [.. Known(), new("list", NpgsqlDbType.Text) { Value = list.Key }],
            "select id, name, query from kernel.saved_views where division = @division and person = @me and list = @list order by lower(name), id"
        );

    private static NpgsqlBatchCommand Command(IEnumerable<NpgsqlParameter> parameters, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);

        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);

        return command;
    }

    private static string Limit(ListQuery query) => $"limit {query.Size} offset {(long)(query.Page - 1) * query.Size}";

    private string Order(ListQuery query) =>
        query.Sort is null ? $"{plan.Alias}.id" : $"{query.Sort.Sort} {Direction(query)}, {plan.Alias}.id";

    private static string Direction(ListQuery query) => $"{(query.Descending ? "desc" : "asc")} nulls last";

    private string Where(ListQuery query, List<NpgsqlParameter> parameters, string prefix = "")
    {
        var conditions = new List<string> { $"{plan.Alias}.division = @division" };

        foreach (var (number, filter) in plan.Filters.Index())
            if (filter.Names.Any(query.Values.ContainsKey))
                conditions.Add($"({filter.Where(query.Values, $"{prefix}f{number}", parameters)})");

        foreach (var (number, word) in Words(query).Index())
        {
            var name = $"{prefix}q{number}";
            conditions.Add(
                $"({string.Join(" or ", plan.Searched.Select(sql => $"{Comparable(sql, word)} ilike @{name}"))})"
            );
            parameters.Add(new(name, NpgsqlDbType.Text) { Value = $"%{Literally(word)}%" });
        }

        return string.Join(" and ", conditions);
    }

    /// <summary>The words that are searched for; a word holds no space, so it is found in one column or in none.</summary>
    private IEnumerable<string> Words(ListQuery query) =>
        plan.Searched.Count == 0
            ? []
            : query.Search.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(10);

    // Without letters beyond ASCII in the word there is no need to know how those are written large: half the time.
    private static string Comparable(string sql, string word) =>
        word.All(char.IsAscii) ? $"({sql})::text collate \"C\"" : $"({sql})::text";

    private NpgsqlParameter[] Known()
    {
        var now = session.Caller.AsAt ?? session.Now;

        return
        [
            new("division", NpgsqlDbType.Integer) { Value = session.Caller.Division },
            new("me", NpgsqlDbType.Uuid) { Value = session.Caller.Actor },
            new("today", NpgsqlDbType.Date) { Value = now.Day() },
            new("now", NpgsqlDbType.TimestampTz) { Value = now.UtcDateTime },
        ];
    }

    private static string Literally(string word) =>
        word.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);
}
