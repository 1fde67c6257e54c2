using Dapper;
using Npgsql;

namespace Inspection.Tests.Kit;

/// <summary>A database of a test's own on a real PostgreSQL. This is the only place that knows which.</summary>
internal static class TestDatabase
{
    private static readonly string Cluster =
        Environment.GetEnvironmentVariable("INSPECTION_TEST_DB") ?? "Host=/dev/shm/dev;Username=inspection";

    public static async Task<string> Create()
    {
        var name = $"test_{Guid.NewGuid():N}";
        await using var connection = await Open();
        await connection.ExecuteAsync($"create database {name}");
        return new NpgsqlConnectionStringBuilder(Cluster) { Database = name, MaxPoolSize = 30 }.ConnectionString;
    }

    public static async Task Drop(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await using var connection = await Open();
        await connection.ExecuteAsync($"drop database if exists {name} with (force)");
    }

    private static async Task<NpgsqlConnection> Open()
    {
        var settings = new NpgsqlConnectionStringBuilder(Cluster) { Pooling = false };
        settings.Database ??= "postgres";
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
