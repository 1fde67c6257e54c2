using System.Diagnostics;
using Dapper;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Inspection.Faults;

/// <summary>A dump that is restored into a new cluster: the host goes on where the old one stopped.</summary>
public sealed class RestoreTests
{
    [ProgramFact("pg_dump")]
    public async Task A_restored_store_goes_on_where_the_old_one_stopped()
    {
        await using var old = await Store.Demonstrated();
        var store = new Store(old.ConnectionString);
        using var folder = new Scratch();
        var dump = Path.Combine(folder.Top, "dump.sql");
        await HalfAdvanced(store);
        Run("pg_dump", store.ConnectionString, "--file", dump);

        var path = Path.Combine(folder.Path, "store");
        await using (var postgres = await EmbeddedPostgres.Start(new(path) { Durable = false }, NullLogger.Instance))
        {
            var restored = await postgres.Database("inspection");
            await using (var connection = await new Store(restored).Open())
                await connection.ExecuteAsync(
                    $"create role {Database.AppRole} nologin; create role {Database.OwnerRole} nologin"
                );
            Run("psql", restored, "--quiet", "--set", "ON_ERROR_STOP=1", "--file", dump);
            NpgsqlConnection.ClearAllPools();
        }

        using var host = await ChildHost.Serve("--data", path).Serving();
        await using (var visit = await EmbeddedPostgres.Attach(new(path), NullLogger.Instance))
        {
            var next = new Store(visit.ConnectionString("inspection"));
            await next.Listed(TimeSpan.FromSeconds(5));
            using var notes = await Notes.At(host.Address, Store.Token);
            Assert.True(await notes.Send(host.Address, notes.Next()));
            await next.Listed(TimeSpan.FromSeconds(5));
            await next.Has(notes);
            await next.IsSound();
        }
        Assert.Equal("", host.Error);
        Assert.Contains("as they were stored", await ChildHost.Say("verify", "--data", path), StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.Ok, await host.Signal("TERM"));
    }

    /// <summary>Leaves the list of changes behind, as when a host ends between an event and its listing.</summary>
    private static async Task HalfAdvanced(Store store)
    {
        await using var host = Store.Build(store.ConnectionString, subscriptions: false);
        await host.StartAsync();
        using var notes = await Notes.At(host.Urls.First(), Store.Token);

        for (var i = 0; i < 7; i++)
            Assert.True(await notes.Send(host.Urls.First(), notes.Next()));

        await host.StopAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => store.Listed(TimeSpan.Zero));
    }

    private static void Run(string program, string connectionString, params string[] arguments)
    {
        var reach = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(
            ProgramFactAttribute.Find(program)!,
            [
                "--host",
                reach.Host!,
                "--port",
                $"{reach.Port}",
                "--username",
                reach.Username!,
                .. arguments,
                reach.Database!,
            ]
        )
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["PGPASSWORD"] = reach.Password;
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {error}");
    }
}
