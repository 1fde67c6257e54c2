using System.CommandLine;

namespace Inspection.Host.Cli;

/// <summary>inspection rebuild: makes read models anew from events.</summary>
internal static class RebuildVerb
{
    private static readonly Argument<string?> Name = new("NAME")
    {
        Description = "One read model; without it, all of them.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Define() =>
        new Command("rebuild", "Rebuild read models from the events.") { Name }.Does(
            (_, _, _) => Pending.Verb("rebuild")
        );
}
