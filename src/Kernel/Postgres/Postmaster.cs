using System.Globalization;

namespace Inspection.Kernel.Postgres;

/// <summary>The server process of a cluster, as its postmaster.pid tells.</summary>
internal sealed record Postmaster(int Process, string Host, int Port)
{
    private const int PortLine = 3;
    private const int SocketLine = 4;
    private const int StatusLine = 7;

    /// <summary>Null when the cluster does not run, whatever a file left behind may say.</summary>
    public static Postmaster? Of(ClusterFolder folder)
    {
        try
        {
            var lines = File.ReadAllLines(folder.ProcessFile);
            return
                lines.Length > 0
                && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var process)
                && WorksIn(process, "postgres", folder.Data)
                ? new(process, Line(lines, SocketLine), int.TryParse(Line(lines, PortLine), out var port) ? port : 0)
                {
                    IsStopping = Line(lines, StatusLine).StartsWith("stopping", StringComparison.Ordinal),
                    IsReady = Line(lines, StatusLine).StartsWith("ready", StringComparison.Ordinal),
                }
                : null;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public bool IsReady { get; private init; }

    public bool IsStopping { get; private init; }

    /// <summary>A process number may long have gone to another program: only its command line and folder tell.</summary>
    public static bool WorksIn(int process, string program, string data)
    {
        try
        {
            var command = File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
            return Path.GetFileName(command[0]) == program
                && (
                    command.Contains(data)
                    || Directory.ResolveLinkTarget($"/proc/{process}/cwd", returnFinalTarget: false)?.FullName == data
                );
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Line(string[] lines, int number) => number < lines.Length ? lines[number].Trim() : "";
}
