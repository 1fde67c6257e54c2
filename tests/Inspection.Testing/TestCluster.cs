using System.Collections.Concurrent;
using System.Diagnostics;
using Inspection.Kernel.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Inspection.Testing;

/// <summary>The PostgreSQL of one test run: in memory, with a database of its own for whoever asks.</summary>
public sealed class TestCluster
{
    private const string Prefix = "inspection-tests-";
    private const string Memory = "/dev/shm";
    private const long EnoughMemory = 1L << 30;

    /// <summary>Stops the server and clears its folder when the test process has gone, however it went.</summary>
    private const string Watch = """
        (
          while kill -0 "$1"; do sleep 0.3; done
          if grep -q "$3" "/proc/$2/cmdline"; then
            kill -INT "$2"
            for _ in 1 2 3 4 5 6 7 8 9 10; do grep -q "$3" "/proc/$2/cmdline" && sleep 0.2; done
          fi
          rm -rf "$3"
        ) </dev/null >/dev/null 2>&1 &
        """;

    private static readonly Lazy<Task<TestCluster>> OfThisRun = new(Start);

    private readonly ConcurrentDictionary<string, Lazy<Task>> templates = new();
    private readonly EmbeddedPostgres postgres;
    private readonly NpgsqlDataSource server;
    private int last;

    private TestCluster(EmbeddedPostgres postgres)
    {
        this.postgres = postgres;
        server = NpgsqlDataSource.Create(postgres.ConnectionString() + ";Maximum Pool Size=4");
    }

    /// <summary>The one cluster of this test run, started by whoever asks first.</summary>
    public static Task<TestCluster> Shared => OfThisRun.Value;

    /// <summary>An empty database.</summary>
    public Task<TestDatabase> CreateDatabase() => Copy("template0");

    /// <summary>A copy of a template, which the first caller prepares.</summary>
    public async Task<TestDatabase> CreateDatabase(string template, Func<string, Task> prepare)
    {
        await templates.GetOrAdd(template, name => new(() => Prepare(name, prepare))).Value;
        return await Copy(template);
    }

    internal async Task Drop(string name) => await Execute($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    private async Task<TestDatabase> Copy(string template)
    {
        var name = $"test_{Interlocked.Increment(ref last)}";
        await Execute($"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY");
        return new(this, name, Reach(name));
    }

    private async Task Prepare(string name, Func<string, Task> prepare)
    {
        await Execute($"CREATE DATABASE {name} TEMPLATE template0 STRATEGY FILE_COPY");
        await prepare(Reach(name));
        await Execute($"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        await Execute($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        NpgsqlConnection.ClearAllPools();
    }

    private string Reach(string database) =>
        postgres.ConnectionString(database) + ";Maximum Pool Size=20;Include Error Detail=true";

    private async Task Execute(string statement)
    {
        await using var command = server.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<TestCluster> Start()
    {
        var place =
            Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > EnoughMemory
                ? Memory
                : Path.GetTempPath();
        foreach (var stale in Directory.GetDirectories(place, Prefix + "*"))
            await ClearIfDead(stale);

        var folder = Path.Combine(place, $"{Prefix}{Environment.ProcessId}");
        var postgres = await EmbeddedPostgres.Start(
            new(folder) { Durable = false, Occupant = "tests" },
            NullLogger.Instance
        );
        string[] watched = [$"{Environment.ProcessId}", $"{postgres.ProcessId}", folder];
        using var watch = Process.Start("/bin/sh", ["-c", Watch, "watch", .. watched]);
        await watch.WaitForExitAsync();
        return new(postgres);
    }

    /// <summary>A folder whose lock can be had belongs to a test run that has ended.</summary>
    private static async Task ClearIfDead(string folder)
    {
        try
        {
            if (File.Exists(Path.Combine(folder, "data", "postmaster.pid")))
                await using (await EmbeddedPostgres.Start(new(folder) { Durable = false }, NullLogger.Instance)) { }
            else if (Directory.Exists($"/proc/{folder[(folder.LastIndexOf('-') + 1)..]}"))
                return;
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception notOurs)
            when (notOurs is EmbeddedPostgresException or IOException or UnauthorizedAccessException) { }
    }
}
