using Inspection.Kernel.Postgres;

namespace Inspection.Faults;

public sealed class StoppedHostTests
{
    /// <summary>As whoever runs the tests (root, on a build machine), and as an ordinary user.</summary>
    public static TheoryData<string?> Users => new(null, "nobody");

    [Theory, MemberData(nameof(Users))]
    public async Task A_new_host_sets_up_serves_and_stops_when_told(string? user)
    {
        using var folder = Scratch.Of(user);
        using var host = await ChildHost.Start(folder, user).Serving();

        Assert.Contains("Inspection", await host.Ask(), StringComparison.Ordinal);
        Assert.Contains("PostgreSQL set up and started", host.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, folder.Server);

        Assert.Equal((int)ExitCode.Ok, await host.Signal("TERM"));
        Assert.Equal("", host.Error);
        Assert.Equal(0, folder.Server);
        Assert.False(File.Exists(folder.ProcessFile));
    }

    [Fact]
    public async Task An_interrupted_host_stops_its_server()
    {
        using var folder = new Scratch();
        using var host = await ChildHost.Start(folder).Serving();

        Assert.Equal((int)ExitCode.Ok, await host.Signal("INT"));
        Assert.Equal(0, folder.Server);
    }

    [Theory, InlineData(300), InlineData(700), InlineData(950)]
    public async Task A_host_told_to_stop_while_it_starts_leaves_nothing_running(int milliseconds)
    {
        using var folder = new Scratch();
        using var host = ChildHost.Start(folder);
        await Task.Delay(milliseconds);

        await host.Signal("TERM");

        Assert.Equal(0, folder.Server);
        using var next = await ChildHost.Start(folder).Serving();
        Assert.Equal((int)ExitCode.Ok, await next.Signal("TERM"));
    }
}
