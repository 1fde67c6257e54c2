using System.CommandLine;
using System.CommandLine.Help;
using System.Runtime.InteropServices;
using Inspection.Kernel.Postgres;

namespace Inspection.Host.Cli;

/// <summary>The command line: which verbs there are, and how each one ends.</summary>
internal static class Verbs
{
    private static readonly PosixSignal[] Ends = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    public static async Task<int> Run(string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        var signals = Ends.Select(signal =>
                PosixSignalRegistration.Create(
                    signal,
                    received =>
                    {
                        received.Cancel = true;
                        stop.Cancel();
                    }
                )
            )
            .ToList();
        try
        {
            var parsed = Define().Parse(arguments);
            return parsed.Errors.Count > 0
                ? Complaint.Of(parsed)
                : await parsed.InvokeAsync(
                    new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                    stop.Token
                );
        }
        catch (Exception failed) when (failed is not HostAbortedException)
        {
            return Complaint.Of(failed, stop.IsCancellationRequested);
        }
        finally
        {
            signals.ForEach(signal => signal.Dispose());
        }
    }

    private static Command Define()
    {
        var serve = ServeVerb.Define();
        var root = new Command(
            "inspection",
            "Receives inspection reports and follows every recommendation until it is closed."
        )
        {
            new HelpOption(),
            Surroundings.Data,
            Surroundings.Postgres,
            Surroundings.Clamd,
            serve,
            ImportVerb.Define(),
            UsersVerb.Define(),
            VerifyVerb.Define(),
            RebuildVerb.Define(),
            ExportVerb.Define(),
            VersionVerb.Define(),
        };
        foreach (var option in serve.Options)
            root.Options.Add(option);
        root.Action = serve.Action;
        return root;
    }

    /// <summary>Gives a verb its handler.</summary>
    public static Command Does(
        this Command verb,
        Func<ParseResult, Surroundings, CancellationToken, Task<ExitCode>> handle
    )
    {
        verb.SetAction(async (given, cancel) => (int)await handle(given, Surroundings.Of(given), cancel));
        return verb;
    }
}
