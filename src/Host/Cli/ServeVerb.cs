using System.CommandLine;
using System.Diagnostics;
using Inspection.Kernel.Postgres;
using Microsoft.AspNetCore.Connections;

namespace Inspection.Host.Cli;

/// <summary>inspection serve: the web application, until it is told to stop.</summary>
internal static class ServeVerb
{
    private const string DefaultAddress = "http://127.0.0.1:5080";

    /// <summary>Else every folder below the content root is watched, however many there are.</summary>
    private const string NoWatching = "--hostBuilder:reloadConfigOnChange=false";

    private static readonly Option<string> Urls = new("--urls")
    {
        Description = "Where to listen; several are parted by semicolons.",
        HelpName = "ADDRESSES",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? DefaultAddress,
    };

    private static readonly Option<bool> Demo = new("--demo")
    {
        Description = "Fill an empty database with an example.",
    };

    /// <summary>What the framework's test host passes on the command line.</summary>
    private static readonly Option<string>[] HostSettings =
    [
        new("--environment") { Hidden = true },
        new("--contentRoot") { Hidden = true },
        new("--applicationName") { Hidden = true },
    ];

    public static Command Define()
    {
        var serve = new Command("serve", "Serve the web application (what happens when no verb is given).")
        {
            Urls,
            Demo,
        };
        foreach (var setting in HostSettings)
            serve.Options.Add(setting);
        return serve.Does(Run);
    }

    private static async Task<ExitCode> Run(ParseResult given, Surroundings surroundings, CancellationToken cancel)
    {
        var address = given.GetValue(Urls)!;
        var step = Stopwatch.StartNew();
        using var logs = LoggerFactory.Create(logging => logging.AddConsole());
        await using var database = await surroundings.Serve(address, logs.CreateLogger<EmbeddedPostgres>(), cancel);
        Report(database.Story, step);

        step.Restart();
        await using var app = Build(given, address);
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

        Console.WriteLine($"Inspection is at {string.Join(" and ", app.Urls)}");
        Console.WriteLine("Press Ctrl+C to stop");
        await app.WaitForShutdownAsync(cancel);
        return ExitCode.Ok;
    }

    private static WebApplication Build(ParseResult given, string address)
    {
        var settings = HostSettings
            .Where(setting => given.GetValue(setting) is not null)
            .Select(setting => $"{setting.Name}={given.GetValue(setting)}");
        var builder = WebApplication.CreateBuilder([
            $"--contentRoot={AppContext.BaseDirectory}",
            NoWatching,
            .. settings,
        ]);
        builder.WebHost.UseUrls(address.Split(';'));
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical);

        var app = builder.Build();
        app.MapGet("/", () => "Inspection");
        return app;
    }

    private static void Report(string what, Stopwatch step) =>
        Console.WriteLine($"{what}: {step.Elapsed.TotalSeconds:0.0} s");
}
