using Inspection.Kernel.Divisions;
using Npgsql;
using NpgsqlTypes;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>The statements of a list: made of the declaration's SQL, with everything a person typed as a parameter.</summary>
internal sealed class ListSql(ListOf list, Session session)
{
    private readonly ListPlan plan = list.Plan;

    public NpgsqlBatchCommand Count(ListQuery query)
    {
        var command = new NpgsqlBatchCommand();
        var where = Where(query, command.Parameters);
        command.CommandText = $"select count(*) from {plan.CountedFrom(where)} where {where}";
        return command;
    }

    public NpgsqlBatchCommand Page(ListQuery query)
    {
        var command = Rows(query);
        command.CommandText += $" limit {query.Size} offset {(long)(query.Page - 1) * query.Size}";
        return command;
    }

    public NpgsqlBatchCommand Rows(ListQuery query)
    {
        var command = new NpgsqlBatchCommand();
        command.CommandText =
            $"select {plan.Rows.Select} from {plan.From} where {Where(query, command.Parameters)} order by {Order(query)}";
        return command;
    }

    /// <summary>The chosen rows, in the order of the list, whatever its filter.</summary>
    public NpgsqlBatchCommand Chosen(ListQuery query, Guid[] ids)
    {
        var command = new NpgsqlBatchCommand();
        command.CommandText =
            $"select {plan.Rows.Select} from {plan.From} where {Where(query.Whole(), command.Parameters)} and {plan.Alias}.id = any(@ids) order by {Order(query)}";
        command.Parameters.Add(new("ids", NpgsqlDbType.Array | NpgsqlDbType.Uuid) { Value = ids });
        return command;
    }

    /// <summary>The rows after a cursor, each with the text of what it is sorted by in a last column.</summary>
    public NpgsqlBatchCommand After(ListQuery query, ListCursor? cursor, int limit)
    {
        var command = new NpgsqlBatchCommand();
        var sort = query.Sort?.Sort ?? $"{plan.Alias}.id";
        var id = $"{plan.Alias}.id";
        var where = Where(query, command.Parameters);

        if (cursor is not null)
        {
            command.Parameters.Add(new("cursor_id", NpgsqlDbType.Uuid) { Value = cursor.Id });

            if (cursor.Value is null)
                where += $" and {sort} is null and {id} > @cursor_id";
            else
            {
                // The server reads the value as what it is compared with.
                command.Parameters.Add(new("cursor", NpgsqlDbType.Unknown) { Value = cursor.Value });
                where +=
                    $" and ({sort} {(query.Descending ? "<" : ">")} @cursor or ({sort} = @cursor and {id} > @cursor_id) or {sort} is null)";
            }
        }

        command.CommandText =
            $"select {plan.Rows.Select}, ({sort})::text from {plan.From} where {where} order by {Order(query)} limit {limit}";
        return command;
    }

    public NpgsqlBatchCommand Options(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        AddKnown(command.Parameters);
        return command;
    }

    public NpgsqlBatchCommand Views()
    {
        var command = new NpgsqlBatchCommand(
            "select id, name, query from kernel.saved_views where division = @division and person = @me and list = @list order by lower(name), id"
        );
        AddKnown(command.Parameters);
        command.Parameters.Add(new("list", NpgsqlDbType.Text) { Value = list.Key });
        return command;
    }

    private string Order(ListQuery query) =>
        query.Sort is null
            ? $"{plan.Alias}.id"
            : $"{query.Sort.Sort} {(query.Descending ? "desc" : "asc")} nulls last, {plan.Alias}.id";

    private string Where(ListQuery query, NpgsqlParameterCollection parameters)
    {
        AddKnown(parameters);
        var added = new List<NpgsqlParameter>();
        var conditions = new List<string> { $"{plan.Alias}.division = @division" };

        foreach (var (number, filter) in plan.Filters.Index())
            if (filter.Names.Any(query.Values.ContainsKey))
                conditions.Add($"({filter.Where(query.Values, $"f{number}", added)})");

        if (plan.Searched.Count > 0)
            foreach (
                var (number, word) in query
                    .Search.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                    .Take(10)
                    .Index()
            )
            {
                conditions.Add($"concat_ws(' ', {string.Join(", ", plan.Searched)}) ilike @q{number}");
                added.Add(new($"q{number}", NpgsqlDbType.Text) { Value = $"%{Literally(word)}%" });
            }

        foreach (var parameter in added)
            parameters.Add(parameter);

        return string.Join(" and ", conditions);
    }

    private void AddKnown(NpgsqlParameterCollection parameters)
    {
        var now = session.Caller.AsAt ?? session.Now;
        parameters.Add(new("division", NpgsqlDbType.Integer) { Value = session.Caller.Division });
        parameters.Add(new("me", NpgsqlDbType.Uuid) { Value = session.Caller.Actor });
        parameters.Add(new("today", NpgsqlDbType.Date) { Value = now.Day() });
        parameters.Add(new("now", NpgsqlDbType.TimestampTz) { Value = now.UtcDateTime });
    }

    private static string Literally(string word) =>
        word.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);
}
