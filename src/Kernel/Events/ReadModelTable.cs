using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Inspection.Kernel.Events;

/// <summary>The PostgreSQL side of a row type: its columns, its DDL, how rows are written and read.</summary>
internal sealed class ReadModelTable
{
    private static readonly string[] Kept = ["Id", "Version", "ChangedAt"];

    private readonly ReadModelAttribute declared;
    private readonly string upsert;
    private readonly Func<NpgsqlDataReader, object> read;

    public ReadModelTable(Type row)
    {
        declared =
            row.GetCustomAttribute<ReadModelAttribute>()
            ?? throw new InvalidOperationException($"{row.FullName} has no [ReadModel]");

        if (row.GetProperty("Id")?.PropertyType != typeof(Guid))
            throw new InvalidOperationException($"{row.FullName} needs a property Id of type Guid: the stream");

        Columns =
        [
            .. row.GetProperties()
                .Where(property => property.CanWrite && !Kept.Contains(property.Name))
                .Select(property => new Column(property)),
        ];
        upsert = $"""
            insert into {Name} (division, id, version, changed_at{Each(c => $", {c.Name}")})
            values (set_config('inspection.division', ${Columns.Count + 4}, true)::int, $1, $2, $3{Each(
                (c, i) => $", ${i + 4}"
            )})
            on conflict (division, id) do update set version = excluded.version, changed_at = excluded.changed_at{Each(c =>
                $", {c.Name} = excluded.{c.Name}"
            )}
            """;
        Select = $"select id, version, changed_at{Each(c => $", {c.Name}")} from {Name}";
        read = Reader(row);
    }

    public string Name => declared.Table;

    public string Schema => Name[..Name.IndexOf('.', StringComparison.Ordinal)];

    public string Local => Name[(Schema.Length + 1)..];

    public IReadOnlyList<Column> Columns { get; }

    /// <summary>All rows of the division, in the order that <see cref="Read"/> expects.</summary>
    public string Select { get; }

