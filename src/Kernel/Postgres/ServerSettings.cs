namespace Inspection.Kernel.Postgres;

/// <summary>How the server is set: fit for two cores and a little memory, reached by its socket only.</summary>
internal static class ServerSettings
{
    private static readonly Dictionary<string, string> Always = new()
    {
        ["listen_addresses"] = "",
        ["port"] = "5432",
        ["max_connections"] = "100",
        ["shared_buffers"] = "128MB",
        ["max_wal_size"] = "512MB",
        ["checkpoint_timeout"] = "10min",
        ["random_page_cost"] = "1.1",
        // What an import has just added is counted before people look at it: plans follow.
        ["autovacuum_naptime"] = "5s",
        ["jit"] = "off",
        ["timezone"] = "UTC",
        ["log_timezone"] = "UTC",
    };

    private static readonly Dictionary<string, string> ThrowAway = new()
    {
        ["fsync"] = "off",
        ["synchronous_commit"] = "off",
        ["full_page_writes"] = "off",
    };

    /// <summary>As pg_ctl hands them to a shell.</summary>
    public static string For(ClusterFolder folder, bool durable) =>
        string.Join(
            ' ',
            Always
                .Concat(durable ? [] : ThrowAway)
                .Append(new("unix_socket_directories", $"\"{folder.Sockets}\""))
                .Select(setting => $"-c {setting.Key}={ForShell(setting.Value)}")
        );

    private static string ForShell(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
