using System.Diagnostics;
using Dapper;
using Inspection.Host;
using Inspection.Host.Jobs;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Inspection.Tests.Jobs;

/// <summary>A job of a test.</summary>
internal sealed record Probe(string Name, Schedule Schedule, Func<CancellationToken, Task<string>> Work) : IJob
{
    public Probe(string name, Schedule schedule)
        : this(name, schedule, _ => Task.FromResult("Nothing was due")) { }

    public string Title => $"The job {Name}";

    public Task<string> Run(CancellationToken cancel) => Work(cancel);
}

/// <summary>Hosts that run jobs of a test on one database.</summary>
internal sealed class Hosts : IAsyncDisposable
{
    private readonly List<WebApplication> running = [];
    private readonly TestDatabase database;

    private Hosts(TestDatabase database) => this.database = database;

    public static async Task<Hosts> OnOneDatabase() =>
        new(
            await (await TestCluster.Shared).CreateDatabase(
                "jobs",
                async connection =>
                {
                    await using var web = Web.Build(connection, "http://127.0.0.1:0");
                    await web.Services.GetRequiredService<Schema>().Apply();
                }
            )
        );

    /// <summary>Starts a host with these jobs, its own clock and the database's set as a test says.</summary>
    public async Task<WebApplication> Start(
        IReadOnlyList<IJob> jobs,
        TimeSpan hostAhead = default,
        DateTimeOffset? databaseAt = null
    )
    {
        var web = Web.Build(
            database.ConnectionString,
            "http://127.0.0.1:0",
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Configuration[Host.Jobs.Registration.Setting] = "true";
                builder.Services.RemoveAll<IJob>();
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new Shifted(hostAhead)));

                foreach (var job in jobs)
                    builder.Services.AddSingleton(job);

                if (databaseAt is { } at)
                    builder.Services.Replace(
                        ServiceDescriptor.Singleton<DatabaseClock>(services => new SetClock(
                            services.GetRequiredService<Database>(),
                            services.GetRequiredService<TimeProvider>(),
                            at
                        ))
                    );
            }
        );
        running.Add(web);
        await web.StartAsync();
        return web;
    }

    public async Task Stop(WebApplication web)
    {
        running.Remove(web);
        await web.StopAsync();
        await web.DisposeAsync();
    }

    public async Task<IReadOnlyList<JobRun>> Runs(string job)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        return (
            await connection.QueryAsync<JobRun>(
                "select due_at, started_at, outcome, said from kernel.job_run where job = @job order by started_at",
                new { job }
            )
        ).AsList();
    }

    /// <summary>The jobs that have a place in the schedule.</summary>
    public async Task<IReadOnlyList<string>> Jobs()
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        return (await connection.QueryAsync<string>("select trigger_name from quartz.qrtz_triggers")).AsList();
    }

    /// <summary>Waits until the runs of a job are as expected.</summary>
    public async Task<IReadOnlyList<JobRun>> Until(
        string job,
        Func<IReadOnlyList<JobRun>, bool> expected,
        int seconds = 30
    )
    {
        for (var since = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            var runs = await Runs(job);

            if (expected(runs))
                return runs;

            Assert.True(since.Elapsed.TotalSeconds < seconds, $"After {since.Elapsed}: {string.Join("\n", runs)}");
        }
    }

    public async Task Tell(WebApplication web, Func<Scheduler, Session, Task> tell)
    {
        await using var scope = web.Services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        session.Caller = new(1, SystemActor.CommandLine);
        await tell(web.Services.GetRequiredService<Scheduler>(), session);
        await session.Commit();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var web in running.ToList())
            await Stop(web);

        await database.DisposeAsync();
    }

    /// <summary>The clock of a host that is set wrongly.</summary>
    private sealed class Shifted(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }

    /// <summary>A database whose clock was set when the host started.</summary>
    private sealed class SetClock(Database database, TimeProvider host, DateTimeOffset at)
        : DatabaseClock(database, host)
    {
        private DateTimeOffset? first;

        protected override async Task<DateTimeOffset> Ask(NpgsqlConnection connection, CancellationToken cancel)
        {
            var now = await base.Ask(connection, cancel);
            first ??= now;
            return at + (now - first.Value);
        }
    }
}

internal sealed record JobRun(DateTime DueAt, DateTime StartedAt, string Outcome, string? Said);
