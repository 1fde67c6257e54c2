using System.CommandLine;

namespace Inspection.Host.Cli;

/// <summary>inspection verify: checks that no event was changed.</summary>
internal static class VerifyVerb
{
    public static Command Define() =>
        new Command("verify", "Check the chain of every event ever stored.").Does((_, _, _) => Pending.Verb("verify"));
}