    /// <summary>Changes when the table must be rebuilt.</summary>
    public string Shape =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Create(Name) + Open() + declared.Version)))[
            ..16
        ];

    public object Read(NpgsqlDataReader reader) => read(reader);

    /// <summary>Writes a row, and says of which division: no other statement need do so before.</summary>
    public NpgsqlBatchCommand Upsert(int division, object row, Happened last)
    {
        var command = With(upsert, row, last);
        command.Parameters.Add(
            new NpgsqlParameter<string> { TypedValue = division.ToString(CultureInfo.InvariantCulture) }
        );
        return command;
    }

    /// <summary>Whether the stored row has these values: a column of yes or no for each; no row where there is none.</summary>
    public NpgsqlBatchCommand Compare(object row, Happened last) =>
        With(
            $"""
            select version = $2 as version, changed_at = $3 as changed_at{Each(
                (c, i) => $", {c.Name} is not distinct from ${i + 4} as {c.Name}"
            )}
            from {Name} where division = current_setting('inspection.division')::int and id = $1
            """,
            row,
            last
        );

    /// <summary>A row if there is one of this stream.</summary>
    public NpgsqlBatchCommand Find(Guid stream)
    {
        var command = new NpgsqlBatchCommand(
            $"select true from {Name} where division = current_setting('inspection.division')::int and id = $1"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = stream });
        return command;
    }

    private NpgsqlBatchCommand With(string sql, object row, Happened last)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = last.Stream });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = last.Version });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = last.At.UtcDateTime });

        foreach (var column in Columns)
            command.Parameters.Add(column.Parameter(row));

        return command;
    }

    public NpgsqlBatchCommand Delete(Guid stream)
    {
        var command = new NpgsqlBatchCommand(
            $"delete from {Name} where division = current_setting('inspection.division')::int and id = $1"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = stream });
        return command;
    }

    /// <summary>The table, its indexes and its history, under the given name; open to the owner only.</summary>
    public string Create(string name)
    {
        var columns = Each(c => $", {c.Name} {c.Type}{(c.Required ? " not null" : "")}");
        var indexes = string.Concat(
            declared.Indexes.Select(index =>
                index.Split(" where ", 2) is [var list, var rows]
                    ? $"create index on {name} (division, {list}) where {rows};\n"
                    : $"create index on {name} (division, {index});\n"
            )
        );

        return $"""
            create table {name} (division int not null, id uuid not null, version int not null, changed_at timestamptz not null{columns},
                primary key (division, id)) with (fillfactor = 80);
            {indexes}
            create table {name}_history (division int not null, id uuid not null, version int not null, changed_at timestamptz not null{columns},
                until timestamptz not null);
            create index on {name}_history (division, id, until);
            """;
    }

    /// <summary>The trigger that keeps superseded rows, isolation and rights: what makes a filled table live.</summary>
    public string Open()
    {
        var names = $"division, id, version, changed_at{Each(c => $", {c.Name}")}";
        var old = $"old.division, old.id, old.version, old.changed_at{Each(c => $", old.{c.Name}")}";

        return $"""
            create function {Name}_keep() returns trigger language plpgsql as $keep$
            begin
                if tg_op = 'DELETE' or new.changed_at > old.changed_at then
                    insert into {Name}_history ({names}, until)
                    values ({old}, case tg_op when 'DELETE' then coalesce(nullif(current_setting('inspection.at', true), '')::timestamptz, now())
                        else new.changed_at end);
                end if;
                return null;
            end $keep$;
            create trigger keep after update or delete on {Name} for each row execute function {Name}_keep();
            alter table {Name} enable row level security;
            alter table {Name} force row level security;
            alter table {Name}_history enable row level security;
            alter table {Name}_history force row level security;
            create policy division on {Name} using (division = nullif(current_setting('inspection.division', true), '')::int);
            create policy division on {Name}_history using (division = nullif(current_setting('inspection.division', true), '')::int);
            grant select, insert, update, delete on {Name} to {Divisions.Database.AppRole};
            grant select, insert on {Name}_history to {Divisions.Database.AppRole};
            {CreateAsAtView()}
            """;
    }

    /// <summary>The view through which a session with an "as at" reads this table.</summary>
    private string CreateAsAtView()
    {
        var names = $"division, id, version, changed_at{Each(c => $", {c.Name}")}";
        const string Moment = "nullif(current_setting('inspection.as_at', true), '')::timestamptz";

        return $"""
            create or replace view as_at.{Local} with (security_invoker = true) as
                select {names} from {Name} where changed_at <= {Moment}
                union all
                select {names} from {Name}_history where changed_at <= {Moment} and until > {Moment};
            grant select on as_at.{Local} to {Divisions.Database.AppRole};
            """;
    }

    private string Each(Func<Column, string> write) => string.Concat(Columns.Select(write));

    private string Each(Func<Column, int, string> write) => string.Concat(Columns.Select(write));

    private Func<NpgsqlDataReader, object> Reader(Type row)
    {
        var constructor = row.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(one => !(one.GetParameters() is [var only] && only.ParameterType == row))
            .MaxBy(one => one.GetParameters().Length)!;
        var ordinals = new Dictionary<string, (int Ordinal, Column? Column)>(StringComparer.OrdinalIgnoreCase)
        {
            ["Id"] = (0, null),
            ["Version"] = (1, null),
            ["ChangedAt"] = (2, null),
        };

        for (var i = 0; i < Columns.Count; i++)
            ordinals[Columns[i].Property.Name] = (i + 3, Columns[i]);

        object? Value(NpgsqlDataReader reader, string name, Type type) =>
            ordinals[name] is var (ordinal, column) && reader.IsDBNull(ordinal) ? null
            : column is not null ? column.Read(reader, ordinal)
            : name == "Id" ? reader.GetGuid(ordinal)
            : name == "Version" ? reader.GetInt32(ordinal)
            : new DateTimeOffset(reader.GetDateTime(ordinal));

        var parameters = constructor.GetParameters();
        var properties = row.GetProperties()
            .Where(p => p.CanWrite && ordinals.ContainsKey(p.Name) && !parameters.Any(one => one.Name == p.Name))
            .ToList();

        return reader =>
        {
            var made = constructor.Invoke([.. parameters.Select(p => Value(reader, p.Name!, p.ParameterType))]);

            foreach (var property in properties)
                property.SetValue(made, Value(reader, property.Name, property.PropertyType));

            return made;
        };
    }
}

