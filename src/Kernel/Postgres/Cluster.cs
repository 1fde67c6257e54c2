using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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
    private const int LargestLog = 10 << 20;
    private const int SmallestFreeMegabytes = 16;
    private const string OlderServerStillEnding = "pre-existing shared memory block";

    private static readonly string[] WordsOfAFullDisk = ["No space left on device", "Check free disk space"];

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["listen_addresses"] = "",
        ["port"] = "5432",
        ["max_connections"] = "100",
        ["shared_buffers"] = "128MB",
        ["max_wal_size"] = "512MB",
        ["checkpoint_timeout"] = "10min",
        ["jit"] = "off",
        ["timezone"] = "UTC",
        ["log_timezone"] = "UTC",
    };

    private static readonly Dictionary<string, string> ThrowAwaySettings = new()
    {
        ["fsync"] = "off",
        ["synchronous_commit"] = "off",
        ["full_page_writes"] = "off",
    };

    /// <summary>What had to be done, in words for the person who waits for it.</summary>
    public string Story { get; private set; } = "";

    public Binaries Binaries => binaries;

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
            await Make(cancel);
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

    /// <summary>Made beside its place and renamed, so that a killed set-up leaves nothing that looks complete.</summary>
    private async Task Make(CancellationToken cancel)
    {
        folder.Guard(() =>
        {
            RemoveUnfinished();
            ClusterFolder.MakePrivate(folder.NewData, account);
            WriteSecret();
        });

        string[] locale =
            binaries.Major >= 17
                ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
                : ["--locale=C.UTF-8"];
        string[] sync = options.Durable ? [] : ["--no-sync"];
        var answer = await Command.Run(
            binaries.InitDb,
            [
                "--pgdata=" + folder.NewData,
                "--username=" + options.User,
                "--pwfile=" + folder.NewPassword,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--data-checksums",
                "--no-clean",
                "--no-instructions",
                .. locale,
                .. sync,
            ],
            account,
            cancel
        );
        File.Delete(folder.NewPassword);
        if (answer.ExitCode != 0)
            throw NotMade(answer.Error);
        folder.Guard(() =>
        {
            if (Directory.Exists(folder.Data))
                Directory.Delete(folder.Data);
            Directory.Move(folder.NewData, folder.Data);
        });
    }

    private EmbeddedPostgresException NotMade(string error)
    {
        var why = IsFull(error)
            ? folder.DiskFull()
            : new(ExitCode.NoUsablePostgres, $"A new cluster could not be made in {folder.NewData}: {error}");
        folder.Guard(RemoveUnfinished);
        return why;
    }

    private void RemoveUnfinished()
    {
        if (!Directory.Exists(folder.NewData))
            return;
        foreach (var process in System.Diagnostics.Process.GetProcesses().Where(MakesTheSame))
        {
            process.Kill();
            process.WaitForExit(TimeSpan.FromSeconds(5));
        }
        Directory.Delete(folder.NewData, recursive: true);
    }

    private bool MakesTheSame(System.Diagnostics.Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(folder.NewData, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void WriteSecret()
    {
        var password = RandomNumberGenerator.GetHexString(48, lowercase: true);
        foreach (var file in (string[])[folder.Secret, folder.NewPassword])
        {
            File.Delete(file);
            using var secret = new FileStream(
                file,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            );
            secret.Write(Encoding.ASCII.GetBytes(password));
        }
        account?.Own(folder.NewPassword);
    }

    private async Task Start()
    {
        folder.Guard(RemoveStale);
        if (File.Exists(folder.LogFile) && new FileInfo(folder.LogFile).Length > LargestLog)
            File.Move(folder.LogFile, folder.LogFile + ".1", overwrite: true);

        var seconds = ((int)options.StartTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        string[] start =
        [
            "start",
            "-D",
            folder.Data,
            "-w",
            "-t",
            seconds,
            "-s",
            "-l",
            folder.LogFile,
            "-o",
            Arguments(),
        ];
        for (var patience = 20; ; patience--)
        {
            if (await Command.RunIntoLog(folder.LogFile, binaries.PgCtl, start, account) == 0)
                return;
            if (patience == 0 || !folder.LogTail().Contains(OlderServerStillEnding, StringComparison.Ordinal))
                throw NotStarted();
            await Task.Delay(250);
        }
    }

    /// <summary>PostgreSQL takes any live process with the same number for the server that was killed.</summary>
    private void RemoveStale()
    {
        File.Delete(folder.ProcessFile);
        foreach (var socket in Directory.GetFiles(folder.Sockets, ".s.PGSQL.*"))
            File.Delete(socket);
    }

    private EmbeddedPostgresException NotStarted() =>
        IsFull(folder.LogTail()) || folder.FreeMegabytes < SmallestFreeMegabytes
            ? folder.DiskFull()
            : new(
                ExitCode.NoUsablePostgres,
                $"PostgreSQL did not start; the end of {folder.LogFile} says why:\n{folder.LogTail()}"
            );

    private static bool IsFull(string words) =>
        WordsOfAFullDisk.Any(said => words.Contains(said, StringComparison.Ordinal));

    private string Arguments() =>
        string.Join(
            ' ',
            Settings
                .Concat(options.Durable ? [] : ThrowAwaySettings)
                .Append(new("unix_socket_directories", $"\"{folder.Sockets}\""))
                .Select(setting => $"-c {setting.Key}={ForShell(setting.Value)}")
        );

    private static string ForShell(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private async Task<Postmaster> Answering(CancellationToken cancel)
    {
        var deadline = DateTime.UtcNow + options.StartTimeout;
        while (Postmaster.Of(folder) is { } running)
        {
            if (running.IsReady)
                return running;
            if (DateTime.UtcNow > deadline)
                break;
            await Task.Delay(50, cancel);
        }
        throw NotStarted();
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Adopting PostgreSQL process {Process}, left by a host that died"
    )]
    private static partial void Adopting(ILogger log, int process);

    [LoggerMessage(Level = LogLevel.Error, Message = "PostgreSQL did not stop: {Error}")]
    private static partial void NotStopped(ILogger log, string error);
}
