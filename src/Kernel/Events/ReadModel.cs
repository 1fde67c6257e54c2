using System.Reflection;
using Inspection.Kernel.Divisions;
using Npgsql;

namespace Inspection.Kernel.Events;

/// <summary>Names the table that a row type is kept in, as <c>schema.table</c>; table names are unique over all modules.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReadModelAttribute(string table) : Attribute
{
    /// <summary>The table with its schema.</summary>
    public string Table { get; } = table;

    /// <summary>Raise it when the projection's meaning changes though its columns do not: the table is then rebuilt.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Column lists to index, each after the division, of all rows or of some: <c>"status, due"</c>, <c>"due where is_open"</c>.</summary>
    public string[] Indexes { get; init; } = [];
}

/// <summary>
/// A table whose rows are each folded from one stream, kept up in the same transaction as the events, rebuilt when its
/// shape changes, and kept with its row history so that it can be read as at any past moment.
/// </summary>
/// <remarks>Derive from <see cref="Projection{TAggregate, TRow}"/>.</remarks>
public abstract class ReadModel
{
    /// <summary>The aggregate whose events are folded: those nested in this type.</summary>
    public abstract Type Aggregate { get; }

    /// <summary>The row type; its properties are the columns, <c>Id</c> the stream.</summary>
    public abstract Type Row { get; }

    /// <summary>Its table with the schema.</summary>
    public string Name => Table.Name;

    /// <summary>Whether <paramref name="name"/> is its table, with or without the schema.</summary>
    public bool IsCalled(string name) => name == Table.Name || name == Table.Local;

    internal ReadModelTable Table => field ??= new(Row);

    /// <summary>The rows of streams as they are now, by stream; none for one that has no row.</summary>
    public async Task<IReadOnlyDictionary<Guid, object>> Find(
        Session session,
        IReadOnlyList<Guid> streams,
        CancellationToken cancel = default
    )
    {
        await using var command = new NpgsqlCommand(
            $"{Table.Select} where division = $1 and id = any ($2)",
            await session.Open(cancel)
        );
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = session.Caller.Division });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. streams] });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new Dictionary<Guid, object>();

        while (await reader.ReadAsync(cancel))
            rows[reader.GetGuid(0)] = Table.Read(reader);

        return rows;
    }

    internal abstract object? Evolve(object? row, Happened happened);
}

/// <summary>Folds the events nested in <typeparamref name="TAggregate"/> into one row a stream.</summary>
public abstract class Projection<TAggregate, TRow> : ReadModel
    where TRow : class
{
    public sealed override Type Aggregate => typeof(TAggregate);

    public sealed override Type Row => typeof(TRow);

    /// <summary>The row after the event; null removes it. Pure: the same events give the same row, whenever they are read.</summary>
    public abstract TRow? Evolve(TRow? row, Happened happened);

    internal sealed override object? Evolve(object? row, Happened happened) => Evolve((TRow?)row, happened);
}

/// <summary>Every read model of the suite.</summary>
public sealed class ReadModels
{
    private readonly ILookup<Type, ReadModel> byAggregate;

    /// <summary>Finds every projection in <paramref name="assemblies"/>.</summary>
    public ReadModels(IEnumerable<Assembly> assemblies)
    {
        All =
        [
            .. assemblies
                .Distinct()
                .SelectMany(assembly => assembly.GetTypes())
                .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(ReadModel)))
                .Select(type => (ReadModel)Activator.CreateInstance(type)!)
                .OrderBy(model => model.Table.Name, StringComparer.Ordinal),
        ];
        byAggregate = All.ToLookup(model => model.Aggregate);
    }

    /// <summary>All of them, by table name.</summary>
    public IReadOnlyList<ReadModel> All { get; }

    internal IEnumerable<ReadModel> Of(Type aggregate) => byAggregate[aggregate];
}
