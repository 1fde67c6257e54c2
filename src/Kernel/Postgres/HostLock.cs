namespace Inspection.Kernel.Postgres;

/// <summary>Who uses a data folder: one process manages the cluster, any number are its guests.</summary>
internal sealed class HostLock : IDisposable
{
    private const int HeldByAnother = 11;

    private readonly FileStream file;

    private HostLock(FileStream file) => this.file = file;

    /// <summary>Null when another process manages the cluster.</summary>
    public static HostLock? TryManage(ClusterFolder folder, bool serves, string occupant)
    {
        if (TryOpen(folder.HostLock, FileAccess.ReadWrite, FileShare.None) is not { } file)
            return null;
        File.WriteAllText(folder.Occupant, $"{Environment.ProcessId}\n{serves}\n{occupant}\n");
        return new(file);
    }

    /// <summary>Null when the managing process is just stopping the cluster.</summary>
    public static HostLock? TryVisit(ClusterFolder folder)
    {
        if (!File.Exists(folder.GuestLock))
            TryOpen(folder.GuestLock, FileAccess.ReadWrite, FileShare.ReadWrite)?.Dispose();
        return TryOpen(folder.GuestLock, FileAccess.Read, FileShare.Read) is { } file ? new(file) : null;
    }

    /// <summary>Null when the folder has guests.</summary>
    public static HostLock? TryCloseToGuests(ClusterFolder folder) =>
        TryOpen(folder.GuestLock, FileAccess.ReadWrite, FileShare.None) is { } file ? new(file) : null;

    /// <summary>What the managing process wrote about itself.</summary>
    public static (string Process, bool Serves, string Occupant) Read(ClusterFolder folder)
    {
        var lines = File.Exists(folder.Occupant) ? File.ReadAllLines(folder.Occupant) : [];
        return lines.Length < 3 ? ("unknown", true, "") : (lines[0], lines[1] == "True", lines[2]);
    }

    public void Dispose() => file.Dispose();

    private static FileStream? TryOpen(string path, FileAccess access, FileShare share)
    {
        try
        {
            return new(path, access == FileAccess.Read ? FileMode.Open : FileMode.OpenOrCreate, access, share);
        }
        catch (IOException held) when (held.HResult == HeldByAnother)
        {
            return null;
        }
    }
}
