using System.CommandLine;
using System.Diagnostics;
using Inspection.Contracts.Demonstration;
using Inspection.Host.SignIn;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Postgres;
using Microsoft.AspNetCore.Connections;

namespace Inspection.Host.Cli;

/// <summary>inspection serve: the web application, until it is told to stop.</summary>
internal static class ServeVerb
{
    private const string DefaultAddress = "http://127.0.0.1:5080";

    private static readonly Option<string> Urls = new("--urls")
    {
        Description = "Where to listen; several are parted by semicolons.",
        HelpName = "ADDRESSES",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? DefaultAddress,
    };

    private static readonly Option<bool> Demo = new("--demo")
    {
        Description = "Load the demonstration division: invented data to try the suite with.",
    };

    public static Command Define() =>
        new Command("serve", "Serve the web application (what happens when no verb is given).") { Urls, Demo }.Does(
            Run
        );

    private static async Task<ExitCode> Run(ParseResult given, Surroundings surroundings, CancellationToken cancel)
    {
        var address = given.GetValue(Urls)!;
        var step = Stopwatch.StartNew();
        using var logs = LoggerFactory.Create(logging => logging.AddConsole());
        await using var database = await surroundings.Serve(address, logs.CreateLogger<EmbeddedPostgres>(), cancel);
        Report(database.Story, step);

        step.Restart();
        await using var app = Web.Build(
            database.ConnectionString,
            address,
            builder =>
            {
                surroundings.Adjust(builder);
                // Said otherwise, this host shows pages only.
                builder.Configuration[Jobs.Registration.Setting] ??= "true";
            }
        );
        await app.Services.GetRequiredService<Schema>().Apply(new Reporter<RebuildProgress>(Rebuilding()), cancel);
        Report("Schema is up to date", step);

        if (given.GetValue(Demo))
        {
            step.Restart();
            await app.Services.GetRequiredService<Demonstration>().Load(cancel);
            Report("Demonstration division is there", step);
        }

        step.Restart();
        try
        {
            await app.StartAsync(cancel);
        }
        catch (IOException failed) when (failed.InnerException is AddressInUseException)
        {
            throw new EmbeddedPostgresException(
                ExitCode.PortInUse,
                $"The address {address} is in use by another program; choose another with --urls, such as "
                    + "--urls http://127.0.0.1:5081.",
                failed
            );
        }
        Report("Web application started", step);

        await Welcome(app, cancel);
        Console.WriteLine($"First page: {await FirstPage(app, cancel):0.0} s after the start");
        Console.WriteLine($"Inspection is at {string.Join(" and ", app.Urls)}");
        Console.WriteLine("Press Ctrl+C to stop");
        await app.WaitForShutdownAsync(cancel);
        return ExitCode.Ok;
    }

    /// <summary>How to come in: the set-up code of an empty store, the sign-ins of a demonstration.</summary>
    private static async Task Welcome(WebApplication app, CancellationToken cancel)
    {
        var demonstration = app.Services.GetRequiredService<Demonstration>();

        if (await app.Services.GetRequiredService<SetUp>().Code() is { } code)
            Console.WriteLine($"Set-up code, for the first page: {code}");

        if (!await demonstration.IsLoaded())
            return;

        Console.WriteLine($"Demonstration sign-ins, all with the password \"{Cast.Password}\":");
        foreach (var player in Cast.All)
            Console.WriteLine($"  {player.Email, -42} {player.Post}");
    }

    /// <summary>Asks for the first page, as whoever waits for it would; answers the seconds since the process began.</summary>
    private static async Task<double> FirstPage(WebApplication app, CancellationToken cancel)
    {
        using var client = new HttpClient(
            new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true }
        );
        var address = app
            .Urls.First()
            .Replace("//+", "//127.0.0.1")
            .Replace("//*", "//127.0.0.1")
            .Replace("//0.0.0.0", "//127.0.0.1")
            .Replace("//[::]", "//127.0.0.1");
        using var page = await client.GetAsync(new Uri(address), cancel);
        return (TimeProvider.System.GetUtcNow() - Process.GetCurrentProcess().StartTime.ToUniversalTime()).TotalSeconds;
    }

    /// <summary>Says how far a long rebuild is, every few seconds.</summary>
    private static Action<RebuildProgress> Rebuilding()
    {
        var last = Stopwatch.StartNew();

        return at =>
        {
            if (last.Elapsed < TimeSpan.FromSeconds(2))
                return;

            Console.WriteLine($"Building {at.Table} from the events: {100.0 * at.Done / Math.Max(1, at.Of):0} %");
            last.Restart();
        };
    }

    private static void Report(string what, Stopwatch step) =>
        Console.WriteLine($"{what}: {step.Elapsed.TotalSeconds:0.0} s");
}
