using System.Net;
using Inspection.Deadlines;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Organisation;
using Inspection.Recommendations;
using Inspection.Tests.Recommendations;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Deadlines;

/// <summary>Feeds as a calendar program fetches them.</summary>
public sealed class FeedTests(App app) : IClassFixture<App>
{
    private static readonly DateOnly Today = Sample.Today;

    [Fact]
    public async Task A_feed_is_opened_on_the_page_and_shows_what_is_ones_own()
    {
        var division = await NewDivision();
        var item = await Recorded(division, Today.AddDays(9));
        await Recorded(division, Today.AddDays(9), Role.DeputyHead);
        await app.Settle();
        var browser = await app.As(Role.Member, division);

        var opened = await browser.Submit("/deadlines/calendar/open");
        var page = await browser.Follow(opened);
        var address = page.Read("#link").Single();

        Assert.DoesNotContain(address, (await browser.Open("/deadlines/calendar")).Body, StringComparison.Ordinal);
        var answer = await Get(new Uri(address).PathAndQuery);
        Assert.Equal("text/calendar; charset=utf-8", $"{answer.Content.Headers.ContentType}");
        Assert.True(answer.Headers.CacheControl!.Private);
        var one = Assert.Single(Events(await answer.Content.ReadAsStringAsync()));
        Assert.Equal($"{Today.AddDays(9):yyyyMMdd}", one["DTSTART;VALUE=DATE"]);
        Assert.Equal("CONFIRMED", one["STATUS"]);
        Assert.EndsWith(": Recommendation due", one["SUMMARY"], StringComparison.Ordinal);
        Assert.Equal($"{app.Address}recommendations/{item}", one["URL"]);
    }

