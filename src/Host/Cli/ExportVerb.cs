using System.CommandLine;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Postgres;

namespace Inspection.Host.Cli;

/// <summary>inspection export FILE: everything, in a form that outlives this program.</summary>
internal static class ExportVerb
{
    private static readonly Argument<FileInfo> Target = new("FILE") { Description = "The zip file to write." };

    public static Command Define() =>
        new Command("export", "Write everything to a zip file: events, people, documents.") { Target }.Does(Run);

    private static async Task<ExitCode> Run(ParseResult given, Surroundings surroundings, CancellationToken cancel)
    {
        var target = given.GetValue(Target)!;

        if (target.Directory is { Exists: false } missing)
            throw new DirectoryNotFoundException($"There is no folder {missing.FullName}.");

        await using var verb = await Verb.Begin(surroundings, "export", cancel);
        var archive = verb.Services.GetRequiredService<Archive>();

        // Half an archive must not look like one.
        var part = target.FullName + ".part";
        var events = await Verb.Watched(
            "Exporting",
            async show =>
            {
                await using var file = File.Create(part);
                return await archive.Write(file, new Reporter<double>(show), cancel);
            }
        );
        File.Move(part, target.FullName, overwrite: true);
        Console.WriteLine($"{target.FullName}: {events:N0} events");
        return ExitCode.Ok;
    }
}
