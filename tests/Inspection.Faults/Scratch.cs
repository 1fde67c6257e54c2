namespace Inspection.Faults;

/// <summary>A folder for one test, which every user may reach; whatever still runs in it ends with it.</summary>
internal sealed class Scratch : IDisposable
{
    private static int last;

    public Scratch(string name = "data")
    {
        var place = Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath();
        Top = System.IO.Path.Combine(
            place,
            $"inspection-faults-{Environment.ProcessId}-{Interlocked.Increment(ref last)}"
        );
        Path = System.IO.Path.Combine(Top, name);
        Directory.CreateDirectory(Path);
        Close(Top, to: "755");
    }

    /// <summary>A folder that belongs to a user, when this one may give it away.</summary>
    public static Scratch Of(string? user)
    {
        var folder = new Scratch();
        if (user is not null && Environment.IsPrivilegedProcess)
            Assert.True(Shell.Succeeds("chown", "-R", user, folder.Path));
        return folder;
    }

    public string Top { get; }

    public string Path { get; }

    public string Cluster => System.IO.Path.Combine(Path, "data");

    public string ProcessFile => System.IO.Path.Combine(Cluster, "postmaster.pid");

    /// <summary>The number of the server process, zero when none runs.</summary>
    public int Server =>
        File.Exists(ProcessFile) && int.TryParse(File.ReadLines(ProcessFile).First(), out var process) && Runs(process)
            ? process
            : 0;

    public static void Close(string folder, string to) => Shell.Succeeds("chmod", to, folder);

    public void KillServer() => Signal("-KILL");

    public void Dispose()
    {
        Signal("-QUIT");
        for (var patience = 40; Server != 0 && patience > 0; patience--)
            Thread.Sleep(25);
        Shell.Succeeds("umount", Path);
        for (var patience = 20; Directory.Exists(Top) && patience > 0; patience--)
            if (!Shell.Succeeds("rm", "-rf", Top))
                Thread.Sleep(50);
    }

    private void Signal(string signal)
    {
        if (Server is not 0 and var process)
            Shell.Succeeds("kill", signal, $"{process}");
    }

    private bool Runs(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Contains(Cluster, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
