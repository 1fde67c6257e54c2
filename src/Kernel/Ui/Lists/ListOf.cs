using Inspection.Kernel.Access;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>One list of the suite, declared once: its page, its exports, its JSON and its counts all follow from it.</summary>
/// <remarks>Derive from <see cref="ListOf{TRow}"/>; lists are found by scanning the modules.</remarks>
public abstract class ListOf
{
    /// <summary>The list's name in addresses and saved views.</summary>
    public abstract string Key { get; }

    /// <summary>The page's heading.</summary>
    public abstract string Title { get; }

    /// <summary>Who may see it.</summary>
    public abstract Policy Policy { get; }

    /// <summary>The page's address.</summary>
    public virtual string Path => "/" + Key;

    /// <summary>What one row is called: "recommendation".</summary>
    public virtual string One => Many.EndsWith('s') ? Many[..^1] : Many;

    /// <summary>What rows are called: "recommendations".</summary>
    public virtual string Many => Title.ToLowerInvariant();

    /// <summary>Whether its rows keep no past: it shows what is so now, whatever day is looked at, and says so.</summary>
    public virtual bool IsOfNow => false;

    internal abstract ListPlan Plan { get; }

    /// <summary>The address of the list with a filter: <c>late.Address("status=open&amp;due=late")</c></summary>
    public string Address(string query = "") => query == "" ? Path : $"{Path}?{query}";
}

/// <summary>A list whose rows are read as <typeparamref name="TRow"/>, which has an <c>Id</c> and any columns.</summary>
public abstract class ListOf<TRow> : ListOf
    where TRow : class
{
    internal sealed override ListPlan Plan
    {
        get
        {
            if (field is not null)
                return field;

            var builder = new ListBuilder<TRow>();
            Describe(builder);
            return field = builder.Build(this);
        }
    }

    /// <summary>Says where rows come from, what is shown of them, and how they are searched, filtered and sorted.</summary>
    protected abstract void Describe(ListBuilder<TRow> list);
}

/// <summary>What a list's declaration comes to.</summary>
internal sealed record ListPlan(
    string Table,
    string Joins,
    IReadOnlyList<string> Joined,
    string Alias,
    RowReader Rows,
    IReadOnlyList<ListColumn> Columns,
    IReadOnlyList<ListFilter> Filters,
    IReadOnlyList<string> Searched,
    string SearchHint,
    ListColumn? DefaultSort,
    bool DefaultDescending,
    IReadOnlyList<BulkAction> Bulk,
    IReadOnlyList<ListAction> Actions,
    string Empty,
    ListAction? EmptyAction,
    Func<object, string> NameOf
)
{
    public string From => $"{Table} {Joins}";

    /// <summary>What must be read to know which rows there are: joins only where a condition looks into them.</summary>
    public string CountedFrom(string where) =>
        Joined.Any(alias => where.Contains(alias, StringComparison.Ordinal)) ? From : Table;
}

/// <summary>A link that stands with a list.</summary>
internal sealed record ListAction(string Text, string Href, Policy Policy)
{
    /// <summary>Whether the list's filter goes with it.</summary>
    public bool Carries { get; init; }
}

/// <summary>One column: its value, how it looks, and what it is sorted by.</summary>
internal sealed record ListColumn(string Key, string Title, Func<object, object?> Value)
{
    /// <summary>SQL to sort by, from the declaration only.</summary>
    public string? Sort { get; init; }

    public Func<object, string?>? Link { get; init; }

    public Func<object, Tag?>? Tag { get; init; }

    public Func<object, string?>? Note { get; init; }

    public bool Numeric { get; init; }

    public bool Hidden { get; init; }

    public string Empty { get; init; } = "";
}
