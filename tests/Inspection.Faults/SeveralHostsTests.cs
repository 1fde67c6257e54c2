using System.Diagnostics;
using Dapper;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Inspection.Faults;

/// <summary>Several hosts on one database: they start together, and go on when one is killed or stands still.</summary>
public sealed class SeveralHostsTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(5);

    /// <summary>How long a host that stands still may hold what it locked.</summary>
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Hosts_that_start_together_share_the_work_and_outlive_each_other()
    {
        using var folder = new Scratch();
        await using var postgres = await EmbeddedPostgres.Start(
            new(folder.Path) { Durable = false },
            NullLogger.Instance
        );
        var store = new Store(await postgres.Database("inspection"));
        var hosts = Enumerable.Range(0, 3).Select(number => Start(store, number)).ToList();

        try
        {
            await Task.WhenAll(hosts.Select(host => host.Serving()));
            Assert.All(hosts, host => Assert.Equal("", host.Error));
            Assert.Equal(1, await store.Ask<int>("select count(*) from kernel.divisions"));
            using var notes = await Notes.At(
                hosts[0].Address,
                await Store.TokenFor("--postgres", store.ConnectionString)
            );

            await OneIsKilled(hosts, store, notes);
            await OneStandsStill(hosts[1..], store, notes);

            await store.Has(notes);
            await store.IsSound();
        }
        finally
        {
            hosts.ForEach(host => host.Dispose());
            NpgsqlConnection.ClearAllPools();
        }
    }

    [Fact]
    public async Task Roles_are_made_once_for_all_databases_of_a_cluster()
    {
        using var folder = new Scratch();
        await using var postgres = await EmbeddedPostgres.Start(
            new(folder.Path) { Durable = false },
            NullLogger.Instance
        );
        var databases = new List<string>();
        for (var i = 0; i < 4; i++)
            databases.Add(await postgres.Database($"office_{i}"));

        await Task.WhenAll(databases.Concat(databases).Select(Apply));

        foreach (var database in databases)
            Assert.True(
                await new Store(database).Ask<bool>(
                    $"select has_database_privilege('{Database.OwnerRole}', current_database(), 'create')"
                )
            );
    }

    [Fact]
    public async Task A_login_that_is_no_superuser_will_do_even_where_another_made_the_roles()
    {
        using var folder = new Scratch();
        await using var postgres = await EmbeddedPostgres.Start(
            new(folder.Path) { Durable = false },
            NullLogger.Instance
        );
        await Apply(await postgres.Database("first"));
        var given = await postgres.Database("second");
        await using (var connection = await new Store(given).Open())
            await connection.ExecuteAsync(
                "create role suite login createrole password 'heron'; alter database second owner to suite"
            );

        await Apply(
            new NpgsqlConnectionStringBuilder(given) { Username = "suite", Password = "heron" }.ConnectionString
        );
    }

    [Fact]
    public async Task Rebuilds_that_run_at_the_same_time_lose_no_row()
    {
        await using var database = await Store.Demonstrated();
        await using var web = Store.Build(database.ConnectionString, subscriptions: false);
        var model = web.Services.GetRequiredService<ReadModels>().All.First(one => one.IsCalled("recommendation"));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => web.Services.GetRequiredService<Rebuild>().Run(model)));

        await new Store(database.ConnectionString).IsSound();
    }

    private async Task OneIsKilled(List<ChildHost> hosts, Store store, Notes notes)
    {
        using var stop = new CancellationTokenSource();
        var answering = hosts.Select(host => host.Address).ToArray();
        var writers = Enumerable
            .Range(0, 3)
            .Select(number => Task.Run(() => notes.Write(() => answering[number], stop.Token)))
            .ToList();
        await Task.Delay(1500);

        await hosts[0].Kill();
        answering[0] = hosts[1].Address;
        await Task.Delay(300);
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        output.WriteLine($"The others had listed everything after {await store.Listed(HandOver)}");
    }

    private async Task OneStandsStill(List<ChildHost> hosts, Store store, Notes notes)
    {
        await using var blocker = await store.Open();
        await blocker.ExecuteAsync("begin; lock table kernel.changes in exclusive mode");
        Assert.True(await notes.Send(hosts[0].Address, notes.Next()));
        var holder = await Blocked(store);
        var (still, other) = holder == "host 1" ? (hosts[0], hosts[1]) : (hosts[1], hosts[0]);

        still.Freeze();
        await blocker.ExecuteAsync("rollback");
        var watch = Stopwatch.StartNew();
        Assert.True(await notes.Send(other.Address, notes.Next()));
        output.WriteLine(
            $"With {holder} standing still, everything was listed after {await store.Listed(Standstill + HandOver)}"
        );
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1), Standstill + HandOver);

        still.Thaw();
        using var client = new HttpClient();
        for (watch.Restart(); ; await Task.Delay(100))
        {
            using var answer = await client.GetAsync(new Uri($"{still.Address}/health/ready"));
            if (answer.IsSuccessStatusCode)
                break;
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, HandOver);
        }
        Assert.True(await notes.Send(still.Address, notes.Next()));
        await store.Listed(HandOver);
    }

    /// <summary>The host whose list of changes waits for the table.</summary>
    private static async Task<string> Blocked(Store store)
    {
        for (var patience = 100; patience > 0; patience--)
        {
            var waiting = await store.List<string>(
                """
                select application_name from pg_stat_activity
                where wait_event_type = 'Lock' and query like '%kernel.changes%' and datname = current_database()
                """
            );
            if (waiting.Count > 0)
                return waiting[0];
            await Task.Delay(50);
        }

        throw new TimeoutException("No host writes to the list of changes");
    }

    private static ChildHost Start(Store store, int number) =>
        ChildHost.Serve("--demo", "--postgres", $"{store.ConnectionString};Application Name=host {number}");

    private static async Task Apply(string connection)
    {
        await using var web = Store.Build(connection, subscriptions: false);
        await web.Services.GetRequiredService<Schema>().Apply();
    }
}
