using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Inspection.Recommendations;
using Inspection.Tests.Recommendations;

namespace Inspection.Tests.Scale;

public sealed class DashboardTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Every_figure_is_the_count_of_the_list_that_it_leads_to()
    {
        var division = await app.AddDivision("figures", "Figures");
        var (browser, api) = (await app.As(Role.Reader, division), await app.Api(Role.Reader, division));
        var random = new Random(2026);

        for (var round = 0; round < 30; round++)
        {
            await app.Load(division, random.Next(1, 25), seed: round);
            var asAt = round % 3 == 0 ? $"&as-at={app.Clock.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}" : "";
            app.Clock.Advance(TimeSpan.FromHours(random.Next(1, 12)));
            var dashboard = await browser.Open($"/?as-at={(asAt == "" ? "today" : asAt[7..])}");

            foreach (var figure in dashboard.Page.QuerySelectorAll("a.app-figure__link"))
            {
                var link = figure.GetAttribute("href")!;
                var list = await api.GetFromJsonAsync<JsonElement>(
                    $"/api{link}{(link.Contains('?', StringComparison.Ordinal) ? "" : "?")}{asAt}"
                );

                Assert.Equal(
                    (round, figure.TextContent, list.GetProperty("total").GetInt32()),
                    (
                        round,
                        figure.TextContent,
                        int.Parse(
                            figure.QuerySelector(".app-figure__number")!.TextContent,
                            NumberStyles.AllowThousands,
                            CultureInfo.InvariantCulture
                        )
                    )
                );
            }
        }
    }

    [Fact]
    public async Task The_figures_count_what_they_say()
    {
        var division = await app.AddDivision("counted", "Counted");
        var post = division.Post(Role.Member);
        var today = app.Today;
        await Item(today.AddDays(-1));
        await Item(today);
        await Item(today.AddDays(30));
        await Item(today.AddDays(31), new Recommendation.Assigned([post], post));
        await Item(today.AddDays(91));
        await Item(null, new Recommendation.ReviewSet(today));
        await Item(null, new Recommendation.ReviewSet(today.AddDays(1)));
        await Item(today.AddDays(-9), new Recommendation.Assigned([post], post), Sample.Validated);
        await Rejected(today.AddDays(-9));
        await Rejected(today.AddDays(-9), new Recommendation.Assigned([post], post), Sample.Begun, Sample.Validated);

        await app.Settle();
        var page = await (await app.As(Role.Reader, division)).Open("/");

        Assert.Equal(
            [
                "7 Open",
                "1 Late",
                "2 Due in 30 days",
                "3 Due in 90 days",
                "2 No date",
                "1 Not accepted",
                "1 Review is due",
                "6 No owner",
                "0 Plans to approve",
                "0 Dates to decide",
                "0 Awaiting validation",
                "2 Implemented",
                "0 Sustained",
                "0 Embeddedness review due",
                "0 To be validated again",
            ],
            page.Read("[aria-label=Recommendations] a.app-figure__link")
        );
        Assert.Equal("1 day late", page.Read("[aria-label=Recommendations] .app-line__note")[0].Split(", ")[^1]);

        Task Item(DateOnly? due, params Kernel.Events.DomainEvent[] more) =>
            app.GivenItem(division, id => Sample.Recorded(id.Item, id.Report, due: due), more);

        Task Rejected(DateOnly? due, params Kernel.Events.DomainEvent[] more) =>
            app.GivenItem(
                division,
                id => Sample.Recorded(id.Item, id.Report, due: due) with { Position = Position.Rejected },
                more
            );
    }

    [Fact]
    public async Task A_division_that_has_only_just_begun_is_told_what_to_do()
    {
        var division = await app.AddDivision("begun", "Begun");

        Assert.Contains(
            "Import an inspection report to begin",
            (await (await app.As(Role.HeadOfDivision, division)).Open("/")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_division_that_has_done_everything_is_not_told_to_begin()
    {
        var division = await app.AddDivision("done", "Done");
        await app.GivenItem(division, id => Sample.Recorded(id.Item, id.Report), Sample.Overtaken);

        Assert.DoesNotContain(
            "to begin",
            (await (await app.As(Role.HeadOfDivision, division)).Open("/")).Text,
            StringComparison.Ordinal
        );
    }
}
