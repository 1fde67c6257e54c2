using System.Data;
using System.Text.Json;
using Dapper;
using Inspection.Kernel.Events;

namespace Inspection.Kernel.Divisions;

/// <summary>How Dapper reads and writes what PostgreSQL and .NET name differently.</summary>
internal static class RowTypes
{
    public static void Register(ReadModels readModels)
    {
        SqlMapper.AddTypeHandler(new Moments());
        SqlMapper.AddTypeHandler(new Days());

        foreach (var column in readModels.All.SelectMany(model => model.Table.Columns).Where(column => column.IsJson))
            SqlMapper.AddTypeHandler(column.Property.PropertyType, new Json());
    }

    private sealed class Json : SqlMapper.ITypeHandler
    {
        public object? Parse(Type destinationType, object value) =>
            JsonSerializer.Deserialize((string)value, destinationType, EventTypes.Json);

        public void SetValue(IDbDataParameter parameter, object value) =>
            parameter.Value = JsonSerializer.Serialize(value, EventTypes.Json);
    }

    private sealed class Moments : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) =>
            new(DateTime.SpecifyKind((DateTime)value, DateTimeKind.Utc));

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) =>
            parameter.Value = value.UtcDateTime;
    }

    private sealed class Days : SqlMapper.TypeHandler<DateOnly>
    {
        public override DateOnly Parse(object value) =>
            value is DateOnly day ? day : DateOnly.FromDateTime((DateTime)value);

        public override void SetValue(IDbDataParameter parameter, DateOnly value) => parameter.Value = value;
    }
}
