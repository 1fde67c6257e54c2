using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Inspection.Kernel.Postgres;

/// <summary>A cluster on disk that this process manages: made once, started, adopted or stopped.</summary>
internal sealed partial class Cluster(
    ClusterFolder folder,
    EmbeddedPostgresOptions options,
    Account? account,
    Binaries binaries,
    ILogger log
)
{
    private const int SmallestFreeMegabytes = 16;
    private const string PatienceOfPgCtl = "5";
    private const string OlderServerStillEnding = "pre-existing shared memory block";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>What had to be done, in words for the person who waits for it.</summary>
    public string Story { get; private set; } = "";

    public static async Task<Cluster> Find(
        ClusterFolder folder,
        EmbeddedPostgresOptions options,
        ILogger log,
        CancellationToken cancel
    )
    {
        var account = Account.ForServer(options.RunAs, folder.Data);
        folder.Furnish(account);
        return new(folder, options, account, await Binaries.Find(options.Binaries, folder, account, cancel), log);
    }

    public async Task<Postmaster> Bring(CancellationToken cancel)
    {
        var made = !File.Exists(folder.Version);
        if (made)
            await new NewCluster(folder, options, account, binaries).Make(cancel);
        await Ended(cancel);
        if (Postmaster.Of(folder) is { } left)
        {
            Adopting(log, left.Process);
            Story = "PostgreSQL found running, adopted";
        }
        else
        {
            await Start();
            Story = made ? "PostgreSQL set up and started" : "PostgreSQL started";
        }
        Story += $" ({binaries.Major}, {folder.Data})";
        return await Answering(cancel);
    }

    public async Task Stop()
    {
        NpgsqlConnection.ClearAllPools();
        if (Postmaster.Of(folder) is null)
            return;
        var answer = await Command.Run(
            binaries.PgCtl,
            ["stop", "-D", folder.Data, "-m", "fast", "-w", "-t", "30"],
            account,
            CancellationToken.None
        );
        if (answer.ExitCode != 0 && Postmaster.Of(folder) is not null)
            NotStopped(log, answer.Error);
        else
            folder.RemoveSocketsElsewhere();
    }

    private async Task Start()
    {
        folder.Guard(RemoveStale);
        string[] start = ["start", "-D", folder.Data, "-w", "-t", PatienceOfPgCtl, "-s", "-l", folder.LogFile];
        string[] settings = ["-o", ServerSettings.For(folder, options.Durable)];
        for (var retries = 20; ; retries--)
        {
            var before = folder.LogLength;
            var code = await Command.RunIntoLog(folder.LogFile, binaries.PgCtl, [.. start, .. settings], account);
            if (code == 0 || Postmaster.Of(folder) is not null)
                return;
            var said = folder.LogSince(before);
            if (retries == 0 || !said.Contains(OlderServerStillEnding, StringComparison.Ordinal))
                throw NotStarted(said);
            await Task.Delay(Pause);
        }
    }

    /// <summary>PostgreSQL takes any live process with the same number for the server that was killed.</summary>
    private void RemoveStale()
    {
        File.Delete(folder.ProcessFile);
        folder.TurnLog();
        foreach (var socket in Directory.GetFiles(folder.Sockets, ".s.PGSQL.*"))
            File.Delete(socket);
    }

    private EmbeddedPostgresException NotStarted(string said) =>
        ClusterFolder.IsFull(said) || folder.FreeMegabytes < SmallestFreeMegabytes
            ? folder.DiskFull()
            : new(
                ExitCode.NoUsablePostgres,
                $"PostgreSQL did not start; the end of {folder.LogFile} says why:\n{said.Trim()}"
            );

    /// <summary>Recovery after a crash may take its time; a server that ends is not waited for.</summary>
    private async Task<Postmaster> Answering(CancellationToken cancel)
    {
        var since = Stopwatch.StartNew();
        var before = folder.LogLength;
        while (Postmaster.Of(folder) is { } running && since.Elapsed < options.StartTimeout)
        {
            if (running.IsReady)
                return running;
            await Task.Delay(Pause, cancel);
        }
        throw NotStarted(folder.LogSince(before));
    }

    private async Task Ended(CancellationToken cancel)
    {
        while (Postmaster.Of(folder) is { IsStopping: true })
            await Task.Delay(Pause, cancel);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Adopting PostgreSQL process {Process}, left by a host that died"
    )]
    private static partial void Adopting(ILogger log, int process);

    [LoggerMessage(Level = LogLevel.Error, Message = "PostgreSQL did not stop: {Error}")]
    private static partial void NotStopped(ILogger log, string error);
}
