using System.Linq.Expressions;
using System.Text.RegularExpressions;
using Inspection.Kernel.Access;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>Describes a list. Every piece of SQL in a list comes from here; what people type only ever becomes a parameter.</summary>
public sealed partial class ListBuilder<TRow>
    where TRow : class
{
    private static readonly string[] Taken = ["q", "sort", "page", "size", "columns", "format", "cursor", "limit"];

    private readonly Dictionary<string, MappedSql> mapped = [];
    private readonly List<ListColumn> columns = [];
    private readonly List<ListFilter> filters = [];
    private readonly List<BulkAction> bulk = [];
    private readonly List<ListAction> actions = [];
    private string[] searched = [];
    private string searchHint = "";
    private string? table;
    private string joins = "";
    private string alias = "";
    private string sort = "";
    private string? empty;
    private ListAction? emptyAction;
    private Func<object, string>? nameOf;

    /// <summary>The table of the rows with its alias, unqualified, and what is joined to it.</summary>
    /// <param name="table">"recommendation r"; its division is filtered by the list.</param>
    /// <param name="joins">"left join report p on p.division = r.division and p.id = r.report"; at most one row each, so that rows are counted without them.</param>
    public ListBuilder<TRow> From(string table, string joins = "")
    {
        alias = table.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1];
        (this.table, this.joins) = (table, joins);
        return this;
    }

    /// <summary>A property that is read by other SQL than the table's column of its name: <c>.Map(r =&gt; r.Report, "p.title")</c></summary>
    /// <param name="property">The property.</param>
    /// <param name="sql">What it is read by.</param>
    /// <param name="column">The key of the only column that shows it: while that is hidden it is not read, and has no value.</param>
    public ListBuilder<TRow> Map(Expression<Func<TRow, object?>> property, string sql, string? column = null)
    {
        var body = property.Body is UnaryExpression { Operand: var inner } ? inner : property.Body;
        mapped[((MemberExpression)body).Member.Name] = new(sql, column);
        return this;
    }

    /// <summary>Adds a column.</summary>
    /// <param name="title">The header.</param>
    /// <param name="value">What it shows and exports; dates, numbers and words of enums are written as the suite writes them.</param>
    /// <param name="sort">SQL to sort by; null makes it unsortable.</param>
    /// <param name="link">Where the cell leads.</param>
    /// <param name="tag">The cell as a coloured tag, instead of plain words.</param>
    /// <param name="note">A quiet second line.</param>
    /// <param name="key">Its name in addresses; the title in lower case with hyphens when not said.</param>
    /// <param name="hidden">Shown only when chosen.</param>
    /// <param name="numeric">Set to the right.</param>
    /// <param name="none">What is shown where there is no value.</param>
    public ListBuilder<TRow> Column(
        string title,
        Func<TRow, object?> value,
        string? sort = null,
        Func<TRow, string?>? link = null,
        Func<TRow, Tag?>? tag = null,
        Func<TRow, string?>? note = null,
        string? key = null,
        bool hidden = false,
        bool numeric = false,
        string none = ""
    )
    {
        columns.Add(
            new(key ?? Slug(title), title, row => value((TRow)row))
            {
                Sort = sort,
                Link = link is null ? null : row => link((TRow)row),
                Tag = tag is null ? null : row => tag((TRow)row),
                Note = note is null ? null : row => note((TRow)row),
                Hidden = hidden,
                Numeric = numeric,
                Empty = none,
            }
        );
        return this;
    }

    /// <summary>A filter by conditions: <c>.Filter("due", "Due", new Choice("late", "Late", "r.due &lt; @today"))</c>; several answers widen it.</summary>
    public ListBuilder<TRow> Filter(string key, string title, params Choice[] choices) =>
        Add(new ChoiceFilter(key, title, choices));

    /// <summary>A filter by the values of a column.</summary>
    /// <param name="key">Its name in addresses.</param>
    /// <param name="title">Its words.</param>
    /// <param name="sql">The column; an array column keeps the rows that share a value.</param>
    /// <param name="options">The values.</param>
    /// <param name="none">The words of an answer for rows without a value.</param>
    public ListBuilder<TRow> Filter<TValue>(
        string key,
        string title,
        string sql,
        IReadOnlyList<Option> options,
        string? none = null
    ) => Add(new ValueFilter(key, title, sql, typeof(TValue)) { Given = options, NoneText = none });

    /// <summary>A filter by the words of an enum.</summary>
    public ListBuilder<TRow> Filter<TWord>(string key, string title, string sql, Func<TWord, string>? words = null)
        where TWord : struct, Enum =>
        Add(new ValueFilter(key, title, sql, typeof(string)) { Given = Option.Of(words) });

    /// <summary>A filter by values that a query answers as <c>value</c> and <c>text</c>, for posts, teams and the like.</summary>
    public ListBuilder<TRow> Filter<TValue>(
        string key,
        string title,
        string sql,
        string optionsQuery,
        string? none = null
    ) => Add(new ValueFilter(key, title, sql, typeof(TValue)) { Asked = optionsQuery, NoneText = none });

    /// <summary>A filter by days from and to, on a date column.</summary>
    public ListBuilder<TRow> DateFilter(string key, string title, string sql) => Add(new DateFilter(key, title, sql));

    /// <summary>The text columns that the search box looks into; every word typed must be in one of them.</summary>
    /// <param name="sql">The columns.</param>
    public ListBuilder<TRow> Search(params string[] sql)
    {
        searched = sql;
        return this;
    }

    /// <summary>The words above the search box: "Search by number, words or report".</summary>
    public ListBuilder<TRow> SearchHint(string hint)
    {
        searchHint = hint;
        return this;
    }

    /// <summary>The column that the list is sorted by at first; "-due" is descending.</summary>
    public ListBuilder<TRow> DefaultSort(string column)
    {
        sort = column;
        return this;
    }

    /// <summary>Something that can be done to several rows: each row is its own command, and has its own answer.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="text">The button: "Assign owners".</param>
    /// <param name="policy">Who may.</param>
    /// <param name="command">The command for a row, from what was answered.</param>
    /// <param name="ask">What is asked first.</param>
    public ListBuilder<TRow> Bulk(
        string key,
        string text,
        Policy policy,
        Func<TRow, BulkAnswers, ICommand> command,
        Action<BulkQuestions>? ask = null
    )
    {
        var questions = new BulkQuestions();
        ask?.Invoke(questions);
        bulk.Add(new(key, text, policy, (row, answers) => command((TRow)row, answers), questions.All));
        return this;
    }

    /// <summary>A button beside the heading; the first is what people come for most.</summary>
    /// <param name="text">The button.</param>
    /// <param name="href">Where it leads.</param>
    /// <param name="policy">Who sees it.</param>
    /// <param name="carries">The list's filter goes with it: for the same rows shown in another way.</param>
    public ListBuilder<TRow> Action(string text, string href, Policy policy, bool carries = false)
    {
        actions.Add(new(text, href, policy) { Carries = carries });
        return this;
    }

    /// <summary>What stands where there is nothing at all yet, and what to do about it.</summary>
    public ListBuilder<TRow> Empty(
        string words,
        string? action = null,
        string? href = null,
        Policy policy = Policy.Read
    )
    {
        empty = words;
        emptyAction = action is null ? null : new(action, href!, policy);
        return this;
    }

    /// <summary>What a row is called where it is selected; its first column's value when not said.</summary>
    public ListBuilder<TRow> Name(Func<TRow, string> name)
    {
        nameOf = row => name((TRow)row);
        return this;
    }

    internal ListPlan Build(ListOf list)
    {
        var down = sort.StartsWith('-');
        var first = columns.FirstOrDefault(column => column.Key == sort.TrimStart('-'));

        if (table is null || columns.Count == 0 || sort != "" && first?.Sort is null)
            throw new InvalidOperationException(
                $"{list.GetType().Name} needs From, a Column, and a DefaultSort that names a sortable column"
            );

        if (
            mapped.Values.FirstOrDefault(sql => sql.Column is not null && columns.All(one => one.Key != sql.Column)) is
            { } lost
        )
            throw new InvalidOperationException($"{list.GetType().Name} has no column {lost.Column}");

        if (
            filters.SelectMany(filter => filter.Names).Concat(Taken).GroupBy(name => name).Any(name => name.Count() > 1)
            || columns.GroupBy(column => column.Key).Any(key => key.Count() > 1)
        )
            throw new InvalidOperationException($"{list.GetType().Name} uses a name twice");

        return new(
            table,
            joins,
            Joined().Matches(joins).Select(join => join.Groups[1].Value + ".").ToList(),
            alias,
            new RowReader(typeof(TRow), alias, mapped),
            columns,
            filters,
            searched,
            searchHint == "" ? $"Search {list.Many}" : searchHint,
            first ?? columns.FirstOrDefault(column => column.Sort is not null),
            down,
            bulk,
            actions,
            empty ?? $"There are no {list.Many} yet",
            emptyAction,
            nameOf ?? (row => Words.Show(columns[0].Value(row)))
        );
    }

    private ListBuilder<TRow> Add(ListFilter filter)
    {
        filters.Add(filter);
        return this;
    }

    private static string Slug(string title) => NotInSlug().Replace(title.ToLowerInvariant(), "-").Trim('-');

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInSlug();

    [GeneratedRegex(@"\bjoin\s+(?:\w+|lateral\s*\(.*?\))\s+(?:as\s+)?(\w+)\s+on\b", RegexOptions.Singleline)]
    private static partial Regex Joined();
}
