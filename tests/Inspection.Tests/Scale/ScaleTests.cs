using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Inspection.Contracts.Organisation;
using Inspection.Kernel.Divisions;
using Inspection.Organisation;
using Inspection.Recommendations;
using Inspection.Tests.Recommendations;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Scale;

/// <summary>How lists behave when there is nothing, and when there is much.</summary>
public sealed class ScaleTests(App app) : IClassFixture<App>
{
    private static readonly string[] Pages =
    [
        "/",
        "/recommendations",
        "/recommendations/unproved",
        "/actions",
        "/actions/board",
        "/actions/timeline",
        "/evidence",
        "/evidence/requests",
        "/reports",
        "/changes",
        "/organisation",
        "/organisation/teams",
        "/organisation/posts",
        "/organisation/people",
    ];

    [Fact]
    public async Task Every_list_opens_with_nothing_in_it()
    {
        var division = await app.AddDivision("empty", "Empty");
        var browser = await app.As(Role.Administrator, division);

        foreach (var page in Pages)
            Assert.Equal((page, HttpStatusCode.OK), (page, (await browser.Open(page)).Status));

        Assert.Contains(
            "No recommendations yet",
            (await browser.Open("/recommendations")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_page_asks_the_database_as_often_for_many_rows_as_for_few()
    {
        var (few, many) = (await app.AddDivision("few", "Few"), await app.AddDivision("many", "Many"));
        await Fill(few, 10);
        await Fill(many, 2_000);
        await app.Settle();
        var (fewBrowser, manyBrowser) = (await app.As(Role.Administrator, few), await app.As(Role.Administrator, many));

        foreach (var page in Pages)
        {
            await fewBrowser.Open(page);
            await manyBrowser.Open(page);
            var (ofFew, ofMany) = (await Statements(fewBrowser, page), await Statements(manyBrowser, page));

            Assert.Equal((page, ofFew), (page, ofMany));
            Assert.InRange(ofMany, 1, 30);
        }
    }

    [Fact]
    public async Task The_register_opens_with_ten_thousand_rows()
    {
        var division = await app.AddDivision("large", "Large");
        await app.Load(division, 10_000, seed: 7);
        var browser = await app.As(Role.Reader, division);
        await browser.Open("/recommendations");
        var clock = Stopwatch.StartNew();

        var page = await browser.Open("/recommendations?sort=-text&page=400");

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"{clock.Elapsed}");
        Assert.Equal(25, page.Page.QuerySelectorAll("main tbody tr").Length);
        Assert.Contains("10,000", page.Text, StringComparison.Ordinal);
    }

    private async Task Fill(TestDivision division, int rows)
    {
        await app.Load(division, rows, seed: rows);
        await app.In(services => FillPlans(services.GetRequiredService<Session>(), division), division);
        await app.In(
            async services =>
            {
                var session = services.GetRequiredService<Session>();

                for (var i = 0; i < rows; i++)
                {
                    var (team, post, person, report) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
                    session.Events.Start(team, [new Team.Founded(team, $"Team {i}")]);
                    session.Events.Start(post, [new Post.Created(post, $"Post {i}", null, PostKind.Other, null, team)]);
                    session.Events.Start(person, [new Person.Invited(person, Administrator: false)]);
                    session.Events.Start(report, [Sample.Registered(report, $"Report {i}")]);
                }

                await session.Execute(
                    """
                    insert into people (division, id, name, email)
                    select @Division, m.id, 'Person ' || m.id, m.id || '@example.com' from member m on conflict do nothing
                    """,
                    new { session.Caller.Division }
                );
                return await session.Commit();
            },
            division
        );
    }

    /// <summary>An action, evidence of it and a request for more, for each recommendation.</summary>
    private static async Task<Receipt> FillPlans(Session session, TestDivision division)
    {
        var person = division.PersonOf(Role.Member);
        var items = await session.Query<Guid>("select id from recommendation order by ordinal");

        foreach (var (number, item) in items.Index())
        {
            var (action, evidence, request) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
            session.Events.Start(
                action,
                [Sample.Planned(action, item, division.Post(Role.Member), due: Sample.Today.AddDays(number % 60))]
            );
            session.Events.Start(evidence, [Sample.Offered(evidence, item, action)]);
            session.Events.Start(
                request,
                [new EvidenceRequest.Made(request, item, action, "Minutes", person, person, Sample.Today)]
            );
        }

        return await session.Commit();
    }

    private static async Task<int> Statements(Browser browser, string page)
    {
        var trace = ActivityTraceId.CreateRandom();
        var seen = new ConcurrentBag<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.Source.Name == "Npgsql" && span.TraceId == trace)
                    seen.Add(span.DisplayName);
            },
        };
        ActivitySource.AddActivityListener(listener);

        using var request = new HttpRequestMessage(HttpMethod.Get, page);
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        Assert.Equal(HttpStatusCode.OK, (await browser.Send(request)).Status);

        return seen.Count;
    }
}
