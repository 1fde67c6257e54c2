namespace Inspection.Kernel.Postgres;

/// <summary>The data folder: where each thing lies, and whether it can be used.</summary>
internal sealed class ClusterFolder
{
    private const int NoSpaceLeft = 28;
    private const int LongestSocketPath = 107;
    private const int LongestTail = 2000;
    private const int LargestLog = 10 << 20;
    private const string Socket = "/.s.PGSQL.5432";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly string[] WordsOfAFullDisk = ["No space left on device", "Check free disk space"];

    private ClusterFolder(string root) => Root = root;

    public string Root { get; }
    public string Data => Path.Combine(Root, "data");
    public string NewData => Path.Combine(Root, "data.new");
    public string Version => Path.Combine(Data, "PG_VERSION");
    public string ProcessFile => Path.Combine(Data, "postmaster.pid");
    public string LogFile => Path.Combine(Root, "log", "postgres.log");
    public string Secret => Path.Combine(Root, "secret");
    public string NewPassword => Path.Combine(Root, "run", "new-password");
    public string OwnBinaries => Path.Combine(Root, "postgresql-");
    public string HostLock => Path.Combine(Root, "host.lock");
    public string Occupant => Path.Combine(Root, "host");
    public string GuestLock => Path.Combine(Root, "guest.lock");

    /// <summary>In the folder, or under /tmp when that path is longer than a socket's may be.</summary>
    public string Sockets
    {
        get
        {
            var inside = Path.Combine(Root, "run");
            return System.Text.Encoding.UTF8.GetByteCount(inside + Socket) <= LongestSocketPath && !inside.Contains(',')
                ? inside
                : $"/tmp/inspection-{DataFolder.ShortHash(Root)}";
        }
    }

