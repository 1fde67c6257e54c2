using System.Diagnostics;
using System.Net;
using Inspection.Kernel.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Inspection.Faults;

/// <summary>PostgreSQL is away for a while: the host stays, says so, and goes on.</summary>
public sealed class OutageTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const string Head = "head@office.example";
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_host_outlives_an_outage_of_its_database()
    {
        using var folder = new Scratch();
        var options = new EmbeddedPostgresOptions(folder.Path) { Durable = false };
        var postgres = await EmbeddedPostgres.Start(options, NullLogger.Instance);
        var store = new Store(await postgres.Database("inspection"));
        string[] data = ["--postgres", store.ConnectionString];
        await ChildHost.Say(["users", "add", Head, "--administrator", .. data]);
        var token = await ChildHost.Say(["users", "token", Head, .. data]);
        using var host = await ChildHost.Serve(data).Serving();
        using var teams = new Notes(token, [Guid.Empty]);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        Assert.Equal(HttpStatusCode.OK, (await Found(teams, host, "before")).StatusCode);

        NpgsqlConnection.ClearAllPools();
        await postgres.DisposeAsync();
        var watch = Stopwatch.StartNew();
        using var page = await client.GetAsync(new Uri($"{host.Address}/invitation/unknown"));
        using var posted = await Found(teams, host, "during");
        using var unready = await client.GetAsync(new Uri($"{host.Address}/health/ready"));
        using var live = await client.GetAsync(new Uri($"{host.Address}/health/live"));
        using var signIn = await client.GetAsync(new Uri($"{host.Address}/sign-in"));

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, posted.StatusCode);
        Assert.Equal("application/problem+json", posted.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(posted.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Equal("text/html", signIn.Content.Headers.ContentType?.MediaType);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Seconds + Seconds);
        await Task.Delay(TimeSpan.FromSeconds(3));

        await using var again = await EmbeddedPostgres.Start(options, NullLogger.Instance);
        watch.Restart();
        Assert.Equal(HttpStatusCode.OK, (await Found(teams, host, "during")).StatusCode);
        await store.Listed(Seconds);
        while (await client.GetAsync(new Uri($"{host.Address}/health/ready")) is { IsSuccessStatusCode: false })
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, Seconds);
        using var shown = await client.GetAsync(new Uri($"{host.Address}/invitation/unknown"));
        Assert.True((int)shown.StatusCode < 500, $"{shown.StatusCode}");
        output.WriteLine($"All was as before {watch.Elapsed} after the return");
        await store.IsSound();
        Assert.Equal(0, await host.Signal("TERM"));
        NpgsqlConnection.ClearAllPools();
    }

    private static Task<HttpResponseMessage> Found(Notes teams, ChildHost host, string name) =>
        teams.Post(
            $"{host.Address}/api/organisation/teams",
            name,
            new
            {
                Id = new Guid(
                    System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)
                ),
                name,
            }
        );
}
