using System.CommandLine;

namespace Inspection.Host.Cli;

/// <summary>inspection export FILE: everything, in a form that outlives this program.</summary>
internal static class ExportVerb
{
    private static readonly Argument<FileInfo> Target = new("FILE") { Description = "The file to write." };

    public static Command Define() =>
        new Command("export", "Write every event to a file.") { Target }.Does((_, _, _) => Pending.Verb("export"));
}
