using System.Diagnostics;
using System.Globalization;
using Inspection.Kernel.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Inspection.Faults;

/// <summary>What was acknowledged is there once, however often host and database are killed.</summary>
public sealed class AcknowledgedTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Writers = 4;

    [Fact]
    public async Task What_was_acknowledged_is_there_once_whatever_is_killed()
    {
        using var folder = new Scratch();
        var path = Path.Combine(folder.Path, "store");
        var random = new Random(Environment.TickCount);
        using (var cutOff = ChildHost.Serve("--data", path, "--demo"))
        {
            while (!cutOff.Output.Contains("Schema is up to date", StringComparison.Ordinal))
                await Task.Delay(20);
            await Task.Delay(random.Next(1500));
            await cutOff.Kill();
        }

        var host = await ChildHost.Serve("--data", path, "--demo").Serving();
        using var notes = await Notes.At(host.Address, await Store.TokenFor("--data", path));
        using var stop = new CancellationTokenSource();
        var writers = Enumerable
            .Range(0, Writers)
            .Select(_ => Task.Run(() => notes.Write(() => host.Address, stop.Token)))
            .ToList();

        var rounds = Store.IsFull ? 99 : 5;

        for (var round = 0; round < rounds; round++)
        {
            await Written(notes, atLeast: 5);
            await Task.Delay(random.Next(1000));
            var what = round % 4;

            if (what is 1 or 3)
                Kill(path, postmasterOnly: what == 3);
            if (what is 0 or 2)
            {
                if (what == 2)
                    Kill(path, postmasterOnly: random.Next(2) == 0);
                await host.Kill();
                host.Dispose();
                host = await ChildHost.Serve("--data", path).Serving();
            }
        }

        await Task.Delay(500);
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        var last = notes.Next();
        while (!await notes.Send(host.Address, last))
            await Task.Delay(100);

        await using (var visit = await EmbeddedPostgres.Attach(new(path), NullLogger.Instance))
        {
            var store = new Store(visit.ConnectionString("inspection"));
            await store.Listed(TimeSpan.FromSeconds(30));
            await store.Has(notes);
            await store.IsSound();
        }

        Assert.Contains("as they were stored", await ChildHost.Say("verify", "--data", path), StringComparison.Ordinal);
        await host.Signal("TERM");
        host.Dispose();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rounds + 1} kills, {notes.Sent.Count} notes, {notes.Acknowledged.Count()} acknowledged, {notes.Sent.Count(n => n.Attempts > 1)} sent again"
            )
        );
        Assert.InRange(notes.Acknowledged.Count(), 20, int.MaxValue);
    }

    private static async Task Written(Notes notes, int atLeast)
    {
        var before = notes.Acknowledged.Count();

        for (var since = Stopwatch.StartNew(); notes.Acknowledged.Count() < before + atLeast; await Task.Delay(20))
            Assert.True(since.Elapsed < TimeSpan.FromMinutes(1), "Nothing is acknowledged any more");
    }

    /// <summary>Kills the server of a folder; its children, when left alone, notice and end.</summary>
    private static void Kill(string path, bool postmasterOnly)
    {
        var file = Path.Combine(path, "data", "postmaster.pid");

        if (!File.Exists(file) || File.ReadLines(file).FirstOrDefault() is not { } postmaster)
            return;

        var children = Directory
            .GetDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(one => char.IsDigit(one![0]) && IsChild(one, postmaster))
            .ToList();
        Shell.Succeeds("kill", ["-KILL", postmaster, .. postmasterOnly ? [] : children.OfType<string>()]);
    }

    private static bool IsChild(string process, string parent)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == parent;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
