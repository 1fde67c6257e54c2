using System.Data;
using Dapper;

namespace Inspection.Kernel.Divisions;

/// <summary>How Dapper reads and writes what PostgreSQL and .NET name differently.</summary>
internal static class RowTypes
{
    public static void Register()
    {
        SqlMapper.AddTypeHandler(new Moments());
        SqlMapper.AddTypeHandler(new Days());
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
