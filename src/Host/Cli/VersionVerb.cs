using System.CommandLine;
using System.Reflection;
using Inspection.Kernel.Postgres;

namespace Inspection.Host.Cli;

/// <summary>inspection version: which release this is.</summary>
internal static class VersionVerb
{
    public static Command Define() =>
        new Command("version", "Print which release this is.").Does(
            (_, _, _) =>
            {
                var release = typeof(VersionVerb).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
                Console.WriteLine($"Inspection {release?.InformationalVersion}");
                return Task.FromResult(ExitCode.Ok);
            }
        );
}
