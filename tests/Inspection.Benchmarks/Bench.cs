using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Inspection.Benchmarks;

/// <summary>A durable PostgreSQL of its own on disk, the kernel on one of its databases, and the floor beside it.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly string folder;
    private readonly EmbeddedPostgres postgres;

    private Bench(string folder, EmbeddedPostgres postgres, ServiceProvider host, Floor floor) =>
        (this.folder, this.postgres, Host, Floor) = (folder, postgres, host, floor);

    public int Postmaster => postgres.ProcessId;

    public ServiceProvider Host { get; }

    public Floor Floor { get; }

    /// <summary>Fifty divisions to spread over.</summary>
    public List<int> Divisions { get; } = [];

    /// <summary>One that nothing else works in.</summary>
    public int Alone { get; private set; }

    public static async Task<Bench> Start()
    {
        var folder = Directory.CreateTempSubdirectory("inspection-bench-").FullName;
        var postgres = await EmbeddedPostgres.Start(new(folder) { Occupant = "benchmarks" }, NullLogger.Instance);
        var connection = await postgres.Database("bench") + ";Maximum Pool Size=20";
        var host = NewHost(connection);
        await host.GetRequiredService<Schema>().Apply();
        var bench = new Bench(folder, postgres, host, await Floor.Create(connection));

        for (var i = 0; i < 50; i++)
            bench.Divisions.Add(await bench.NewDivision());

        bench.Alone = await bench.NewDivision();
        return bench;
    }

    public static ServiceProvider NewHost(string connection) =>
        new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.None))
            .AddKernel(connection, [new BenchModule()])
            .BuildServiceProvider();

    public Task<string> Database(string name) => postgres.Database(name);

    public async Task<int> NewDivision()
    {
        await using var command = Host.GetRequiredService<Database>()
            .App.CreateCommand("select kernel.register_division($1, $1, false)");
        command.Parameters.Add(new() { Value = $"d{Guid.NewGuid():n}"[..20] });
        return (int)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>One session of a division, as a request has it.</summary>
    public async Task In(int division, Func<Session, Task> work)
    {
        await using var scope = Host.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        session.Caller = new(division, SystemActor.Suite) { Command = Guid.NewGuid() };
        await work(session);
    }

    public Task Store(int division, Guid stream, IReadOnlyList<DomainEvent> events) =>
        In(
            division,
            session =>
            {
                session.Events.Start(stream, events);
                return session.Commit();
            }
        );

    /// <summary>Lets every commit take longer, as on a slower disk.</summary>
    public async Task SlowCommits(int microseconds)
    {
        foreach (
            var sql in (string[])
                [
                    $"alter system set commit_delay = {microseconds}",
                    "alter system set commit_siblings = 0",
                    "select pg_reload_conf()",
                ]
        )
        {
            await using var command = Floor.Source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>What the rows before have left to do is done now, not in the middle of the next.</summary>
    public async Task Rest()
    {
        await using var command = Floor.Source.CreateCommand("checkpoint");
        await command.ExecuteNonQueryAsync();
        await using var analyze = Floor.Source.CreateCommand("vacuum analyze");
        await analyze.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Floor.Source.DisposeAsync();
        await Host.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
