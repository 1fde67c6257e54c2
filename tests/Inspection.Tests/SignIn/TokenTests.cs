using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Inspection.Host.SignIn;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.SignIn;

public sealed class TokenTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Someone_makes_a_token_and_sees_it_once()
    {
        var browser = await app.As(Role.Member);
        var made = await browser.Submit("/account/tokens", ("Name", "Nightly report"), ("Days", "30"));
        var token = made.Read("code")[0];

        Assert.StartsWith("insp_", token, StringComparison.Ordinal);
        Assert.DoesNotContain(token, (await browser.Open("/account")).Body);
        Assert.Contains("Nightly report", (await browser.Open("/account")).Text);
        Assert.Equal(app.Division.PersonOf(Role.Member), (await Find(token))!.Person);
    }

    [Fact]
    public async Task A_token_is_made_for_a_purpose_and_a_time() =>
        Assert.Equal(
            ["Enter what the token is for, in 100 characters or fewer", "Enter a number of days from 1 to 365"],
            (await (await app.As(Role.Member)).Submit("/account/tokens", ("Name", ""), ("Days", "400"))).ErrorSummary
        );

    [Fact]
    public async Task A_revoked_token_is_worth_nothing()
    {
        var browser = await app.As(Role.Reader);
        var token = (await browser.Submit("/account/tokens", ("Name", "Short"), ("Days", "30"))).Read("code")[0];
        Assert.NotNull(await Find(token));

        await browser.Press("/account", "Revoke Short");

        Assert.Null(await Find(token));
    }

    [Fact]
    public async Task An_expired_token_is_worth_nothing()
    {
        var token = await Make(Role.Member, life: TimeSpan.FromDays(1));
        app.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Null(await Find(token));
    }

    [Fact]
    public async Task It_is_seen_when_a_token_was_last_used()
    {
        var browser = await app.As(Role.HeadOfDivision);
        var token = (await browser.Submit("/account/tokens", ("Name", "Used"), ("Days", "30"))).Read("code")[0];
        Assert.Contains("Never", (await browser.Open("/account")).Text);

        await Find(token);

        Assert.Contains($"{Words.Date(app.Today)} at", (await browser.Open("/account")).Text);
    }

    [Fact]
    public async Task Without_or_with_an_unknown_token_the_api_answers_problem_details()
    {
        using var client = new HttpClient { BaseAddress = app.Address };

        foreach (var token in new[] { null, "insp_unknown", "Basic" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/probe");
            request.Headers.Authorization = token is null ? null : new("Bearer", token);
            // Whether or not there is such an address, a stranger is told the same.
            var answer = await client.SendAsync(request);
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.NotFound });
        }
    }

    [Fact]
    public async Task The_api_knows_the_person_the_command_and_the_moment_and_keeps_readers_from_writing()
    {
        await using var probe = new Probe();
        await probe.InitializeAsync();
        var (writer, reader) = (await probe.App.Api(Role.Member), await probe.App.Api(Role.Member, writes: false));
        using var stranger = new HttpClient { BaseAddress = probe.App.Address };
        var key = Guid.NewGuid();
        writer.DefaultRequestHeaders.Add("Idempotency-Key", $"{key}");
        reader.DefaultRequestHeaders.Add("Idempotency-Key", "any words");

        var refused = await stranger.GetAsync("/api/probe");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);

        var caller = await Read(await writer.PostAsync("/api/probe", null));
        Assert.Equal(probe.App.Division.PersonOf(Role.Member), caller.Actor);
        Assert.Equal(key, caller.Command);
        Assert.Null(caller.AsAt);

        var first = await Read(await reader.GetAsync("/api/probe?as-at=2026-01-31"));
        var second = await Read(await reader.GetAsync("/api/probe?as-at=2025-07-31"));
        Assert.Equal(first.Command, second.Command);
        Assert.Equal(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(-10), first.AsAt);
        Assert.Equal(new DateTimeOffset(2025, 7, 31, 23, 0, 0, TimeSpan.Zero).AddTicks(-10), second.AsAt);
        Assert.Null((await Read(await reader.GetAsync("/api/probe?as-at=2099-01-01"))).AsAt);
        Assert.Equal(HttpStatusCode.BadRequest, (await reader.GetAsync("/api/probe?as-at=yesterday")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsync("/api/probe", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await writer.GetAsync("/api/administer")).StatusCode);

        stranger.DefaultRequestHeaders.Authorization = writer.DefaultRequestHeaders.Authorization;
        Assert.StartsWith("/sign-in", await LedTo(stranger, "/organisation"), StringComparison.Ordinal);
    }

    private static async Task<string> LedTo(HttpClient client, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        var answer = await client.SendAsync(request);
        return answer.RequestMessage!.RequestUri!.PathAndQuery is var path && path != url ? path
            : answer.StatusCode == HttpStatusCode.Unauthorized ? "/sign-in"
            : path;
    }

    private static async Task<Caller> Read(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<Caller>(JsonSerializerOptions.Web))!;
    }

    private async Task<string> Make(Role role, TimeSpan? life = null)
    {
        var user = await app
            .Services.GetRequiredService<Memberships>()
            .UserOf(app.Division.Id, app.Division.PersonOf(role));
        return await app
            .Services.GetRequiredService<Tokens>()
            .Make(user!.Value, app.Division.Id, "Test", writes: true, life);
    }

    private Task<Tokens.Known?> Find(string token) =>
        app.Services.GetRequiredService<Tokens>().Find(token, CancellationToken.None);
}

/// <summary>The application with an address that says who the session says is calling.</summary>
internal sealed class Probe : IAsyncDisposable
{
    public App App { get; } = new();

    public async Task InitializeAsync()
    {
        await App.InitializeAsync();
        var web = (WebApplication)
            typeof(App)
                .GetField("web", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!
                .GetValue(App)!;
        web.MapMethods("/api/probe", ["GET", "POST"], (Session session) => session.Caller)
            .RequireAuthorization(nameof(Policy.Read));
        web.MapGet("/api/administer", () => Results.Ok()).RequireAuthorization(nameof(Policy.Administer));
    }

    public ValueTask DisposeAsync() => new(App.DisposeAsync());
}