    /// <summary>Makes the folder, or refuses one that cannot be ours.</summary>
    public static ClusterFolder Open(string path, string? runAs)
    {
        var folder = new ClusterFolder(Canonical(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))));
        folder.Guard(() => folder.Claim(Account.ForServer(runAs, folder.Data)));
        return folder;
    }

    /// <summary>Makes what the server needs beside its data.</summary>
    public void Furnish(Account? account) =>
        Guard(() =>
        {
            MakePrivate(Path.Combine(Root, "run"), account);
            MakePrivate(Path.GetDirectoryName(LogFile)!, account);
            MakePrivate(Sockets, account);
            if (Path.Exists(Data))
                RefuseForeignData(account);
        });

    public void RemoveSocketsElsewhere()
    {
        if (!Sockets.StartsWith(Root, StringComparison.Ordinal) && Directory.Exists(Sockets))
            Directory.Delete(Sockets, recursive: true);
    }

    /// <summary>Lets everyone read what its owner reads, and run or pass what its owner runs or passes.</summary>
    public static void OpenToAll(string path)
    {
        var mode = File.GetUnixFileMode(path);
        mode |= UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        if (mode.HasFlag(UnixFileMode.UserExecute))
            mode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(path, mode);
    }

    public static void MakePrivate(string folder, Account? account)
    {
        var owner = account?.User ?? Account.CurrentUser;
        if (Directory.Exists(folder) && Account.OwnerOf(folder) is var other && other != owner && other != 0)
            throw Unusable($"{folder} belongs to user {Account.NameOf(other)}; remove it and start again.");
        Directory.CreateDirectory(folder, OwnerOnly);
        account?.Own(folder);
        File.SetUnixFileMode(folder, OwnerOnly);
    }

    /// <summary>Turns what the file system refuses into a sentence that names the folder.</summary>
    public void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (IOException full) when (full.HResult == NoSpaceLeft)
        {
            throw DiskFull(full);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw Unusable(
                $"The data folder {Root} cannot be written by user {Account.Current}{OwnedBy()} ({Reason(refused)}); "
                    + "make it writable, or name another with --data.",
                refused
            );
        }
    }

    public EmbeddedPostgresException DiskFull(Exception? inner = null) =>
        new(
            ExitCode.DiskFull,
            $"The disk that holds {Root} is full ({FreeMegabytes} MB left); free some space, or name another with --data.",
            inner
        );

    public long FreeMegabytes => new DriveInfo(Root).AvailableFreeSpace >> 20;

    public static bool IsFull(string words) =>
        WordsOfAFullDisk.Any(said => words.Contains(said, StringComparison.Ordinal));

    public long LogLength => File.Exists(LogFile) ? new FileInfo(LogFile).Length : 0;

    public string LogSince(long position)
    {
        if (!File.Exists(LogFile))
            return "";
        using var log = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Position = Math.Max(position, log.Length - LongestTail);
        return new StreamReader(log).ReadToEnd();
    }

    /// <summary>Called while the server is down, so that the log does not grow for ever.</summary>
    public void TurnLog()
    {
        if (LogLength > LargestLog)
            File.Move(LogFile, LogFile + ".1", overwrite: true);
    }

    public static EmbeddedPostgresException Unusable(string message, Exception? inner = null) =>
        new(ExitCode.DataFolderNotUsable, message, inner);

    private void Claim(Account? account)
    {
        if (Root.IndexOfAny(['"', '$', '`', '\\', '\n']) >= 0)
            throw Unusable($"The data folder {Root} has a character in its path that PostgreSQL's tools do not take.");
        if (File.Exists(Root))
            throw Unusable($"The data folder {Root} is a file; name a folder with --data.");
        if (account?.BlockedAt(Root) is { } blocked)
            throw Unusable(
                $"User {account.Name}, who runs PostgreSQL, cannot reach {Root}: {blocked} is closed to others; "
                    + $"run chmod o+x {blocked}, or name another folder with --data."
            );

        RefuseForeignFiles();
        Make(Root, account);
        if (account is not null && !account.MayPass(Root))
            File.SetUnixFileMode(Root, File.GetUnixFileMode(Root) | UnixFileMode.OtherExecute);
    }

    /// <summary>Folders made for the server's user must let it pass, whatever umask this process was given.</summary>
    private void Make(string path, Account? account)
    {
        if (Directory.Exists(path))
            return;
        Make(Path.GetDirectoryName(path)!, account);
        Directory.CreateDirectory(path);
        if (account is not null)
            OpenToAll(path);
        else if (path == Root)
            File.SetUnixFileMode(path, OwnerOnly);
    }

    private void RefuseForeignFiles()
    {
        if (!Directory.Exists(Root) || File.Exists(HostLock) || Path.Exists(Data) || Path.Exists(NewData))
            return;
        if (Directory.EnumerateFileSystemEntries(Root).FirstOrDefault() is { } stranger)
            throw Unusable(
                $"{Root} holds other things ({Path.GetFileName(stranger)}, for one) and no data of ours; "
                    + "name an empty or a new folder with --data."
            );
    }

    private void RefuseForeignData(Account? account)
    {
        if (File.Exists(Data) || (Directory.EnumerateFileSystemEntries(Data).Any() && !File.Exists(Version)))
            throw Unusable(
                $"{Data} holds something that is not a PostgreSQL cluster; nothing was changed: "
                    + "move it away, or name another folder with --data."
            );

        var (owner, server) = (Account.OwnerOf(Data), account?.User ?? Account.CurrentUser);
        if (owner != server)
            throw Unusable(
                $"{Data} belongs to user {Account.NameOf(owner)}, but PostgreSQL would run as "
                    + $"{Account.NameOf(server)}; start as its owner, or run chown -R {Account.NameOf(server)} {Data}."
            );
    }

    private string OwnedBy() =>
        Directory.Exists(Root) && Account.OwnerOf(Root) is var owner && owner != Account.CurrentUser
            ? $", it belongs to {Account.NameOf(owner)}"
            : "";

    private static string Reason(Exception refused) => refused.Message.Split(" : ")[0].TrimEnd('.');

    private static string Canonical(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        var whole = Path.Combine(Canonical(parent), Path.GetFileName(path));
        if (!Path.Exists(whole))
            return whole;
        return Directory.ResolveLinkTarget(whole, returnFinalTarget: true)?.FullName is { } target && target != whole
            ? Canonical(target)
            : whole;
    }
}
