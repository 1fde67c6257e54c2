using System.CommandLine;
using Inspection.Kernel.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Inspection.Host.Cli;

/// <summary>Where the data are: in a folder of our own, or behind a connection that was given.</summary>
internal sealed record Surroundings(string? Folder, string? Connection, string? Scanner)
{
    private const string BinariesVariable = "INSPECTION_POSTGRES_BINARIES";
    private const string DatabaseName = "inspection";

    public static readonly Option<string?> Data = new("--data")
    {
        Description = "The folder of the data; by default \"data\" beside the solution.",
        HelpName = "DIR",
        Recursive = true,
    };

    public static readonly Option<string?> Postgres = new("--postgres")
    {
        Description = "A connection string: use that PostgreSQL database and start none.",
        HelpName = "CONNECTION",
        Recursive = true,
    };

    public static readonly Option<string?> Clamd = new("--clamd")
    {
        Description =
            "The malware scanner clamd, HOST:PORT or the path of its socket: files are scanned before anybody gets them.",
        HelpName = "ADDRESS",
        Recursive = true,
    };

    public static Surroundings Of(ParseResult given) =>
        new(given.GetValue(Data), given.GetValue(Postgres), given.GetValue(Clamd));

    /// <summary>What was said on the command line, over what the configuration says.</summary>
    public void Adjust(WebApplicationBuilder builder)
    {
        if (!string.IsNullOrWhiteSpace(Scanner))
            builder.Configuration["Inspection:Files:Clamd"] = Scanner;
    }

    /// <summary>The database of a host, which nobody else may serve.</summary>
    public Task<Database> Serve(string address, ILogger log, CancellationToken cancel) =>
        Open(address, EmbeddedPostgres.Start, log, cancel);

    /// <summary>The database for one verb: the running host's, else started for as long as the verb takes.</summary>
    public Task<Database> Visit(string verb, CancellationToken cancel) =>
        Open(verb, EmbeddedPostgres.Attach, NullLogger.Instance, cancel);

    private async Task<Database> Open(
        string occupant,
        Func<EmbeddedPostgresOptions, ILogger, CancellationToken, Task<EmbeddedPostgres>> open,
        ILogger log,
        CancellationToken cancel
    )
    {
        if (!string.IsNullOrWhiteSpace(Connection))
            return new(await Checked(Connection, cancel), Cluster: null);
        var folder = string.IsNullOrWhiteSpace(Folder) ? DataFolder.Default(ApplicationFolder()) : Folder;
        var options = new EmbeddedPostgresOptions(folder)
        {
            Binaries = Environment.GetEnvironmentVariable(BinariesVariable),
            Occupant = occupant,
        };
        var cluster = await open(options, log, cancel);
        try
        {
            return new(await cluster.Database(DatabaseName, cancel), cluster);
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private static async Task<string> Checked(string connectionString, CancellationToken cancel)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancel);
            return connectionString;
        }
        catch (ArgumentException mistyped)
        {
            throw new EmbeddedPostgresException(
                ExitCode.Usage,
                $"--postgres is not a connection string ({mistyped.Message.TrimEnd('.')}); it looks like "
                    + "\"Host=...;Database=...;Username=...;Password=...\".",
                mistyped
            );
        }
    }

    private static string ApplicationFolder()
    {
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
            if (File.Exists(Path.Combine(above.FullName, "Inspection.sln")))
                return above.FullName;
        return AppContext.BaseDirectory;
    }
}
