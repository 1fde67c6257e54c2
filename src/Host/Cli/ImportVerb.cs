using System.CommandLine;
using FluentValidation;
using Inspection.Contracts.Recommendations;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Postgres;
using Inspection.Recommendations;
using MediatR;

namespace Inspection.Host.Cli;

/// <summary>inspection import FILE: reads an inspection report, shows what was read, and stores it when told to.</summary>
internal static class ImportVerb
{
    private static readonly Argument<FileInfo> Report = new("FILE")
    {
        Description = "The report or the response to it: PDF, DOCX, ODT, HTML, Markdown or text.",
    };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Show what was read and store nothing; needs no database.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Show it as JSON." };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Store without asking." };

    private static readonly Option<string?> Division = new("--division")
    {
        Description = "The division that the report is for; not needed where there is only one.",
        HelpName = "KEY",
    };

    public static Command Define() =>
        new Command("import", "Import an inspection report, or the response to one.")
        {
            Report.AcceptExistingOnly(),
            DryRun,
            Json,
            Yes,
            Division,
        }.Does(Run);

    private static async Task<ExitCode> Run(ParseResult given, Surroundings surroundings, CancellationToken cancel)
    {
        var file = given.GetValue(Report)!;
        var content = await File.ReadAllBytesAsync(file.FullName, cancel);
        var reading = await RecommendationsModule.ReadDocument(content, file.Name, cancel);

        if (given.GetValue(Json))
            Console.WriteLine(reading.Json);
        else
            Show(reading);

        if (given.GetValue(DryRun))
            return ExitCode.Ok;

        if (!given.GetValue(Yes) && !Confirmed())
        {
            Console.Error.WriteLine("Nothing was stored.");
            return ExitCode.Failed;
        }

        await using var verb = await Verb.Begin(surroundings, "import", cancel);
        await using var scope = await verb.In(given.GetValue(Division), cancel);

        try
        {
            await scope
                .ServiceProvider.GetRequiredService<IMediator>()
                .Send(new ImportDocument(Guid.CreateVersion7(), file.Name, content), cancel);
        }
        catch (RefusedException nothingNew)
        {
            Console.Error.WriteLine(nothingNew.Message);
            return ExitCode.Ok;
        }
        catch (ValidationException invalid)
        {
            throw new RefusedException(string.Join(" ", invalid.Errors.Select(error => error.ErrorMessage).Distinct()));
        }

        var stored = scope.ServiceProvider.GetRequiredService<Session>().Receipt!.Streams.Count;
        Console.Error.WriteLine($"Stored: {stored} records.");
        return ExitCode.Ok;
    }

    private static bool Confirmed()
    {
        if (Console.IsInputRedirected)
        {
            Console.Error.WriteLine("Nobody is there to ask: say --yes to store it, or --dry-run to read it only.");
            return false;
        }

        Console.Error.Write("Store this? Type yes: ");
        return Console.ReadLine()?.Trim() is "yes" or "y";
    }

    private static void Show(DocumentReading reading)
    {
        Console.WriteLine($"{reading.Title ?? "Untitled"} ({reading.Inspectorate ?? "inspectorate not stated"})");
        Console.WriteLine();

        foreach (var item in reading.Items)
        {
            Console.WriteLine($"{item.Kind} {item.Number}: {item.Text}");
            Console.WriteLine(
                $"    {item.Position}{(item.Owners is "" ? "" : $"; {item.Owners}")}{(item.Due is "" ? "" : $"; due {item.Due}")}"
            );
        }

        foreach (var warning in reading.Warnings)
            Console.WriteLine($"! {warning}");
    }
}
