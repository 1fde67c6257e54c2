using Dapper;
using Inspection.Contracts.Organisation;
using Inspection.Deadlines;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui.Lists;
using Inspection.Organisation;
using Inspection.Recommendations;
using Inspection.Tests.Recommendations;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Scale;

/// <summary>Counts are kept while they are right. What is kept is seen by taking a row away behind the back of the store.</summary>
public sealed class CountTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task A_count_is_kept_until_something_happens_in_the_division()
    {
        var (division, other) = (await app.AddDivision("kept", "Kept"), await app.AddDivision("other", "Other"));
        await app.Load(division, 3, seed: 1);
        await app.Settle();
        Assert.Equal([3, 3], await Counts(division, "", ""));
        Assert.Equal(3, await PageTotal(division, ""));

        await TakeAway(division, 1);
        await app.Load(other, 1, seed: 1);
        Assert.Equal([3, 3], await Counts(division, "", ""));
        Assert.Equal(3, await PageTotal(division, ""));
        Assert.Equal(2, await PageTotal(division, "q=e"));

        await app.Load(division, 2, seed: 2);
        Assert.Equal([4, 4], await Counts(division, "", ""));
        Assert.Equal(4, await PageTotal(division, ""));
    }

    [Fact]
    public async Task A_rebuild_counts_again()
    {
        var division = await app.AddDivision("rebuilt", "Rebuilt");
        await app.Load(division, 3, seed: 1);
        await TakeAway(division, 3);
        Assert.Equal([0], await Counts(division, ""));

        await app
            .Services.GetRequiredService<Rebuild>()
            .Run(app.Services.GetRequiredService<ReadModels>().All.Single(model => model.IsCalled("recommendation")));

        Assert.Equal([3], await Counts(division, ""));
    }

    [Fact]
    public async Task Each_day_person_and_moment_has_its_own_counts()
    {
        var division = await app.AddDivision("days", "Days");
        var due = app.Today.AddDays(3);
        await app.GivenItem(division, id => Sample.Recorded(id.Item, id.Report, due: due));
        var before = app.Clock.GetUtcNow();
        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.GivenItem(division, id => Sample.Recorded(id.Item, id.Report, due: due));

        Assert.Equal([0], await Counts(division, "due=late"));
        Assert.Equal([2], await Counts(division, "open=yes"));
        Assert.Equal([1], await Counts(division, caller => caller with { AsAt = before }, "open=yes"));
        app.Clock.Advance(TimeSpan.FromDays(4));
        Assert.Equal([2], await Counts(division, "due=late"));
        Assert.Equal([0], await Counts(division, caller => caller with { AsAt = before }, "due=late"));
        Assert.Equal([2], await Counts(division, "open=yes"));
    }

    [Fact]
    public async Task What_is_asked_in_other_words_never_finds_the_same_count()
    {
        var division = await app.AddDivision("words", "Words");
        await app.Load(division, 3, seed: 1);

        Assert.Equal([3], await Counts(division, "rating=none"));
        Assert.Equal([0], await Counts(division, "rating=a&rating=b"));
        Assert.Equal([3], await Counts(division, "rating=a%22,%22b&rating=none"));
        Assert.Equal([0], await Counts(division, "rating=a%22,%22b"));
    }

    [Fact]
    public async Task What_can_be_chosen_follows_each_event()
    {
        var division = await app.AddDivision("options", "Options");
        await app.GivenItem(division, id => Sample.Recorded(id.Item, id.Report));
        var browser = await app.As(Role.Reader, division);

        foreach (var title in new[] { "Keeper of the Rolls", "Keeper of the Seals" })
        {
            Assert.DoesNotContain(title, (await browser.Open("/recommendations")).Text, StringComparison.Ordinal);
            await app.Send(new CreatePost(Guid.NewGuid(), title, null, PostKind.Other, null, null), division);
            Assert.Contains(title, (await browser.Open("/recommendations")).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public Task Only_what_is_folded_from_events_is_kept() =>
        app.In(services =>
        {
            var (lists, kept) = (services.GetRequiredService<Lists>(), services.GetRequiredService<KeptAnswers>());
            var session = services.GetRequiredService<Session>();

            Assert.Equal(
                ["changes", "deadlines/inbox", "deadlines/outbox", "job-runs", "jobs", "parked-events", "quarantine"],
                lists
                    .All.Where(list => !new ListSql(list, session).Count(kept, ListQuery.Read(list.Plan, "")).IsKept)
                    .Select(list => list.Key)
                    .Order()
            );
            Assert.True(
                new ListSql(lists.The<DeadlineRegister>(), session)
                    .Count(kept, ListQuery.Read(lists.The<DeadlineRegister>().Plan, "whose=mine&due=late"))
                    .IsKept
            );
            return Task.FromResult(true);
        });

    [Fact]
    public async Task Rows_are_kept_until_something_happens_in_the_division_and_by_what_is_asked()
    {
        var (division, other) = (await app.AddDivision("rows", "Rows"), await app.AddDivision("others", "Others"));
        await app.Load(division, 3, seed: 1);
        await app.Settle();
        Assert.Equal((3, 2), (await Rows(division, 9), await Rows(division, 2)));

        await TakeAway(division, 1);
        Assert.Equal((3, 2, 0), (await Rows(division, 9), await Rows(division, 2), await Rows(other, 9)));
        Assert.Equal(2, await Rows(division, 8));

        await app.Load(division, 2, seed: 2);
        Assert.Equal(4, await Rows(division, 9));
    }

    [Theory]
    [InlineData("select name from kernel.saved_views where division = @division")]
    [InlineData("select text from recommendation where division = @division and due < current_date")]
    [InlineData("select text from recommendation where division = @division and changed_at < now()")]
    [InlineData("select text from recommendation, pg_sleep(0) where division = @division")]
    public async Task What_changes_without_events_is_no_answer_to_keep(string sql) =>
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            app.In(services =>
                services
                    .GetRequiredService<KeptAnswers>()
                    .Rows<string>(services.GetRequiredService<Session>(), sql, new { division = 1 })
            )
        );

    [Fact]
    public async Task What_one_division_was_told_no_other_is_told()
    {
        var (one, other) = (await app.AddDivision("own", "Own"), await app.AddDivision("foreign", "Foreign"));
        await app.Load(one, 3, seed: 1);

        Assert.Equal(3, await All(one));
        Assert.Equal(0, await All(other));

        // Nothing but row-level security says whose they are.
        Task<int> All(TestDivision division) =>
            app.In(
                async services =>
                    (
                        await services
                            .GetRequiredService<KeptAnswers>()
                            .Rows<Guid>(
                                services.GetRequiredService<Session>(),
                                "select id from recommendation",
                                new { }
                            )
                    ).Count,
                division
            );
    }

    private Task<int> Rows(TestDivision division, int most) =>
        app.In(
            async services =>
            {
                var session = services.GetRequiredService<Session>();
                var rows = await services
                    .GetRequiredService<KeptAnswers>()
                    .Rows<Guid>(
                        session,
                        "select id from recommendation where division = @division limit @most",
                        new { division = session.Caller.Division, most }
                    );
                return rows.Count;
            },
            division
        );

    private Task<IEnumerable<int>> Counts(TestDivision division, params string[] queries) =>
        Counts(division, caller => caller, queries);

    private Task<IEnumerable<int>> Counts(TestDivision division, Func<Caller, Caller> by, params string[] queries) =>
        app.In(
            async services =>
            {
                var session = services.GetRequiredService<Session>();
                session.Caller = by(session.Caller);
                var counts = await services.GetRequiredService<Lists>().Count<RecommendationRegister>(queries);
                return counts.Select(one => one.Count);
            },
            division
        );

    private Task<int> PageTotal(TestDivision division, string query) =>
        app.In(
            async services =>
                (
                    await services.GetRequiredService<Lists>().First<RecommendationRegister, RegisterLine>(query, 1)
                ).Total,
            division
        );

    private async Task TakeAway(TestDivision division, int rows)
    {
        await using var owner = await app.Services.GetRequiredService<Database>().Owner.OpenConnectionAsync();
        await owner.ExecuteAsync(
            """
            begin;
            select set_config('inspection.division', @division, true);
            delete from recommendations.recommendation where id in
                (select id from recommendations.recommendation limit @rows);
            commit
            """,
            new { division = $"{division.Id}", rows }
        );
    }
}
