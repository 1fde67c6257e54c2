using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Inspection.Kernel.Ui.Lists;
using Inspection.Recommendations;
using Inspection.Tests.Recommendations;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Api;

public sealed class ListTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task A_recommendation_is_told_in_full()
    {
        var division = await New();
        var post = division.Post(Role.AreaBusinessManager);
        var (report, item) = await app.GivenItem(
            division,
            id => Sample.Recorded(id.Item, id.Report, due: new(2026, 2, 1)),
            new Recommendation.Assigned([post], post)
        );

        var list = await List(division, "/api/recommendations");
        var told = Assert.Single(list.GetProperty("items").EnumerateArray());

        Assert.Equal(1, list.GetProperty("total").GetInt32());
        Assert.Equal(JsonValueKind.Null, list.GetProperty("next").ValueKind);
        Assert.Equal($"{item}", told.GetProperty("id").GetString());
        Assert.Equal($"{report}", told.GetProperty("report").GetString());
        foreach (
            var (field, text) in new[]
            {
                ("number", "1"),
                ("kind", "recommendation"),
                ("text", "Teams should keep one register of risks."),
                ("response", "Accepted. One register will be kept."),
                ("position", "accepted"),
                ("accountable", "Area business manager"),
                ("due", "2026-02-01"),
                ("dueWords", "1 February 2026"),
                ("status", "not started"),
                ("priority", "normal"),
            }
        )
            Assert.Equal(text, told.GetProperty(field).GetString());
        Assert.Equal("Area business manager", told.GetProperty("owners")[0].GetString());
        Assert.True(told.GetProperty("isLate").GetBoolean());
    }

    [Fact]
    public async Task Pages_are_complete_and_without_repeats_in_every_order()
    {
        var division = await New();
        await app.Load(division, 250, seed: 1);
        var list = app.Services.GetServices<ListOf>().Single(one => one.Key == "recommendations");
        var api = await app.Api(Role.Reader, division);
        IEnumerable<string> sorts = list.Plan.Columns.Where(one => one.Sort is not null).Select(one => one.Key);

        foreach (var sort in sorts.SelectMany(one => new[] { one, $"-{one}" }))
        {
            var (seen, cursor) = (new List<string>(), "");

            do
            {
                var page = await api.GetFromJsonAsync<JsonElement>(
                    $"/api/recommendations?sort={sort}&limit=37&cursor={Uri.EscapeDataString(cursor)}"
                );
                Assert.Equal(250, page.GetProperty("total").GetInt32());
                seen.AddRange(
                    page.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("id").GetString()!)
                );
                cursor = page.GetProperty("next").GetString() ?? "";
            } while (cursor != "" && seen.Count < 400);

            Assert.Equal((sort, 250, 250), (sort, seen.Count, seen.Distinct().Count()));
        }
    }

    [Theory]
    [InlineData("status=InProgress", 2)]
    [InlineData("open=yes", 3)]
    [InlineData("open=no", 2)]
    [InlineData("open=not-accepted", 1)]
    [InlineData("kind=Strength", 1)]
    [InlineData("due=late", 1)]
    [InlineData("due=none", 1)]
    [InlineData("owner=none", 5)]
    [InlineData("priority=High", 1)]
    [InlineData("module=risk", 1)]
    [InlineData("q=canal", 1)]
    [InlineData("q=canal+bridge", 0)]
    [InlineData("owner={owner}", 1)]
    [InlineData("owner={owner}&owner=none", 6)]
    [InlineData("position=Accepted&status=Superseded", 1)]
    [InlineData("q=%25", 0)]
    [InlineData("status=nonsense", 6)]
    public async Task Filters_keep_what_they_say(string filter, int rows)
    {
        var division = await New();
        var post = division.Post(Role.Member);
        await app.GivenItem(
            division,
            id => Sample.Recorded(id.Item, id.Report, due: new(2026, 2, 1), text: "Clear the canal"),
            Sample.Begun,
            new Recommendation.Assigned([post], post)
        );
        await app.GivenItem(
            division,
            id => Sample.Recorded(id.Item, id.Report, due: new(2026, 3, 2)),
            Sample.Begun,
            new Recommendation.Prioritised(Priority.High)
        );
        await app.GivenItem(division, id => Sample.Recorded(id.Item, id.Report), new Recommendation.Served("risk"));
        await app.GivenItem(division, id => Sample.Recorded(id.Item, id.Report), Sample.Overtaken);
        await app.GivenItem(division, id => Sample.Recorded(id.Item, id.Report, ItemKind.Strength));
        await app.GivenItem(
            division,
            id => Sample.Recorded(id.Item, id.Report, due: new(2026, 2, 1)) with { Position = Position.Rejected }
        );

        Assert.Equal(
            rows,
            (
                await List(
                    division,
                    $"/api/recommendations?{filter.Replace("{owner}", $"{post}", StringComparison.Ordinal)}"
                )
            )
                .GetProperty("total")
                .GetInt32()
        );
    }

    [Theory]
    [InlineData("cursor=nonsense")]
    [InlineData("cursor=e30")]
    [InlineData("cursor=bnVsbA")]
    public async Task A_cursor_of_nobodys_is_a_problem_of_the_request(string query) =>
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await (await app.Api(Role.Reader)).GetAsync($"/api/recommendations?{query}")).StatusCode
        );

    [Fact]
    public async Task Every_list_answers_whoever_may_see_it_and_nobody_else()
    {
        var (administrator, stranger) = (
            await app.Api(Role.Administrator),
            new HttpClient { BaseAddress = app.Address }
        );

        foreach (var list in app.Services.GetServices<ListOf>())
        {
            var answer = await administrator.GetAsync($"/api/{list.Key}?q=a%00b&sort=nonsense&limit=-1&page=x");
            Assert.True(answer.IsSuccessStatusCode, $"{list.Key} {await answer.Content.ReadAsStringAsync()}");
            Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync($"/api/{list.Key}")).StatusCode);
        }

        stranger.Dispose();
    }

    [Fact]
    public async Task A_priority_sorts_by_how_urgent_it_is()
    {
        var division = await New();

        foreach (var priority in new[] { Priority.High, Priority.Normal, Priority.Urgent })
            await app.GivenItem(
                division,
                id => Sample.Recorded(id.Item, id.Report),
                new Recommendation.Prioritised(priority)
            );

        var list = await List(division, "/api/recommendations?sort=-priority");
        Assert.Equal(
            ["urgent", "high", "normal"],
            list.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("priority").GetString())
        );
    }

    private Task<TestDivision> New() => app.AddDivision($"l{Guid.NewGuid():n}"[..12], "A division");

    private async Task<JsonElement> List(TestDivision division, string url) =>
        await (await app.Api(Role.Reader, division)).GetFromJsonAsync<JsonElement>(url);
}
