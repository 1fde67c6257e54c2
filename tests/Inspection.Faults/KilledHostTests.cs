using Inspection.Kernel.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Inspection.Faults;

public sealed class KilledHostTests
{
    [Theory, MemberData(nameof(StoppedHostTests.Users), MemberType = typeof(StoppedHostTests))]
    public async Task The_server_of_a_killed_host_is_adopted_by_the_next(string? user)
    {
        using var folder = Scratch.Of(user);
        using var killed = await ChildHost.Start(folder, user).Serving();
        var server = folder.Server;
        await killed.Kill();
        Assert.Equal(server, folder.Server);

        using var next = await ChildHost.Start(folder, user).Serving();

        Assert.Contains("adopted", next.Output, StringComparison.Ordinal);
        Assert.Equal(server, folder.Server);
        Assert.Equal((int)ExitCode.Ok, await next.Signal("TERM"));
        Assert.Equal(0, folder.Server);
    }

    [Theory, MemberData(nameof(StoppedHostTests.Users), MemberType = typeof(StoppedHostTests))]
    public async Task What_was_committed_outlives_the_kill_of_host_and_server(string? user)
    {
        using var folder = Scratch.Of(user);
        using var killed = await ChildHost.Start(folder, user).Serving();
        if (user is null)
            await Note(folder, "CREATE TABLE note AS SELECT 'kept' AS text");
        folder.KillServer();
        await killed.Kill();
        Assert.True(File.Exists(folder.ProcessFile));

        using var next = await ChildHost.Start(folder, user).Serving();

        if (user is null)
            Assert.Equal("kept", await Note(folder, "SELECT text FROM note"));
        Assert.Equal((int)ExitCode.Ok, await next.Signal("TERM"));
    }

    [Fact]
    public async Task A_host_killed_while_it_sets_up_leaves_nothing_half_made()
    {
        using var folder = new Scratch();
        using var killed = ChildHost.Start(folder);
        while (!File.Exists(Path.Combine(folder.Path, "data.new", "PG_VERSION")))
            await Task.Delay(5);
        await killed.Kill();
        Assert.False(Directory.Exists(folder.Cluster));

        using var next = await ChildHost.Start(folder).Serving();

        Assert.Contains("set up", next.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "data.new")));
    }

    [Fact]
    public async Task A_host_killed_at_any_moment_starts_again()
    {
        using var folder = new Scratch();
        var rounds = Environment.GetEnvironmentVariable("INSPECTION_FULL") == "1" ? 40 : 4;
        var random = new Random(20190129);
        for (var round = 0; round < rounds; round++)
        {
            using var killed = ChildHost.Start(folder);
            await Task.Delay(random.Next(100, 1500));
            if (random.Next(3) == 0)
                folder.KillServer();
            await killed.Kill();
        }

        using var last = await ChildHost.Start(folder).Serving();

        Assert.Equal((int)ExitCode.Ok, await last.Signal("TERM"));
    }

    [Fact]
    public async Task A_process_number_that_went_to_another_program_does_not_prevent_a_start()
    {
        using var folder = new Scratch();
        using (var first = await ChildHost.Start(folder).Serving())
        {
            folder.KillServer();
            await first.Kill();
        }
        var lines = File.ReadAllLines(folder.ProcessFile);
        lines[0] = $"{Environment.ProcessId}";
        File.WriteAllLines(folder.ProcessFile, lines);

        using var next = await ChildHost.Start(folder).Serving();

        Assert.Equal((int)ExitCode.Ok, await next.Signal("TERM"));
    }

    [Fact]
    public async Task A_server_killed_under_a_running_host_is_started_again()
    {
        using var folder = new Scratch();
        using var host = await ChildHost.Start(folder).Serving();
        await Note(folder, "CREATE TABLE note AS SELECT 'kept' AS text");

        folder.KillServer();

        Assert.Equal("kept", await Note(folder, "SELECT text FROM note"));
        Assert.Equal((int)ExitCode.Ok, await host.Signal("TERM"));
        Assert.Equal(0, folder.Server);
    }

    private static async Task<object?> Note(Scratch folder, string statement)
    {
        await using var visit = await EmbeddedPostgres.Attach(new(folder.Path), NullLogger.Instance);
        await using var connection = new NpgsqlConnection(visit.ConnectionString("inspection") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync();
    }
}
