using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>What a person asks of a list, all of it in the address: search, filters, sort, page, columns.</summary>
/// <remarks>Read leniently: what a list does not know is left out, never refused.</remarks>
internal sealed record ListQuery
{
    public static readonly int[] Sizes = [25, 50, 100];

    private readonly ListPlan plan;

    private ListQuery(ListPlan plan) => this.plan = plan;

    public string Search { get; init; } = "";

    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Values { get; init; }

    public ListColumn? Sort { get; init; }

    public bool Descending { get; init; }

    public int Page { get; init; } = 1;

    public int Size { get; init; } = Sizes[0];

    public required IReadOnlyList<ListColumn> Columns { get; init; }

    /// <summary>Nothing is searched for and nothing filtered.</summary>
    public bool IsWhole => Search == "" && Values.Count == 0;

    public static ListQuery Read(ListPlan plan, string query) =>
        Read(plan, new QueryCollection(QueryHelpers.ParseQuery(query)));

    public static ListQuery Read(ListPlan plan, IQueryCollection query)
    {
        var sort = Text(query["sort"]);
        var chosen = Many(query["columns"]).SelectMany(one => one.Split(',')).ToHashSet();
        var sorted = plan.Columns.FirstOrDefault(column =>
            column.Sort is not null && column.Key == (sort.StartsWith('-') ? sort[1..] : sort)
        );
        IReadOnlyList<ListColumn> columns = [.. plan.Columns.Where(column => chosen.Contains(column.Key))];

        return new(plan)
        {
            Search = Text(query["q"]),
            Values = ReadValues(plan, query),
            Sort = sorted ?? plan.DefaultSort,
            Descending = sorted is null ? plan.DefaultDescending : sort.StartsWith('-'),
            Page = int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page)
                ? Math.Clamp(page, 1, 1_000_000)
                : 1,
            Size =
                int.TryParse(query["size"], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
                && Sizes.Contains(size)
                    ? size
                    : Sizes[0],
            Columns = columns.Count > 0 ? columns : [.. plan.Columns.Where(column => !column.Hidden)],
        };
    }

    /// <summary>Whether the address has parts that say nothing, or more than they need: it is then put in order.</summary>
    public static bool IsUntidy(IQueryCollection query) =>
        query.Any(part => part.Value.Count == 0 || part.Value.Any(string.IsNullOrEmpty)) || query["columns"].Count > 1;

    /// <summary>The shortest query that reads as this.</summary>
    public override string ToString()
    {
        var parts = new List<string>();

        if (Search != "")
            parts.Add("q=" + Uri.EscapeDataString(Search).Replace("%20", "+", StringComparison.Ordinal));

        foreach (var (name, values) in Values)
            parts.AddRange(values.Select(value => $"{name}={Uri.EscapeDataString(value)}"));

        if (Sort is not null && (Sort != plan.DefaultSort || Descending != plan.DefaultDescending))
            parts.Add($"sort={SortKey}");
        if (Size != Sizes[0])
            parts.Add($"size={Size}");
        if (ColumnsKey is { } columns)
            parts.Add($"columns={columns}");
        if (Page > 1)
            parts.Add($"page={Page}");

        return string.Join('&', parts);
    }

    public string SortKey => Sort is null ? "" : (Descending ? "-" : "") + Sort.Key;

    /// <summary>The chosen columns, or null where they are those of the declaration.</summary>
    public string? ColumnsKey =>
        Columns.SequenceEqual(plan.Columns.Where(column => !column.Hidden))
            ? null
            : string.Join(',', Columns.Select(column => column.Key));

    public ListQuery Without(string name, string? value = null)
    {
        var values = Values.ToDictionary(one => one.Key, one => one.Value);
        values.Remove(name, out var before);

        if (value is not null && before?.Where(one => one != value).ToList() is { Count: > 0 } left)
            values[name] = left;

        return this with
        {
            Values = values,
            Page = 1,
        };
    }

    public ListQuery Whole() =>
        this with
        {
            Search = "",
            Values = new Dictionary<string, IReadOnlyList<string>>(),
            Page = 1,
        };

    public bool Has(string name, string value) => Values.TryGetValue(name, out var values) && values.Contains(value);

    private static Dictionary<string, IReadOnlyList<string>> ReadValues(ListPlan plan, IQueryCollection query)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>();

        foreach (var filter in plan.Filters)
        foreach (var name in filter.Names)
            if (
                Many(query[name])
                    .Select(value => filter.Read(name, value))
                    .OfType<string>()
                    .Distinct()
                    .Take(100)
                    .ToList() is
                { Count: > 0 } read
            )
                values[name] = read;

        return values;
    }

    private static IEnumerable<string> Many(StringValues values) =>
        values.OfType<string>().Where(value => value.Length <= 200).Select(Storable);

    private static string Text(StringValues values)
    {
        var text = Storable(values.FirstOrDefault() ?? "").Trim();
        return text.Length > 200 ? Storable(text[..200]) : text;
    }

    // PostgreSQL takes neither NUL nor half a surrogate pair.
    private static string Storable(string text) =>
        new([
            .. text.EnumerateRunes()
                .Where(rune => rune != Rune.ReplacementChar && rune.Value != 0)
                .SelectMany(rune => rune.ToString()),
        ]);
}
