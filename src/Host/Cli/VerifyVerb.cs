using System.CommandLine;
using Inspection.Kernel.Events;
using Inspection.Kernel.Postgres;

namespace Inspection.Host.Cli;

/// <summary>inspection verify: checks that no event was changed.</summary>
internal static class VerifyVerb
{
    public static Command Define() => new Command("verify", "Check the chain of every event ever stored.").Does(Run);

    private static async Task<ExitCode> Run(ParseResult given, Surroundings surroundings, CancellationToken cancel)
    {
        await using var verb = await Verb.Begin(surroundings, "verify", cancel);
        var verify = verb.Services.GetRequiredService<Verify>();
        var verdicts = await Verb.Watched(
            "Verifying",
            show => verify.Run(new Reporter<VerifyProgress>(at => show((double)at.Done / Math.Max(1, at.Of))), cancel)
        );

        foreach (var verdict in verdicts)
            if (verdict.Fault is null)
                Console.WriteLine($"{verdict.Division}: {verdict.Events:N0} events, as they were stored");
            else
                Console.Error.WriteLine($"{verdict.Division}: {verdict.Fault}");

        return verdicts.All(verdict => verdict.Fault is null) ? ExitCode.Ok : ExitCode.Failed;
    }
}

/// <summary>Reports at once, on the thread that works.</summary>
internal sealed class Reporter<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
