using Inspection.Kernel.Access;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>A list as one page shows it: the rows, and every address that leads on from here.</summary>
internal sealed record ListView
{
    /// <summary>A filter with more options than this is chosen from a menu: nobody reads a hundred boxes.</summary>
    public const int MostBoxes = 20;

    public required ListOf List { get; init; }

    public required ListQuery Query { get; init; }

    public required IReadOnlyList<object> Rows { get; init; }

    /// <summary>How many rows the filter keeps.</summary>
    public required int Total { get; init; }

    public required IReadOnlyList<SavedView> Views { get; init; }

    /// <summary>The options of each filter, as they are today.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Option>> Options { get; init; }

    public required IReadOnlySet<Policy> Allowed { get; init; }

    /// <summary>The past is shown: nothing can be changed.</summary>
    public bool IsPast { get; init; }

    public ListPlan Plan => List.Plan;

    public int Pages => Math.Max(1, (Total + Query.Size - 1) / Query.Size);

    public int First => Total == 0 ? 0 : (Query.Page - 1) * Query.Size + 1;

    public int Last => First + Rows.Count - 1;

    public IReadOnlyList<BulkAction> Bulk =>
        IsPast ? [] : [.. Plan.Bulk.Where(action => Allowed.Contains(action.Policy))];

    public string Address(ListQuery query) => List.Address(query.ToString());

    public string PageAddress(int page) => Address(Query with { Page = page });

    public string Export(string format) =>
        Address(Query with { Page = 1 }) is var address
            ? $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}format={format}"
            : "";

    /// <summary>The address that sorts by a column: the other way round where it is sorted by it already.</summary>
    public string SortAddress(ListColumn column) =>
        Address(Query with { Sort = column, Descending = Query.Sort == column && !Query.Descending, Page = 1 });

    public string? SortOf(ListColumn column) =>
        column.Sort is null ? null
        : column != Query.Sort ? "none"
        : Query.Descending ? "descending"
        : "ascending";

    /// <summary>What the list is filtered by, each with the address without it.</summary>
    public IEnumerable<(string Filter, string Text, string Remove)> Chips()
    {
        if (Query.Search != "")
            yield return ("Search", $"“{Query.Search}”", Address(Query with { Search = "", Page = 1 }));

        foreach (var filter in Plan.Filters)
        foreach (var name in filter.Names)
            if (Query.Values.TryGetValue(name, out var values))
                foreach (var value in values)
                    yield return (
                        filter.Title,
                        filter.Say(name, value, Options[filter.Key]),
                        Address(Query.Without(name, value))
                    );
    }

    public int ChosenOf(ListFilter filter) =>
        filter.Names.Sum(name => Query.Values.TryGetValue(name, out var values) ? values.Count : 0);
}

/// <summary>A filter that a person named.</summary>
internal sealed record SavedView(Guid Id, string Name, string Query);

/// <summary>A list's address and how many rows it has there: by construction the number and the list agree.</summary>
/// <param name="Href">The list with its filter.</param>
/// <param name="Count">The rows it keeps.</param>
public sealed record ListAddress(string Href, int Count);

/// <summary>The first rows of a list, with what it was asked.</summary>
public sealed class ListPart<TRow>
    where TRow : class
{
    private readonly ListView view;

    internal ListPart(ListView view) => this.view = view;

    /// <summary>The rows.</summary>
    public IReadOnlyList<TRow> Rows => [.. view.Rows.Cast<TRow>()];

    /// <summary>How many rows the query keeps.</summary>
    public int Total => view.Total;

    /// <summary>The list itself with the same query.</summary>
    public string Href => view.Address(view.Query);

    /// <summary>The query in its shortest form.</summary>
    public string Query => $"{view.Query}";

    /// <summary>What was searched for.</summary>
    public string Search => view.Query.Search;

    /// <summary>The words above the search box.</summary>
    public string SearchHint => view.Plan.SearchHint;

    /// <summary>The filters that choose among values, each with its options and those that are chosen.</summary>
    public IReadOnlyList<ListChoices> Choices =>
        [
            .. view
                .Plan.Filters.Where(filter => filter.Names.Count() == 1)
                .Select(filter => new ListChoices(
                    filter.Key,
                    filter.Title,
                    view.Options[filter.Key],
                    view.Query.Values.GetValueOrDefault(filter.Key, [])
                )),
        ];
}

/// <summary>A filter with what can be chosen and what is.</summary>
public sealed record ListChoices(string Key, string Title, IReadOnlyList<Option> Options, IReadOnlyList<string> Chosen);
