using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>One answer of a filter, and the condition it stands for.</summary>
/// <param name="Value">Its value in the address.</param>
/// <param name="Text">What is read.</param>
/// <param name="Sql">True for the rows it keeps; <c>@today</c>, <c>@now</c> and <c>@me</c> may be used.</param>
public sealed record Choice(string Value, string Text, string Sql);

/// <summary>One filter: which values it takes from the address, and the condition that they make.</summary>
internal abstract record ListFilter(string Key, string Title)
{
    /// <summary>The names in the address that belong to it.</summary>
    public virtual IEnumerable<string> Names => [Key];

    /// <summary>The query that answers its options, or null.</summary>
    public virtual string? OptionsSql => null;

    public virtual IReadOnlyList<Option> Options => [];

    /// <summary>A value as it is understood, or null where it is none of this filter's.</summary>
    public abstract string? Read(string name, string value);

    /// <summary>The condition; parameters are added under names that begin with <paramref name="prefix"/>.</summary>
    public abstract string Where(
        IReadOnlyDictionary<string, IReadOnlyList<string>> values,
        string prefix,
        List<NpgsqlParameter> parameters
    );

    /// <summary>A value in words, for its chip.</summary>
    public virtual string Say(string name, string value, IReadOnlyList<Option> options) =>
        options.FirstOrDefault(option => option.Value == value)?.Text ?? "Not in the list";
}

/// <summary>Answers that each stand for a condition.</summary>
internal sealed record ChoiceFilter(string Key, string Title, IReadOnlyList<Choice> Choices) : ListFilter(Key, Title)
{
    public override IReadOnlyList<Option> Options { get; } =
    [.. Choices.Select(one => new Option(one.Value, one.Text))];

    public override string? Read(string name, string value) =>
        Choices.Any(choice => choice.Value == value) ? value : null;

    public override string Where(
        IReadOnlyDictionary<string, IReadOnlyList<string>> values,
        string prefix,
        List<NpgsqlParameter> parameters
    ) => string.Join(" or ", values[Key].Select(value => $"({Choices.First(choice => choice.Value == value).Sql})"));
}

/// <summary>Values of a column: given ones, or those that a query answers.</summary>
internal sealed record ValueFilter(string Key, string Title, string Sql, Type Type) : ListFilter(Key, Title)
{
    public const string None = "none";

    public IReadOnlyList<Option> Given { get; init; } = [];

    public string? Asked { get; init; }

    /// <summary>The words for rows without a value; null offers no such answer.</summary>
    public string? NoneText { get; init; }

    public override string? OptionsSql => Asked;

    public override IReadOnlyList<Option> Options => NoneText is null ? Given : [.. Given, new Option(None, NoneText)];

    public override string? Read(string name, string value) =>
        value == None && NoneText is not null ? value
        : Asked is null ? (Given.Any(option => option.Value == value) ? value : null)
        : Parse(value) is { } parsed ? Convert.ToString(parsed, CultureInfo.InvariantCulture)
        : null;

    public override string Where(
        IReadOnlyDictionary<string, IReadOnlyList<string>> values,
        string prefix,
        List<NpgsqlParameter> parameters
    )
    {
        var conditions = new List<string>();
        var chosen = values[Key];
        var known = chosen.Where(value => value != None || NoneText is null).Select(Parse).OfType<object>().ToArray();

        if (known.Length > 0)
        {
            parameters.Add(Many(prefix, known));
            conditions.Add(Type.IsArray ? $"{Sql} && @{prefix}" : $"{Sql} = any(@{prefix})");
        }

        if (known.Length < chosen.Count)
            conditions.Add(Type.IsArray ? $"coalesce(cardinality({Sql}), 0) = 0" : $"{Sql} is null");

        return string.Join(" or ", conditions);
    }

    private Type Element => Type.IsArray ? Type.GetElementType()! : Nullable.GetUnderlyingType(Type) ?? Type;

    private NpgsqlParameter Many(string name, object[] known) =>
        Element switch
        {
            _ when Element == typeof(Guid) => new(name, NpgsqlDbType.Array | NpgsqlDbType.Uuid)
            {
                Value = known.Cast<Guid>().ToArray(),
            },
            _ when Element == typeof(int) => new(name, NpgsqlDbType.Array | NpgsqlDbType.Integer)
            {
                Value = known.Cast<int>().ToArray(),
            },
            _ when Element == typeof(bool) => new(name, NpgsqlDbType.Array | NpgsqlDbType.Boolean)
            {
                Value = known.Cast<bool>().ToArray(),
            },
            _ => new(name, NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = known.Cast<string>().ToArray() },
        };

    private object? Parse(string value) =>
        Element switch
        {
            _ when Element == typeof(Guid) => Guid.TryParse(value, out var id) ? id : null,
            _ when Element == typeof(int) => int.TryParse(
                value,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? number
                : null,
            _ when Element == typeof(bool) => bool.TryParse(value, out var yes) ? yes : null,
            _ => value,
        };
}

/// <summary>Days from and to, both included: <c>due-from=2026-01-31&amp;due-to=2026-03-31</c>.</summary>
internal sealed record DateFilter(string Key, string Title, string Sql) : ListFilter(Key, Title)
{
    public string From => Key + "-from";

    public string To => Key + "-to";

    public override IEnumerable<string> Names => [From, To];

    public override string? Read(string name, string value) => Day(value) is null ? null : value;

    public override string Where(
        IReadOnlyDictionary<string, IReadOnlyList<string>> values,
        string prefix,
        List<NpgsqlParameter> parameters
    )
    {
        var conditions = new List<string>();

        foreach (var (name, sign) in new[] { (From, ">="), (To, "<=") })
            if (values.TryGetValue(name, out var typed) && Day(typed[0]) is { } day)
            {
                var parameter = prefix + (sign == ">=" ? "a" : "b");
                parameters.Add(new(parameter, NpgsqlDbType.Date) { Value = day });
                conditions.Add($"{Sql} {sign} @{parameter}");
            }

        return string.Join(" and ", conditions);
    }

    public override string Say(string name, string value, IReadOnlyList<Option> options) =>
        $"{(name == From ? "From" : "To")} {Words.Date(Day(value))}";

    private static DateOnly? Day(string value) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}
