using Npgsql;

namespace Inspection.Testing;

/// <summary>A database for one test or one class of tests; dropped when disposed.</summary>
public sealed class TestDatabase(TestCluster cluster, string name, string connectionString) : IAsyncDisposable
{
    /// <summary>How to reach it, as the owner of everything in it.</summary>
    public string ConnectionString => connectionString;

    public async ValueTask DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(connectionString))
            NpgsqlConnection.ClearPool(connection);
        await cluster.Drop(name);
    }
}
