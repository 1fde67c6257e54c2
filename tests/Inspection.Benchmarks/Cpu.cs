using System.Globalization;

namespace Inspection.Benchmarks;

/// <summary>Processor time of this process and of every process of our PostgreSQL: what a busy machine distorts least.</summary>
internal static class Cpu
{
    /// <summary>The server's first process; 0 where processor time is not asked for.</summary>
    public static int Postmaster { get; set; }

    /// <summary>Seconds used so far, here and there.</summary>
    public static (double Here, double Server) Used() =>
        Postmaster == 0
            ? default
            : (
                Environment.CpuUsage.TotalTime.TotalSeconds,
                Directory
                    .GetDirectories("/proc")
                    .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && IsServer(folder))
                    .Sum(folder => long.Parse(Read(folder, "schedstat").Split(' ')[0], CultureInfo.InvariantCulture))
                    / 1e9
            );

    private static bool IsServer(string folder) =>
        Read(folder, "stat") is var stat
        && stat.LastIndexOf(')') is > 0 and var name
        && stat[(name + 2)..].Split(' ')[1] == $"{Postmaster}";

    private static string Read(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (IOException)
        {
            return "0";
        }
    }
}
