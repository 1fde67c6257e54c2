using System.Net;
using Inspection.Recommendations;
using Action = Inspection.Recommendations.Action;

namespace Inspection.Tests.Recommendations.Actions;

public sealed class HandOverTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Everything_that_a_post_owns_is_shown_open_ones_first_and_handed_over()
    {
        var it = await Begin("hand-over");
        var browser = await app.As(Role.HeadOfDivision, it.Division);

        var page = await browser.Open($"/hand-over/{it.From}");
        Assert.Equal("What Member owns", page.Heading);
        Assert.Contains("2 things open, 1 ended.", page.Text, StringComparison.Ordinal);
        Assert.Equal(
            [$"/actions/{it.Action}", $"/recommendations/{it.Item}", $"/actions/{it.Done}"],
            page.Page.QuerySelectorAll("tbody th a").Select(link => link.GetAttribute("href")!)
        );

        var empty = await browser.Press($"/hand-over/{it.From}", "Hand over what is chosen");
        Assert.Equal(["Select what is to be handed over", "Select the post that takes it over"], empty.ErrorSummary);

        var one = await browser.Press(
            page,
            $"/hand-over/{it.From}",
            "Hand over what is chosen",
            ("Chosen", $"{it.Action}"),
            ("To", $"{it.To}")
        );
        Assert.Contains("1 handed over", one.Text, StringComparison.Ordinal);
        Assert.Equal(new Action.Assigned(it.To), (await app.History(it.Action, it.Division))[^1].Data);

        var rest = await browser.Press(page, $"/hand-over/{it.From}", null, ("To", $"{it.To}"), ("All", "true"));
        Assert.Contains("1 handed over", rest.Text, StringComparison.Ordinal);
        Assert.Equal(
            new Recommendation.Assigned([it.To, it.Also], it.To),
            (await app.History(it.Item, it.Division))[^1].Data
        );
        Assert.Contains(
            "0 things open, 1 ended.",
            (await browser.Open($"/hand-over/{it.From}")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Who_reads_sees_it_and_hands_nothing_over()
    {
        var it = await Begin("hand-over-read");
        var browser = await app.As(Role.Reader, it.Division);

        var page = await browser.Open($"/hand-over/{it.From}");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Empty(page.Page.QuerySelectorAll("main button"));
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await browser.Press(page, $"/hand-over/{it.From}", null, ("To", $"{it.To}"), ("All", "true"))).Status
        );
    }

    [Fact]
    public async Task A_post_is_picked_by_itself_or_by_who_holds_it()
    {
        var browser = await app.As(Role.Reader);
        var post = app.Division.Post(Role.Member);

        Assert.Equal($"/hand-over/{post}", (await browser.Open($"/hand-over?Post={post}")).RedirectedTo);
        Assert.Equal(
            $"/hand-over/{post}",
            (await browser.Open($"/hand-over?Person={app.Division.PersonOf(Role.Member)}")).RedirectedTo
        );
        Assert.Equal(["Select a post or a person"], (await browser.Open("/hand-over?Post=")).ErrorSummary);
        Assert.Equal(
            ["This person holds no post"],
            (await browser.Open($"/hand-over?Person={app.Division.PersonOf(Role.Reader)}")).ErrorSummary
        );
        Assert.Contains("/hand-over", (await browser.Open("/recommendations")).Links);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Open($"/hand-over/{Guid.NewGuid()}")).Status);
    }

    private async Task<It> Begin(string key)
    {
        var division = await app.AddDivision(key, key);
        var (from, to, also) = (
            division.Post(Role.Member),
            division.Post(Role.ModuleOwner),
            division.Post(Role.DeputyHead)
        );
        var (_, item) = await app.GivenItem(
            division,
            id => Sample.Recorded(id.Item, id.Report, due: Sample.Today.AddDays(30)),
            new Recommendation.Assigned([from, also], from)
        );
        var (action, done) = (Guid.NewGuid(), Guid.NewGuid());
        await app.Given(division, action, Sample.Planned(action, item, from, due: Sample.Today.AddDays(3)));
        await app.Given(
            division,
            done,
            Sample.Planned(done, item, from, due: Sample.Today),
            new Action.Finished(null, Sample.Today)
        );
        return new(division, from, to, also, item, action, done);
    }

    private sealed record It(TestDivision Division, Guid From, Guid To, Guid Also, Guid Item, Guid Action, Guid Done);
}
