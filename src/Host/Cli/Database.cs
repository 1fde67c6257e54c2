using Inspection.Kernel.Postgres;

namespace Inspection.Host.Cli;

/// <summary>An open database; a cluster started for it stops with it.</summary>
internal sealed record Database(string ConnectionString, EmbeddedPostgres? Cluster) : IAsyncDisposable
{
    public string Story => Cluster?.Story ?? "PostgreSQL as given with --postgres";

    public ValueTask DisposeAsync() => Cluster?.DisposeAsync() ?? ValueTask.CompletedTask;
}
