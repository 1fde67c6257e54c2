using System.Linq.Expressions;
using System.Reflection;
using Inspection.Kernel.Events;
using Npgsql;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>What a property is read by, and the only column that shows it.</summary>
internal sealed record MappedSql(string Sql, string? Column);

/// <summary>Reads a list's rows: which columns a row type needs, and how it is made of them.</summary>
internal sealed class RowReader
{
    private readonly Func<NpgsqlDataReader, object> read;
    private readonly MappedSql[] selected;

    public RowReader(Type row, string alias, IReadOnlyDictionary<string, MappedSql> mapped)
    {
        var properties = row.GetProperties().Where(property => property.CanWrite).ToArray();
        Column[] columns = [.. properties.Select(property => new Column(property))];
        var id = row.GetProperty("Id") ?? throw new InvalidOperationException($"{row.Name} needs a property Id");

        selected =
        [
            .. properties.Zip(
                columns,
                (property, column) => mapped.GetValueOrDefault(property.Name) ?? new($"{alias}.{column.Name}", null)
            ),
        ];
        All = string.Join(", ", selected.Select(one => one.Sql));
        Count = properties.Length;
        IdOf = one => (Guid)id.GetValue(one)!;

        var reader = Expression.Parameter(typeof(NpgsqlDataReader));
        var value = typeof(RowReader).GetMethod(nameof(Value), BindingFlags.Static | BindingFlags.NonPublic)!;
        Expression Read(int ordinal, Type type) =>
            Expression.Call(
                value.MakeGenericMethod(type),
                Expression.Constant(columns[ordinal]),
                reader,
                Expression.Constant(ordinal)
            );

        var constructor = row.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(one => !(one.GetParameters() is [var only] && only.ParameterType == row))
            .MaxBy(one => one.GetParameters().Length)!;
        var parameters = constructor.GetParameters();
        var made = Expression.New(
            constructor,
            parameters.Select(parameter =>
                Read(
                    Array.FindIndex(
                        properties,
                        one => one.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase)
                    ),
                    parameter.ParameterType
                )
            )
        );
        var rest = properties
            .Index()
            .Where(one => parameters.All(p => !one.Item.Name.Equals(p.Name, StringComparison.OrdinalIgnoreCase)))
            .Select(one => Expression.Bind(one.Item, Read(one.Index, one.Item.PropertyType)));

        read = Expression
            .Lambda<Func<NpgsqlDataReader, object>>(
                Expression.Convert(Expression.MemberInit(made, rest), typeof(object)),
                reader
            )
            .Compile();
    }

    /// <summary>All columns to select, in the order that <see cref="Read"/> expects.</summary>
    public string All { get; }

    /// <summary>The same, without the cost of what none of these columns shows.</summary>
    public string Shown(IReadOnlyList<ListColumn> shown) =>
        string.Join(
            ", ",
            selected.Select(one =>
                one.Column is null || shown.Any(column => column.Key == one.Column) ? one.Sql : "null"
            )
        );

    /// <summary>How many they are.</summary>
    public int Count { get; }

    public Func<object, Guid> IdOf { get; }

    public object Read(NpgsqlDataReader reader) => read(reader);

    private static T Value<T>(Column column, NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? default! : (T)column.Read(reader, ordinal);
}
