using Inspection.Kernel.Divisions;
using Inspection.Kernel.Postgres;
using Npgsql;
using Spectre.Console;

namespace Inspection.Host.Cli;

/// <summary>The application on the data of a verb, beside a running host or alone.</summary>
internal sealed class Verb : IAsyncDisposable
{
    private readonly Database database;
    private readonly WebApplication app;

    private Verb(Database database, WebApplication app) => (this.database, this.app) = (database, app);

    public IServiceProvider Services => app.Services;

    public static async Task<Verb> Begin(Surroundings surroundings, string name, CancellationToken cancel)
    {
        var database = await surroundings.Visit(name, cancel);
        var app = Web.Build(database.ConnectionString, "http://127.0.0.1:0", surroundings.Adjust);
        await app.Services.GetRequiredService<Schema>().Apply(cancel: cancel);
        return new(database, app);
    }

    /// <summary>A session for the command line in a division: the only one there is, when none is named.</summary>
    public async Task<AsyncServiceScope> In(string? key, CancellationToken cancel)
    {
        var division = await Division(key, cancel);
        var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Session>().Caller = new(division.Id, SystemActor.CommandLine);
        return scope;
    }

    /// <summary>The division of this key, or the only one there is.</summary>
    public async Task<DivisionKey> Division(string? key, CancellationToken cancel)
    {
        var divisions = await Divisions(cancel);
        var division =
            key is not null ? divisions.FirstOrDefault(one => one.Key == key)
            : divisions.Count == 1 ? divisions[0]
            : null;

        return division
            ?? throw new EmbeddedPostgresException(
                ExitCode.Usage,
                divisions.Count == 0 ? "There is no division yet: start the application and set it up first."
                    : key is null ? $"Say which division with --division: {Names(divisions)}."
                    : $"There is no division \"{key}\"; there are: {Names(divisions)}."
            );
    }

    public async Task<IReadOnlyList<DivisionKey>> Divisions(CancellationToken cancel)
    {
        await using var connection = await Services
            .GetRequiredService<Kernel.Divisions.Database>()
            .Owner.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand("select id, key from kernel.divisions order by id", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var found = new List<DivisionKey>();

        while (await reader.ReadAsync(cancel))
            found.Add(new(reader.GetInt32(0), reader.GetString(1)));

        return found;
    }

    /// <summary>A progress bar on the error stream, where a person watches it.</summary>
    public static async Task<T> Watched<T>(string what, Func<Action<double>, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
            return await work(_ => { });

        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        return await console
            .Progress()
            .AutoClear(true)
            .StartAsync(async progress =>
            {
                var task = progress.AddTask(what);
                return await work(share => task.Value = share * 100);
            });
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await database.DisposeAsync();
    }

    private static string Names(IReadOnlyList<DivisionKey> divisions) =>
        string.Join(", ", divisions.Select(one => one.Key));
}

/// <summary>A division's number and key.</summary>
internal sealed record DivisionKey(int Id, string Key);
