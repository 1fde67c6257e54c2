using Inspection.Kernel.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Inspection.Faults;

public sealed class SharedFolderTests
{
    [Fact]
    public async Task A_second_host_is_refused_and_told_of_the_first()
    {
        using var folder = new Scratch();
        using var first = await ChildHost.Start(folder).Serving();

        using var second = ChildHost.Start(folder);

        Assert.Equal((int)ExitCode.DataFolderInUse, await second.Ended());
        Assert.StartsWith(
            $"Another host (process {first.Id}, {first.Address}) already serves this data folder",
            second.Error,
            StringComparison.Ordinal
        );
        Assert.EndsWith("start more hosts with --postgres.", second.Error, StringComparison.Ordinal);
        Assert.Contains("Inspection", await first.Ask(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_hosts_started_at_once_one_serves()
    {
        using var folder = new Scratch();
        using var one = ChildHost.Start(folder);
        using var other = ChildHost.Start(folder);

        var (first, second) = (one.Ended(), other.Ended());
        var refused = await Task.WhenAny(first, second);

        Assert.Equal((int)ExitCode.DataFolderInUse, await refused);
        var serving = await (refused == first ? other : one).Serving();
        Assert.Contains("Inspection", await serving.Ask(), StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.Ok, await serving.Signal("TERM"));
    }

    [Fact]
    public async Task A_verb_joins_the_server_of_a_running_host_and_leaves_it_running()
    {
        using var folder = new Scratch();
        using var host = await ChildHost.Start(folder).Serving();
        var server = folder.Server;

        await using (var visit = await Attach(folder))
        {
            Assert.False(visit.IsManagedHere);
            Assert.Equal(server, visit.ProcessId);
        }

        Assert.Equal(server, folder.Server);
    }

    [Fact]
    public async Task A_verb_without_a_host_starts_the_server_for_as_long_as_it_takes()
    {
        using var folder = new Scratch();

        await using (var visit = await Attach(folder))
            Assert.Equal(visit.ProcessId, folder.Server);

        Assert.Equal(0, folder.Server);
    }

    [Fact]
    public async Task The_last_to_leave_stops_the_server()
    {
        using var folder = new Scratch();
        var first = await Attach(folder);
        var second = await Attach(folder);
        Assert.True(first.IsManagedHere);
        Assert.False(second.IsManagedHere);

        await first.DisposeAsync();
        Assert.NotEqual(0, folder.Server);

        await second.DisposeAsync();
        Assert.Equal(0, folder.Server);
    }

    [Fact]
    public async Task A_host_waits_for_a_verb_that_is_about_to_end()
    {
        using var folder = new Scratch();
        var visit = await Attach(folder);
        var starting = EmbeddedPostgres.Start(new(folder.Path), NullLogger.Instance);
        await Task.Delay(300);
        Assert.False(starting.IsCompleted);

        await visit.DisposeAsync();

        await using var started = await starting;
        Assert.True(started.IsManagedHere);
    }

    private static Task<EmbeddedPostgres> Attach(Scratch folder) =>
        EmbeddedPostgres.Attach(new(folder.Path) { Durable = false, Occupant = "verify" }, NullLogger.Instance);
}