    [Fact]
    public async Task No_word_of_a_finding_is_in_a_feed()
    {
        var division = await NewDivision();
        await Recorded(division, Today.AddDays(9));
        var token = await Opened(division, Role.Member);
        var text = await app.In(
            services => services.GetRequiredService<Session>().One<string>("select text from deadline limit 1"),
            division
        );

        Assert.DoesNotContain(text![..20], await Read(token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_date_keeps_the_UID_and_raises_the_sequence()
    {
        var division = await NewDivision();
        var item = await Recorded(division, Today.AddDays(9));
        var token = await Opened(division, Role.Member);
        var before = Assert.Single(Events(await Read(token)));

        await Change(division, item, new Recommendation.Dated(Today.AddDays(20), "Later"));
        var after = Assert.Single(Events(await Read(token)));

        Assert.Equal(before["UID"], after["UID"]);
        Assert.True(Sequence(after) > Sequence(before));
        Assert.Equal($"{Today.AddDays(20):yyyyMMdd}", after["DTSTART;VALUE=DATE"]);
        Assert.Equal(after, Assert.Single(Events(await Read(token))));
    }

    [Fact]
    public async Task What_is_closed_is_cancelled_for_a_while()
    {
        await using var own = await Own();
        var division = own.App.Division;
        var item = await Recorded(own.App, division, Today.AddDays(9));
        var token = await Opened(own.App, division, Role.Member);
        var before = Assert.Single(Events(await Read(own.App, token)));

        await Change(
            own.App,
            division,
            item,
            new Recommendation.Closed(RecommendationStatus.NoLongerApplicable, "The team is no more", Today)
        );
        var after = Assert.Single(Events(await Read(own.App, token)));

        Assert.Equal(("CANCELLED", before["UID"]), (after["STATUS"], after["UID"]));
        Assert.True(Sequence(after) > Sequence(before));
        own.App.Clock.Advance(TimeSpan.FromDays(FeedReader.CancelledDays - 1));
        Assert.Equal(after, Assert.Single(Events(await Read(own.App, token))));
        own.App.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Empty(Events(await Read(own.App, token)));
    }

    [Fact]
    public async Task What_goes_to_somebody_else_and_comes_back_is_cancelled_and_confirmed_again()
    {
        var division = await NewDivision();
        var item = await Recorded(division, Today.AddDays(9));
        var (token, other) = (await Opened(division, Role.Member), await Opened(division, Role.DeputyHead));
        var first = Assert.Single(Events(await Read(token)));
        Assert.Empty(Events(await Read(other)));

        await Change(division, item, Assigned(division, Role.DeputyHead));
        var gone = Assert.Single(Events(await Read(token)));
        Assert.Equal("CONFIRMED", Assert.Single(Events(await Read(other)))["STATUS"]);

        await Change(division, item, Assigned(division, Role.Member));
        var back = Assert.Single(Events(await Read(token)));

        Assert.Equal(["CONFIRMED", "CANCELLED", "CONFIRMED"], new[] { first, gone, back }.Select(one => one["STATUS"]));
        Assert.True(Sequence(first) < Sequence(gone) && Sequence(gone) < Sequence(back));
        Assert.Equal("CANCELLED", Assert.Single(Events(await Read(other)))["STATUS"]);
    }

    [Fact]
    public async Task Who_leaves_a_post_sees_its_deadlines_cancelled()
    {
        await using var own = await Own();
        var division = own.App.Division;
        await Recorded(own.App, division, Today.AddDays(30));
        var token = await Opened(own.App, division, Role.Member);
        var before = Assert.Single(Events(await Read(own.App, token)));
        var holding = (await own.App.Ask(new PostDetails(division.Post(Role.Member)))).Holdings.Single();

        await own.App.Send(new EndAppointment(holding.Post, null, holding.Appointment, Today));
        own.App.Clock.Advance(TimeSpan.FromDays(1));
        var after = Assert.Single(Events(await Read(own.App, token)));

        Assert.Equal("CANCELLED", after["STATUS"]);
        Assert.True(Sequence(after) > Sequence(before));
    }

    [Fact]
    public async Task A_modules_feed_is_opened_by_who_manages()
    {
        var division = await NewDivision();
        await Recorded(division, Today.AddDays(9));
        await Recorded(division, Today.AddDays(10), Role.DeputyHead);

        await Assert.ThrowsAsync<ForbiddenException>(() => Opened(division, Role.Member, "recommendations"));
        var token = await Opened(division, Role.ModuleOwner, "recommendations");

        Assert.Equal(2, Events(await Read(token)).Count);
    }

    [Fact]
    public async Task An_address_that_opens_nothing_does_not_say_why()
    {
        var division = await NewDivision();
        var (renewed, revoked) = (Guid.NewGuid(), Guid.NewGuid());
        var (old, ended) = (
            await Opened(division, Role.Member, id: renewed),
            await Opened(division, Role.Member, id: revoked)
        );
        var fresh = Token.Make();
        await app.Send(new RenewFeed(renewed, Token.Hash(fresh)), division, division.PersonOf(Role.Member));
        await app.Send(new RevokeFeed(revoked), division, division.PersonOf(Role.Member));
        var gone = await Opened(division, Role.Reader);
        await app.Send(new DeactivatePerson(division.PersonOf(Role.Reader), null), division);

        var answers = new List<string>();

        foreach (var token in new[] { old, ended, gone, Token.Make() })
        {
            var answer = await Get($"/calendar/{token}.ics");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            answers.Add((await answer.Content.ReadAsStringAsync()).Replace(token, "", StringComparison.Ordinal));
        }

        Assert.Single(answers.Distinct());
        Assert.Equal(HttpStatusCode.OK, (await Get($"/calendar/{fresh}.ics")).StatusCode);
    }

    [Fact]
    public async Task Nobody_touches_the_feed_of_another()
    {
        var division = await NewDivision();
        var feed = Guid.NewGuid();
        await Opened(division, Role.Member, id: feed);
        var (reader, administrator) = (await app.As(Role.Reader, division), await app.As(Role.Administrator, division));

        Assert.Equal(HttpStatusCode.NotFound, (await reader.Open($"/deadlines/calendar/{feed}/revoke")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.Open($"/deadlines/calendar/{feed}/renew")).Status);
        Assert.DoesNotContain($"{feed}", (await reader.Open("/deadlines/calendar")).Body, StringComparison.Ordinal);
        Assert.Contains($"{feed}", (await administrator.Open("/deadlines/calendar")).Body, StringComparison.Ordinal);
        Assert.Equal(
            "/deadlines/calendar",
            (await administrator.Submit($"/deadlines/calendar/{feed}/revoke")).RedirectedTo
        );
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        var division = await NewDivision();
        var item = await Recorded(division, Today.AddDays(9));
        var token = await Opened(division, Role.Member);
        var tag = (await Get($"/calendar/{token}.ics")).Headers.ETag!;

        Assert.Equal(HttpStatusCode.NotModified, (await Get($"/calendar/{token}.ics", $"{tag}")).StatusCode);
        await Change(division, item, new Recommendation.Dated(Today.AddDays(20), "Later"));
        Assert.Equal(HttpStatusCode.OK, (await Get($"/calendar/{token}.ics", $"{tag}")).StatusCode);
    }

    [Fact]
    public async Task Many_fetch_a_feed_at_once()
    {
        var division = await NewDivision();

        for (var i = 0; i < 20; i++)
            await Recorded(division, Today.AddDays(i));

        var token = await Opened(division, Role.Member);
        var read = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Read(token)));

        Assert.Single(
            read.Select(one => string.Join(',', Events(one).Select(e => e["UID"] + e["SEQUENCE"]))).Distinct()
        );
    }

    private Task<TestDivision> NewDivision() => app.AddDivision($"f{Guid.NewGuid():n}"[..12], "A division of its own");

    private Task<Guid> Recorded(TestDivision division, DateOnly due, Role owner = Role.Member) =>
        Recorded(app, division, due, owner);

    private static async Task<Guid> Recorded(App app, TestDivision division, DateOnly due, Role owner = Role.Member)
    {
        var id = Guid.NewGuid();
        await app.Given(division, id, Sample.Recorded(id, Guid.NewGuid(), due: due), Assigned(division, owner));
        await app.Settle();
        return id;
    }

    private static Recommendation.Assigned Assigned(TestDivision division, Role owner) =>
        new([division.Post(owner)], division.Post(owner));

    private Task Change(TestDivision division, Guid item, DomainEvent happened) =>
        Change(app, division, item, happened);

    private static async Task Change(App app, TestDivision division, Guid item, DomainEvent happened)
    {
        await app.In(
            async services =>
            {
                var session = services.GetRequiredService<Session>();
                await session.Events.Change<Recommendation>(item, null, _ => [happened]);
                return await session.Commit();
            },
            division
        );
        await app.Settle();
    }

    private Task<string> Opened(TestDivision division, Role role, string? module = null, Guid? id = null) =>
        Opened(app, division, role, module, id);

    private static async Task<string> Opened(
        App app,
        TestDivision division,
        Role role,
        string? module = null,
        Guid? id = null
    )
    {
        var token = Token.Make();
        await app.Send(
            new OpenFeed(id ?? Guid.NewGuid(), module, Token.Hash(token)),
            division,
            division.PersonOf(role)
        );
        return token;
    }

    private Task<string> Read(string token) => Read(app, token);

    private static async Task<string> Read(App app, string token)
    {
        using var client = new HttpClient { BaseAddress = app.Address };
        return await client.GetStringAsync(new Uri($"/calendar/{token}.ics", UriKind.Relative));
    }

    private async Task<HttpResponseMessage> Get(string path, string? tag = null)
    {
        using var client = new HttpClient { BaseAddress = app.Address };
        using var asked = new HttpRequestMessage(HttpMethod.Get, path);

        if (tag is not null)
            asked.Headers.IfNoneMatch.ParseAdd(tag);

        return await client.SendAsync(asked);
    }

    private static int Sequence(Dictionary<string, string> one) =>
        int.Parse(one["SEQUENCE"], System.Globalization.CultureInfo.InvariantCulture);

    private static List<Dictionary<string, string>> Events(string calendar)
    {
        var read = new List<Dictionary<string, string>>();
        var inAlarm = false;

        foreach (var line in calendar.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n"))
            if (line == "BEGIN:VEVENT")
                read.Add([]);
            else if (line is "BEGIN:VALARM" or "END:VALARM")
                inAlarm = line[0] == 'B';
            else if (read.Count > 0 && !inAlarm && line.Split(':', 2) is [var name, var value])
                read[^1].TryAdd(name, value);

        return read;
    }

    private static async Task<OwnApp> Own()
    {
        var own = new OwnApp(new App());
        await own.App.InitializeAsync();
        return own;
    }

    /// <summary>An application whose clock one test moves.</summary>
    private sealed record OwnApp(App App) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await App.DisposeAsync();
    }
}
