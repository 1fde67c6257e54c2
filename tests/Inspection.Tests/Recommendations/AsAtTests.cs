using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Inspection.Recommendations;

namespace Inspection.Tests.Recommendations;

/// <summary>The division as it was: 2 March nothing but a recommendation, 12 March late work and a change, then today.</summary>
public sealed class AsAtTests : IAsyncLifetime
{
    private readonly App app = new();
    private Guid report;
    private Guid item;

    public async Task InitializeAsync()
    {
        await app.InitializeAsync();
        (report, item) = await app.GivenItem(
            app.Division,
            id => Sample.Recorded(id.Item, id.Report, due: new(2026, 3, 20))
        );
        app.Clock.Advance(TimeSpan.FromDays(10));
        await app.Send(new MakeMove(item, null, Move.CloseSuperseded, "Overtaken by events"));
        await app.Send(new CorrectReport(report, null, "The later title", "HMCPSI", null, null, null, null, "Misread"));
        await app.GivenItem();
        app.Clock.Advance(TimeSpan.FromDays(10));
        await app.Settle();
    }

    public Task DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task The_past_is_shown_and_not_changed()
    {
        var browser = await app.As(Role.HeadOfDivision);

        await An_item_is_shown_as_it_was(browser);
        await Lists_are_shown_as_they_were(browser);
        await The_dashboard_is_shown_as_it_was(browser);
        await Nothing_is_changed_in_the_past(browser);
        await The_API_looks_at_the_past_too();
    }

    private async Task An_item_is_shown_as_it_was(Browser browser)
    {
        var then = await browser.Open($"/recommendations/{item}?as-at=2026-03-05");
        Assert.Contains("Not started", then.Text, StringComparison.Ordinal);
        Assert.Contains("in 15 days", then.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Overtaken by events", then.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(then.Links, link => link.Contains("/moves/", StringComparison.Ordinal));
        Assert.Equal(
            "Inspection of the Northmere Division",
            (await browser.Open($"/reports/{report}?as-at=2026-03-05")).Heading
        );
        Assert.Equal("The later title", (await browser.Open($"/reports/{report}?as-at=2026-03-12")).Heading);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Open($"/recommendations/{item}?as-at=2026-03-01")).Status);

        var now = await browser.Open($"/recommendations/{item}?as-at=today");
        Assert.Contains("Overtaken by events", now.Text, StringComparison.Ordinal);
    }

    private async Task Lists_are_shown_as_they_were(Browser browser)
    {
        Assert.Equal((0, 1), (await Rows("2026-03-01"), await Rows("2026-03-05")));
        Assert.Equal(2, await Rows("2026-03-12"));

        var changes = await browser.Open("/changes?as-at=2026-03-05");
        Assert.DoesNotContain("superseded", changes.Text, StringComparison.Ordinal);
        Assert.Contains("Recorded: ", changes.Text, StringComparison.Ordinal);
        Assert.Contains("superseded", (await browser.Open("/changes?as-at=2026-03-12")).Text, StringComparison.Ordinal);

        async Task<int> Rows(string day) =>
            (await browser.Open($"/recommendations?as-at={day}")).Page.QuerySelectorAll("main tbody tr").Length;
    }

    private static async Task The_dashboard_is_shown_as_it_was(Browser browser)
    {
        Assert.Equal("1", await Open("2026-03-05"));
        Assert.Equal("1", await Open("2026-03-12"));
        var then = await browser.Open("/?as-at=2026-03-05");
        Assert.Contains("in 15 days", then.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("superseded", then.Text, StringComparison.Ordinal);

        async Task<string> Open(string day) => (await browser.Open($"/?as-at={day}")).Read(".app-figure__number")[0];
    }

    private async Task Nothing_is_changed_in_the_past(Browser browser)
    {
        var form = await browser.Open($"/recommendations/{item}/notes/add?as-at=2026-03-05");
        var answer = await browser.Press(form, $"/recommendations/{item}/notes/add", null, ("Text", "Too late"));

        Assert.Equal(["You are looking at the past: go back to today to make changes"], answer.ErrorSummary);
        Assert.Equal(2, (await app.History(item)).Count);
    }

    private async Task The_API_looks_at_the_past_too()
    {
        var api = await app.Api(Role.HeadOfDivision);
        var then = await api.GetFromJsonAsync<JsonElement>($"/api/recommendations/{item}?as-at=2026-03-05");
        Assert.Equal("not started", then.GetProperty("recommendation").GetProperty("status").GetString());

        var refused = await api.PostAsJsonAsync(
            $"/api/recommendations/{item}/notes?as-at=2026-03-05",
            new { text = "Too late" }
        );
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await api.GetAsync($"/api/recommendations/{item}?as-at=yesterday")).StatusCode
        );
    }
}