/// <summary>One column of a read model: its name and type in PostgreSQL, and how its value goes there and back.</summary>
internal sealed class Column
{
    private readonly Func<object, object?> get;
    private readonly Type plain;
    private readonly NpgsqlDbType db;

    public Column(PropertyInfo property)
    {
        Property = property;
        Name = Snake(property.Name);
        plain = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Required = property.PropertyType.IsValueType && Nullable.GetUnderlyingType(property.PropertyType) is null;
        (Type, db) = plain switch
        {
            { IsEnum: true } => ("text", NpgsqlDbType.Text),
            _ when plain == typeof(string) => ("text", NpgsqlDbType.Text),
            _ when plain == typeof(Guid) => ("uuid", NpgsqlDbType.Uuid),
            _ when plain == typeof(int) => ("int", NpgsqlDbType.Integer),
            _ when plain == typeof(long) => ("bigint", NpgsqlDbType.Bigint),
            _ when plain == typeof(bool) => ("boolean", NpgsqlDbType.Boolean),
            _ when plain == typeof(decimal) => ("numeric", NpgsqlDbType.Numeric),
            _ when plain == typeof(double) => ("double precision", NpgsqlDbType.Double),
            _ when plain == typeof(DateOnly) => ("date", NpgsqlDbType.Date),
            _ when plain == typeof(DateTimeOffset) => ("timestamptz", NpgsqlDbType.TimestampTz),
            _ when plain == typeof(string[]) => ("text[]", NpgsqlDbType.Array | NpgsqlDbType.Text),
            _ when plain == typeof(Guid[]) => ("uuid[]", NpgsqlDbType.Array | NpgsqlDbType.Uuid),
            _ => ("jsonb", NpgsqlDbType.Jsonb),
        };

        var row = Expression.Parameter(typeof(object));
        var value = Expression.Property(Expression.Convert(row, property.DeclaringType!), property);
        get = Expression.Lambda<Func<object, object?>>(Expression.Convert(value, typeof(object)), row).Compile();
    }

    public PropertyInfo Property { get; }

    public string Name { get; }

    public string Type { get; }

    public bool Required { get; }

    public NpgsqlDbType Db => db;

    public bool IsJson => db == NpgsqlDbType.Jsonb;

    /// <summary>The value as PostgreSQL takes it.</summary>
    public object Value(object row) =>
        get(row) switch
        {
            null => DBNull.Value,
            Enum word => word.ToString(),
            DateTimeOffset moment => moment.UtcDateTime,
            var value when db == NpgsqlDbType.Jsonb => JsonSerializer.Serialize(
                value,
                Property.PropertyType,
                EventTypes.Json
            ),
            var value => value,
        };

    public NpgsqlParameter Parameter(object row) => new() { Value = Value(row), NpgsqlDbType = db };

    public object Read(NpgsqlDataReader reader, int ordinal) =>
        plain switch
        {
            { IsEnum: true } => Enum.Parse(plain, reader.GetString(ordinal)),
            _ when plain == typeof(DateOnly) => reader.GetFieldValue<DateOnly>(ordinal),
            _ when plain == typeof(DateTimeOffset) => new DateTimeOffset(reader.GetDateTime(ordinal)),
            _ when db == NpgsqlDbType.Jsonb => JsonSerializer.Deserialize(
                reader.GetString(ordinal),
                Property.PropertyType,
                EventTypes.Json
            )!,
            _ => reader.GetValue(ordinal),
        };

    /// <summary><c>DueDate</c> as <c>due_date</c>.</summary>
    public static string Snake(string name) =>
        string.Concat(
            name.Select(
                (c, i) => i > 0 && char.IsUpper(c) ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"
            )
        );
}
