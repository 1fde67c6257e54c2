using System.Diagnostics;
using Dapper;
using Inspection.Host;
using Inspection.Host.SignIn;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Inspection.Faults;

/// <summary>What must hold of a store after every fault, asked as a superuser who sees all of it.</summary>
internal sealed class Store(string connectionString)
{
    private const string Head = "head@demonstration.example";

    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("INSPECTION_FULL") == "1";

    public string ConnectionString => connectionString;

    /// <summary>A token of the Head of the demonstration division, good for every copy of <see cref="Demonstrated"/>.</summary>
    public static string Token { get; private set; } = "";

    /// <summary>The same for the administrator.</summary>
    public static string AdministratorsToken { get; private set; } = "";

    /// <summary>A database of its own, with the demonstration in it.</summary>
    public static async Task<TestDatabase> Demonstrated() =>
        await (await TestCluster.Shared).CreateDatabase(
            "demonstrated",
            async connection =>
            {
                await using var web = Build(connection, subscriptions: false);
                await web.Services.GetRequiredService<Schema>().Apply();
                await web.Services.GetRequiredService<IDemonstration>().Load();
                await using var scope = web.Services.CreateAsyncScope();
                var users = scope.ServiceProvider.GetRequiredService<Users>();
                Token = await users.Token("demonstration", Head);
                AdministratorsToken = await users.Token("demonstration", "administrator@demonstration.example");
            }
        );

    /// <summary>A host in this process, not yet started.</summary>
    public static WebApplication Build(string connection, bool subscriptions) =>
        Web.Build(
            connection,
            "http://127.0.0.1:0",
            builder =>
            {
                builder.Logging.ClearProviders();

                if (!subscriptions)
                    foreach (var service in builder.Services.Where(IsRunner).ToList())
                        builder.Services.Remove(service);
            }
        );

    /// <summary>Prints a token for the Head, from the command line.</summary>
    public static Task<string> TokenFor(params string[] arguments) =>
        ChildHost.Say(["users", "token", Head, "--division", "demonstration", .. arguments]);

    public async Task<T> Ask<T>(string sql, object? parameters = null)
    {
        await using var connection = await Open();
        return (await connection.QuerySingleAsync<T>(sql, parameters))!;
    }

    public async Task<IReadOnlyList<T>> List<T>(string sql)
    {
        await using var connection = await Open();
        return (await connection.QueryAsync<T>(sql)).AsList();
    }

    public async Task Do(string sql, object? parameters = null)
    {
        await using var connection = await Open();
        await connection.ExecuteAsync(sql, parameters);
    }

    public async Task<NpgsqlConnection> Open()
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Command Timeout=60");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>How often a note was stored.</summary>
    public Task<int> Count(Note note) =>
        Ask<int>("select count(*) from kernel.events where data ->> 'Text' = @Text", note);

    /// <summary>How long it took until the list of changes was up to date.</summary>
    public async Task<TimeSpan> Listed(TimeSpan atMost)
    {
        for (var since = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            var behind = await Ask<int>(
                """
                select count(*) from kernel.head h left join kernel.checkpoints c
                on c.division = h.division and c.subscription = 'changes' where h.position > coalesce(c.position, 0)
                """
            );

            if (behind == 0)
                return since.Elapsed;

            Assert.True(since.Elapsed < atMost, $"The list of changes is still behind after {since.Elapsed}");
        }
    }

    /// <summary>Positions, chain, list of changes and read models are what the events say.</summary>
    public async Task IsSound()
    {
        Assert.Empty(
            await List<string>(
                """
                select format('division %s: %s events up to %s, head %s', h.division, count(e), max(e.position), h.position)
                from kernel.head h left join kernel.events e using (division) group by h.division, h.position
                having count(e) <> h.position or coalesce(max(e.position), 0) <> h.position
                    or count(distinct e.position) <> h.position
                """
            )
        );
        Assert.Empty(await List<string>("select format('%s %s', position, error) from kernel.parked"));

        await using var web = Build(connectionString, subscriptions: false);
        Assert.All(await web.Services.GetRequiredService<Verify>().Run(), verdict => Assert.Null(verdict.Fault));
        await web.Services.GetRequiredService<Subscriptions>().Drain();
        var (described, listed) = (
            await Describable(web.Services),
            await List<Change>("select division, position, text from kernel.changes order by division, position")
        );
        // Of what it was stands before what it was.
        Assert.Equal(
            described,
            listed.Zip(
                described,
                (one, said) =>
                    one.Text.EndsWith(said.Text, StringComparison.Ordinal) ? one with { Text = said.Text } : one
            )
        );
        Assert.Equal(described.Count, listed.Count);

        foreach (var model in web.Services.GetRequiredService<ReadModels>().All)
        {
            var rows = await Rows(model.Name);
            await web.Services.GetRequiredService<Rebuild>().Run(model);
            Assert.Equal(rows, await Rows(model.Name));
        }
    }

    /// <summary>Acknowledged notes are there once, under the version that was answered; the others at most once.</summary>
    public async Task Has(Notes notes)
    {
        var stored = (
            await List<(string Text, int Version)>(
                "select data ->> 'Text', version from kernel.events where type = 'recommendation.noted'"
            )
        ).ToLookup(one => one.Text, one => one.Version);

        foreach (var note in notes.Sent)
            if (note.Version is { } version)
                Assert.Equal([version], stored[note.Text]);
            else
                Assert.InRange(stored[note.Text].Count(), 0, 1);

        Assert.Empty(notes.Strange);
    }

    private async Task<List<Change>> Describable(IServiceProvider services)
    {
        var types = services.GetRequiredService<EventTypes>();
        var modules = services.GetRequiredService<IReadOnlyList<IModule>>();
        var described = new List<Change>();
        await using var connection = await Open();
        await using var command = new NpgsqlCommand(
            """
            select division, position, stream, version, type, schema, data, actor, at, command
            from kernel.events order by division, position
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync();

        while (await reader.ReadAsync())
        {
            var happened = new StoredEvent(
                reader.GetInt64(1),
                reader.GetGuid(2),
                reader.GetInt32(3),
                types.Read(reader.GetString(4), reader.GetInt16(5), reader.GetFieldValue<byte[]>(6)),
                reader.GetGuid(7),
                new(reader.GetDateTime(8)),
                reader.GetGuid(9)
            );
            var module = modules.First(one => one.GetType().Assembly == happened.Data.GetType().Assembly);

            if (module.Describe(happened) is { } change)
                described.Add(new(reader.GetInt32(0), happened.Position, change.Text));
        }

        return described;
    }

    private async Task<IReadOnlyList<string>> Rows(string table) =>
        [
            .. await List<string>($"select t::text from {table} t order by division, id"),
            .. await List<string>($"select t::text from {table}_history t order by t::text"),
        ];

    private static bool IsRunner(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService) && service.ImplementationFactory is not null;

    private sealed record Change(int Division, long Position, string Text);
}
