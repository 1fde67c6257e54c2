using System.CommandLine;

namespace Inspection.Host.Cli;

/// <summary>inspection import FILE: reads an inspection report.</summary>
internal static class ImportVerb
{
    private static readonly Argument<FileInfo> Report = new("FILE") { Description = "The report, a PDF or text." };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Say what would be imported; needs no database.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Answer as JSON." };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Import without asking." };

    private static readonly Option<string> Division = new("--division")
    {
        Description = "The division that the report is for.",
        HelpName = "KEY",
    };

    public static Command Define() =>
        new Command("import", "Import an inspection report.")
        {
            Report.AcceptExistingOnly(),
            DryRun,
            Json,
            Yes,
            Division,
        }.Does((_, _, _) => Pending.Verb("import"));
}
