using System.Globalization;
using Inspection.Host;
using Inspection.Kernel.Divisions;
using Inspection.Testing;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Inspection.Kit;

/// <summary>The real host on a port and a database of its own, with the kit's module, for one test class.</summary>
public sealed class KitServer : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly WebApplication app;

    private KitServer(TestDatabase database, WebApplication app, int division, Uri address) =>
        (this.database, this.app, Division, Address) = (database, app, division, address);

    /// <summary>The desks that own findings.</summary>
    public static IReadOnlyList<Guid> Desks { get; } =
    [.. Enumerable.Range(1, 4).Select(number => new Guid(number, 0, 0, [0x80, 0, 0, 0, 0, 0, 0, 1]))];

    /// <summary>The person who calls.</summary>
    public static Guid Person { get; } = new("00000000-0000-4000-8000-0000000000aa");

    public int Division { get; }

    public Uri Address { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>The past moment that every request looks at.</summary>
    public DateTimeOffset? AsAt { get; set; }

    /// <summary>Makes the database, starts the host, and stores findings.</summary>
    /// <param name="rows">How many findings.</param>
    /// <param name="adjust">What a test sets differently.</param>
    public static async Task<KitServer> Start(int rows, Action<WebApplicationBuilder>? adjust = null)
    {
        var database = await (await TestCluster.Shared).CreateDatabase();
        KitServer? started = null;
        var app = Web.Build(
            database.ConnectionString,
            "http://127.0.0.1:0",
            builder =>
            {
                adjust?.Invoke(builder);
                builder
                    .Services.AddSingleton<IStartupFilter>(new SignIn(() => started))
                    .AddSingleton<IPolicyEvaluator, Everyone>()
                    .Configure<AntiforgeryOptions>(forms => forms.Cookie = new() { Name = "form" })
                    .Configure<CookieTempDataProviderOptions>(said => said.Cookie = new() { Name = "said" });
            },
            [.. Modules.All, new KitModule()]
        );
        await app.Services.GetRequiredService<Schema>().Apply();
        int division;

        await using (var connection = new NpgsqlConnection(database.ConnectionString))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(
                "select kernel.register_division('demo', 'Proceeds of Crime Division', true)",
                connection
            );
            division = (int)(await command.ExecuteScalarAsync())!;
            command.CommandText = Seed(division, rows);
            await command.ExecuteNonQueryAsync();
        }

        await app.StartAsync();
        var address = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        return started = new(database, app, division, new(address));
    }

    /// <summary>A session as a request has it.</summary>
    public async Task<T> In<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Session>().Caller = new(Division, Person);
        return await work(scope.ServiceProvider);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await database.DisposeAsync();
    }

    private static string Seed(int division, int rows) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            select set_config('inspection.division', '{division}', false);
            insert into kit.kit_desk (division, id, version, changed_at, title)
            values ({division}, '{Desks[0]}', 1, '2018-01-01', 'Head of Division'), ({division}, '{Desks[
                1
            ]}', 1, '2018-01-01', 'Area Business Manager'),
                ({division}, '{Desks[2]}', 1, '2018-01-01', 'Deputy Head, Proceeds'), ({division}, '{Desks[
                3
            ]}', 1, '2018-01-01', 'Casework Lead, Cardiff');
            insert into kit.kit_finding (division, id, version, changed_at, number, text, status, desk, due, raised_at, cost, urgent)
            select {division}, md5('finding' || i)::uuid, 1, '2026-01-01', i,
                (array['Review the guidance on restraint orders', 'Agree a timetable with each police force', 'Record the reason for every late disclosure',
                    'Train prosecutors in confiscation hearings', '=HYPERLINK("http://evil","x")', 'Assure the quality of charging advice 100%_sure',
                    'Publish what was learned from "closed" cases, by site'])[1 + i % 7],
                (array['AwaitingReply', 'InProgress', 'Complete', 'Closed', 'InProgress'])[1 + i % 5],
                case when i % 6 = 0 then null else (array['{Desks[0]}', '{Desks[1]}', '{Desks[2]}', '{Desks[
                3
            ]}'])[1 + i % 4]::uuid end,
                case when i % 9 = 0 then null else date '2026-11-22' + ((i * 37) % 400 - 200) end,
                timestamptz '2025-01-01 10:00Z' + (i % 500) * interval '1 day', case when i % 3 = 0 then null else (i % 97) * 10.5 end, i % 11 = 0
            from generate_series(1, {rows}) i;
            analyze kit.kit_finding;
            insert into identity.users (id, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
            values ('{Person}', false, false, false, false, 0);
            insert into identity.memberships (user_id, division, person_id) values ('{Person}', {division}, '{Person}');
            """
        );

    /// <summary>Lets everyone in; who may do what is still asked by the pipeline.</summary>
    private sealed class Everyone : IPolicyEvaluator
    {
        public Task<AuthenticateResult> AuthenticateAsync(AuthorizationPolicy policy, HttpContext context) =>
            Task.FromResult(AuthenticateResult.NoResult());

        public Task<PolicyAuthorizationResult> AuthorizeAsync(
            AuthorizationPolicy policy,
            AuthenticateResult authenticationResult,
            HttpContext context,
            object? resource
        ) => Task.FromResult(PolicyAuthorizationResult.Success());
    }

    private sealed class SignIn(Func<KitServer?> server) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (context, then) =>
                    {
                        if (server() is { } started && !context.Request.Headers.ContainsKey("X-Nobody"))
                            context.RequestServices.GetRequiredService<Session>().Caller = new(started.Division, Person)
                            {
                                AsAt = started.AsAt,
                            };
                        return then(context);
                    }
                );
                next(app);
            };
    }
}
