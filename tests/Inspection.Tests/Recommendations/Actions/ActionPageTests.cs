using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Inspection.Kernel.Divisions;
using Inspection.Recommendations;
using Microsoft.Extensions.DependencyInjection;
using Action = Inspection.Recommendations.Action;

namespace Inspection.Tests.Recommendations.Actions;

/// <summary>The pages that show actions: one, the register, the board, the timeline, the dashboard.</summary>
public sealed class ActionPageTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task The_page_tells_what_an_action_serves_waits_for_and_has_shown()
    {
        var (_, item) = await app.GivenItem();
        var (id, first, evidence, step) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var post = app.Division.Post(Role.AreaBusinessManager);
        await app.Given(first, Sample.Planned(first, item) with { Text = "Agree the form of the register" });
        await app.Given(
            id,
            Sample.Planned(id, item, post, due: Sample.Today.AddDays(-9)),
            new Action.MadeToDepend([first]),
            new Action.MilestoneSet(step, "First draft", Sample.Today.AddDays(-20)),
            new Action.MilestoneReached(step, Sample.Today.AddDays(-15)),
            new Action.MilestoneSet(Guid.NewGuid(), "Second draft", Sample.Today.AddDays(-10)),
            new Action.Dated(Sample.Today.AddDays(-1), "The supplier is late"),
            new Action.Blocked("The supplier")
        );
        await app.Given(evidence, Sample.Offered(evidence, item, id));

        var page = await (await app.As(Role.HeadOfDivision)).Open($"/actions/{id}");

        Assert.Equal("Draft one register with the four team leaders", page.Heading);
        Assert.StartsWith(
            "Area business manager – Area business manager of",
            page.Summary["Owner"],
            StringComparison.Ordinal
        );
        Assert.Equal("1 March 2026 – originally 21 February 2026 – slipped 1 time", page.Summary["Due"]);
        Assert.Contains("Recommendation 1", page.Summary["Serves"], StringComparison.Ordinal);
        Assert.Contains("Agree the form of the register", page.Summary["Waits for"], StringComparison.Ordinal);
        foreach (
            var words in new[]
            {
                "Late, blocked",
                "1 day late",
                "Blocked by: The supplier",
                "1 of 2 reached",
                "Minutes of the risk group",
                "Due date set to 1 March 2026",
                "The supplier is late",
                "Milestone reached on 15 February 2026",
                "First draft",
            }
        )
            Assert.Contains(words, page.Text, StringComparison.Ordinal);
        Assert.Equal(["Go on", "Withdraw", "Add a progress note"], page.Read(".govuk-button-group .govuk-button"));
        Assert.Contains($"/evidence/{evidence}", page.Links);

        var other = await (await app.As(Role.HeadOfDivision)).Open($"/actions/{first}");
        Assert.Contains("Draft one register", other.Summary["Needed by"], StringComparison.Ordinal);
        Assert.DoesNotContain(
            (await (await app.As(Role.Reader)).Open($"/actions/{id}")).Links,
            link => link.StartsWith($"/actions/{id}/", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_list_of_changes_names_an_action_by_its_first_whole_words()
    {
        var (_, item) = await app.GivenItem();
        var id = Guid.NewGuid();
        await app.Given(
            id,
            Sample.Planned(id, item) with
            {
                Text =
                    "Bring the measures of all four teams together on one single page for the Division and the Board",
            },
            new Action.Blocked("The printer")
        );
        await app.Settle();

        Assert.Contains(
            "Bring the measures of all four teams together on one single…: ",
            (await (await app.As(Role.Reader)).Open("/changes")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Every_filter_of_the_register_counts_as_the_dashboard_does()
    {
        var division = await app.AddDivision("action-figures", "Figures");
        await Load(division, 60);
        var browser = await app.As(Role.Reader, division);
        var api = await app.Api(Role.Reader, division);

        var dashboard = await browser.Open("/");
        var figures = dashboard
            .Page.QuerySelectorAll("a.app-figure__link")
            .Where(one => one.GetAttribute("href")!.StartsWith("/actions", StringComparison.Ordinal))
            .ToList();

        Assert.Equal(
            ["Open", "Late", "Due in 30 days", "Blocked", "No owner"],
            figures.Select(one => one.QuerySelector(".app-figure__label")!.TextContent.Trim().Split(" (")[0])
        );
        foreach (var figure in figures)
        {
            var list = await api.GetFromJsonAsync<JsonElement>($"/api{figure.GetAttribute("href")}");
            Assert.Equal(
                $"{list.GetProperty("total").GetInt32()}",
                figure.QuerySelector(".app-figure__number")!.TextContent.Trim()
            );
            Assert.True(list.GetProperty("total").GetInt32() > 0, figure.TextContent);
        }
    }

    [Fact]
    public async Task How_many_actions_are_done_is_read_where_it_is_shown()
    {
        var division = await app.AddDivision("action-counts", "Counts");
        await Load(division, 30);
        var browser = await app.As(Role.Reader, division);
        var done = await Total("/api/actions?state=Done");

        Assert.NotEqual(0, done);
        Assert.DoesNotContain($"{done} of 30", (await browser.Open("/recommendations")).Text, StringComparison.Ordinal);
        foreach (var query in new[] { "", "&q=a", "&format=csv" })
            Assert.Contains(
                $"{done} of 30",
                (await browser.Open($"/recommendations?columns=number,actions-done{query}")).Body,
                StringComparison.Ordinal
            );
        Assert.Contains(
            $"\"done\":{done}",
            (await browser.Open("/api/recommendations")).Body,
            StringComparison.Ordinal
        );

        async Task<int> Total(string list) =>
            JsonDocument.Parse((await browser.Open(list)).Body).RootElement.GetProperty("total").GetInt32();
    }

    [Fact]
    public async Task The_register_is_filtered_searched_sorted_and_exported()
    {
        var division = await app.AddDivision("action-list", "List");
        await Load(division, 30);
        var browser = await app.As(Role.Reader, division);

        foreach (
            var query in new[]
            {
                "due=late",
                "due=30",
                "due=90",
                "due=none",
                "state=Blocked&state=Done",
                "open=no",
                "owner=none",
                "q=T7",
                "sort=-slips",
                "sort=reference",
                "sort=state",
                "sort=recommendation",
                "columns=reference,text,recommendation,report,owner,due,state,milestones,blocked-by,measure,slips,originally-due,done,notes,changed",
            }
        )
            Assert.Equal(HttpStatusCode.OK, (await browser.Open($"/actions?{query}")).Status);

        Assert.Contains("T7", (await browser.Open("/actions?q=T7")).Text, StringComparison.Ordinal);
        Assert.Contains("T7", (await browser.Open("/actions?format=csv&q=T7")).Body, StringComparison.Ordinal);
        Assert.Contains("/actions/board?due=late", (await browser.Open("/actions?due=late")).Links);
    }

    [Fact]
    public async Task Actions_are_finished_and_assigned_together_with_a_result_each()
    {
        var (_, item) = await app.GivenItem();
        var (open, done) = (Guid.NewGuid(), Guid.NewGuid());
        await app.Given(open, Sample.Planned(open, item));
        await app.Given(done, Sample.Planned(done, item), new Action.Finished(null, Sample.Today));
        var browser = await app.As(Role.HeadOfDivision);

        var results = await Run(browser, "finish", ("answer.note", "All of it"));
        Assert.Contains("1 done, 1 refused", results.Text, StringComparison.Ordinal);
        Assert.Contains("This action is done: Finish is not possible now", results.Text, StringComparison.Ordinal);
        Assert.Equal(new Action.Finished("All of it", Sample.Today), await app.Last(open));

        await app.Send(new MakeActionMove(open, null, ActionMove.Reopen, "Not quite"));
        var assigned = await Run(browser, "assign", ("answer.post", $"{app.Division.Post(Role.Member)}"));
        Assert.Contains("1 done, 1 refused", assigned.Text, StringComparison.Ordinal);
        Assert.Equal(new Action.Assigned(app.Division.Post(Role.Member)), await app.Last(open));

        async Task<Answer> Run(Browser browser, string bulk, (string, string) answer)
        {
            var list = await browser.Open("/actions");
            var token = list.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            return await browser.Post(
                "/actions?handler=Bulk",
                [
                    new("__RequestVerificationToken", token),
                    new("CommandId", $"{Guid.NewGuid()}"),
                    new("bulk", bulk),
                    new("confirmed", "true"),
                    new("rows", $"{open}"),
                    new("rows", $"{done}"),
                    new(answer.Item1, answer.Item2),
                ]
            );
        }
    }

    [Fact]
    public async Task Without_actions_board_and_timeline_say_so()
    {
        var browser = await app.As(Role.Reader, await app.AddDivision("no-actions", "None"));

        Assert.Contains(
            "There are no actions yet.",
            (await browser.Open("/actions/board")).Text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "There are no actions yet.",
            (await browser.Open("/actions/timeline")).Text,
            StringComparison.Ordinal
        );
        Assert.Contains("No actions yet", (await browser.Open("/actions")).Text, StringComparison.Ordinal);
        Assert.Contains(
            "There are no actions that match.",
            (await browser.Open("/actions/board?due=late")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Three_hundred_actions_stand_on_the_board_and_two_hundred_are_drawn()
    {
        var division = await app.AddDivision("many-actions", "Many");
        await Load(division, 300);
        var browser = await app.As(Role.HeadOfDivision, division);

        var board = await browser.Open("/actions/board");
        Assert.Equal(
            ["Not started", "In progress", "Blocked", "Done", "Withdrawn"],
            board.Page.QuerySelectorAll(".app-board__title").Select(one => one.FirstChild!.TextContent.Trim())
        );
        Assert.Equal(
            300,
            board.Page.QuerySelectorAll(".app-board__title span").Sum(one => int.Parse(one.TextContent, null))
        );
        Assert.All(
            board.Page.QuerySelectorAll(".app-board__column"),
            column => Assert.InRange(column.QuerySelectorAll(".app-ticket").Length, 1, ActionBoardPage.MostCards)
        );
        Assert.Contains(board.Links, link => link.EndsWith("/moves/Start", StringComparison.Ordinal));
        Assert.Contains("/actions?state=NotStarted", board.Links);

        var filtered = await browser.Open("/actions/board?state=Blocked&due=late");
        Assert.Equal(
            ["Blocked"],
            filtered.Page.QuerySelectorAll(".app-board__title").Select(one => one.FirstChild!.TextContent.Trim())
        );
        Assert.Contains("/actions?due=late&state=Blocked", filtered.Links);

        var timeline = await browser.Open("/actions/timeline");
        Assert.Contains("The first 200 of 300 actions are drawn", timeline.Text, StringComparison.Ordinal);
        Assert.Equal(200, timeline.Page.QuerySelectorAll("svg a").Length);
        Assert.Equal(200, timeline.Page.QuerySelectorAll("main tbody tr").Length);
        Assert.NotEmpty(timeline.Page.QuerySelectorAll("svg .app-time__arrow"));
        Assert.NotEmpty(timeline.Page.QuerySelectorAll("svg .app-time__milestone"));
        Assert.NotEmpty(timeline.Page.QuerySelectorAll("svg .app-time__bar--late"));
        Assert.Contains(
            "Today, ",
            timeline.Page.QuerySelector("svg .app-time__now")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal("0", timeline.Page.QuerySelector("[aria-label='Timeline, drawn']")!.GetAttribute("tabindex"));
        Assert.DoesNotContain("style=", timeline.Page.QuerySelector("main")!.InnerHtml, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_the_drawing_lies_over_its_edge()
    {
        var random = new Random(7);
        var actions = Enumerable.Range(0, 200).Select(number => Line(random, number)).ToList();

        foreach (var count in new[] { 0, 1, 2, 200 })
        {
            var drawing = Timeline.Of([.. actions.Take(count)], Sample.Today);

            Assert.InRange(drawing.TodayAt, 0, drawing.Width);
            Assert.All(drawing.Rows, row => Assert.InRange(row.Left, 0, drawing.Width));
            Assert.All(drawing.Rows, row => Assert.InRange(row.Right + 9, row.Left, drawing.Width));
            Assert.All(drawing.Rows, row => Assert.InRange(row.BarAt + Timeline.BarHeight, 0, drawing.Height));
            Assert.All(drawing.Rows.SelectMany(row => row.Label), line => Assert.InRange(line.Length, 1, 115));
            Assert.All(
                drawing.Rows.SelectMany(row => row.Milestones),
                one => Assert.InRange(one.At, 10, drawing.Width - 10)
            );
            Assert.InRange(drawing.Ticks.Count, 1, 16);
        }
    }

    [Fact]
    public void A_label_keeps_every_word() =>
        Assert.All(
            new[] { "One two", new string('x', 500), string.Join(' ', Enumerable.Repeat("words", 90)) },
            text =>
                Assert.Equal(
                    text.Replace(" ", "", StringComparison.Ordinal),
                    string.Concat(Timeline.Wrapped(text)).Replace(" ", "", StringComparison.Ordinal)
                )
        );

    private static ActionLine Line(Random random, int number) =>
        new(
            Guid.NewGuid(),
            1,
            $"T{number}",
            string.Join(' ', Enumerable.Repeat("Publish", random.Next(1, 60))),
            null,
            Guid.NewGuid(),
            ItemKind.Recommendation,
            "1",
            1,
            0,
            null,
            null,
            null,
            random.Next(4) == 0 ? null : Sample.Today.AddDays(random.Next(-900, 900)),
            null,
            Sample.Today.AddDays(random.Next(-900, 1)),
            null,
            ActionState.NotStarted,
            true,
            random.Next(2) == 0,
            null,
            0,
            0,
            [],
            [new(Guid.NewGuid(), "Draft", Sample.Today.AddDays(random.Next(-900, 900)), null)],
            default
        );

    /// <summary>Actions in every state with dates around today, some waiting for the one before.</summary>
    private async Task Load(TestDivision division, int count)
    {
        var (_, item) = await app.GivenItem(division, id => Sample.Recorded(id.Item, id.Report));
        var post = division.Post(Role.Member);
        await app.In(
            services =>
            {
                var session = services.GetRequiredService<Session>();
                var before = Guid.Empty;

                foreach (var number in Enumerable.Range(0, count))
                {
                    var id = Guid.NewGuid();
                    session.Events.Start(id, Story(id, item, post, number, before));
                    before = id;
                }

                return session.Commit();
            },
            division
        );
    }

    private static List<Kernel.Events.DomainEvent> Story(Guid id, Guid item, Guid post, int number, Guid before)
    {
        List<Kernel.Events.DomainEvent> story =
        [
            Sample.Planned(
                id,
                item,
                number % 4 == 0 ? null : post,
                due: number % 7 == 0 ? null : Sample.Today.AddDays(number % 60 - 20)
            ) with
            {
                Key = $"T{number}",
            },
        ];

        if (number % 5 == 1)
            story.Add(new Action.MadeToDepend([before]));
        if (number % 3 == 0)
            story.Add(new Action.MilestoneSet(Guid.NewGuid(), "First draft", Sample.Today.AddDays(number % 50 - 10)));

        switch (number % 5)
        {
            case 1:
                story.Add(new Action.Started(null));
                break;
            case 2:
                story.Add(new Action.Blocked("The supplier"));
                break;
            case 3:
                story.Add(new Action.Finished(null, Sample.Today));
                break;
            case 4:
                story.Add(new Action.Withdrawn("Overtaken"));
                break;
        }

        return story;
    }
}
