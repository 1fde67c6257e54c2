using Inspection.Deadlines;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Recommendations;
using Inspection.Tests.Recommendations;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Deadlines;

/// <summary>From a date to the mail that arrives: what has changed after a mail was queued is not sent.</summary>
public sealed class SendingTests : IAsyncLifetime
{
    private PostOffice office = null!;

    public async Task InitializeAsync() => office = await PostOffice.OpenForReal();

    public async Task DisposeAsync() => await office.DisposeAsync();

    [Fact]
    public async Task A_mail_names_the_thing_and_its_day_and_never_its_words()
    {
        var item = await Recorded(Sample.Today.AddDays(5));
        await Plan();

        Assert.Equal("Mails: 1 handed over", await office.Run());

        var mail = Assert.Single(office.Server.Accepted);
        Assert.Equal("1 deadline coming up", mail.Header("Subject"));
        Assert.Equal(["member@ijocd.example"], mail.To.Select(to => to.Trim('<', '>')));

        foreach (var text in new[] { mail.Text, mail.Html })
        {
            Assert.Contains("Recommendation 1", text, StringComparison.Ordinal);
            Assert.Contains("7 March 2026, in 5 days", text, StringComparison.Ordinal);
            Assert.Contains($"/recommendations/{item}", text, StringComparison.Ordinal);
            Assert.DoesNotContain("register of risks", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_deadlines_page_says_who_was_told_how_and_what_is_to_come()
    {
        await Recorded(Sample.Today.AddDays(5));
        await Plan();
        await office.Run();
        var id = (await office.Rows<Guid>("select id from deadlines.deadline")).Single();

        var deadline = await office.App.Ask(new DeadlineDetails(id), office.Division);

        var told = Assert.Single(deadline.Told);
        Assert.Equal(("7 days before", "Member of ijocd"), (told.When, told.Name));
        Assert.StartsWith("By mail on 2 March 2026", told.How, StringComparison.Ordinal);
        Assert.Equal(
            ["1 day before", "on the day", "1 day late", "7 days late", "14 days late", "28 days late"],
            deadline.ToCome.Select(rung => rung.When)
        );
    }

    [Fact]
    public async Task A_deadlines_page_tells_what_was_reached_from_what_is_to_come_before_anybody_was_told()
    {
        await Recorded(Sample.Today.AddDays(5));
        await Recorded(Sample.Today.AddDays(60));
        await office.App.Settle();
        var ids = await office.Rows<Guid>("select id from deadlines.deadline order by due");
        var reader = await office.App.As(Role.Reader, office.Division);

        Assert.Contains(
            "the next run, within a minute, tells whom its ladder names",
            (await reader.Open($"/deadlines/{ids[0]}")).Text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no rung of its ladder has been reached",
            (await reader.Open($"/deadlines/{ids[1]}")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_date_that_moves_after_the_mail_was_queued_is_told_as_it_is_now_and_once()
    {
        var item = await Recorded(Sample.Today.AddDays(5));
        await Plan();
        await Change(item, new Recommendation.Dated(Sample.Today.AddDays(40), "Later"));

        Assert.Equal("Mails: 1 settled without sending", await office.Run());
        Assert.Empty(office.Server.Accepted);
        Assert.Equal(["It has another date"], await Reasons());

        await Change(item, new Recommendation.Dated(Sample.Today.AddDays(6), "Sooner"));
        await Plan();
        Assert.Equal("Mails: 1 handed over", await office.Run());
        Assert.Contains("8 March 2026", Assert.Single(office.Server.Accepted).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_closed_after_the_mail_was_queued_is_not_sent()
    {
        var item = await Recorded(Sample.Today);
        await Plan();
        await Change(
            item,
            new Recommendation.Closed(RecommendationStatus.NoLongerApplicable, "The team is no more", Sample.Today)
        );

        Assert.Equal("Mails: 1 settled without sending", await office.Run());
        Assert.Empty(office.Server.Accepted);
        Assert.Equal(["It is over"], await Reasons());
    }

    [Fact]
    public async Task Who_owns_it_no_more_gets_no_mail_and_who_owns_it_now_does()
    {
        var item = await Recorded(Sample.Today.AddDays(1));
        await Plan();
        var deputy = office.Division.Post(Role.DeputyHead);
        await Change(item, new Recommendation.Assigned([deputy], deputy));

        Assert.Equal("Mails: 1 settled without sending", await office.Run());
        Assert.Equal(["It is no longer theirs"], await Reasons());

        await Plan();
        await office.Run();
        Assert.Equal(
            ["deputyhead@ijocd.example"],
            Assert.Single(office.Server.Accepted).To.Select(to => to.Trim('<', '>'))
        );
    }

    [Fact]
    public async Task What_is_partly_over_is_left_out_of_the_mail()
    {
        var (over, open) = (await Recorded(Sample.Today.AddDays(1)), await Recorded(Sample.Today.AddDays(2)));
        await Plan();
        await Change(over, new Recommendation.Closed(RecommendationStatus.Superseded, "By another", Sample.Today));

        await office.Run();

        var text = Assert.Single(office.Server.Accepted).Text;
        Assert.Contains($"/recommendations/{open}", text, StringComparison.Ordinal);
        Assert.DoesNotContain($"/recommendations/{over}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_tried_again_in_a_quiet_time_waits_for_its_end()
    {
        var clock = office.App.Clock;
        await Recorded(Sample.Today.AddDays(-8));
        clock.Set(new(2026, 3, 6, 17, 59, 0, TimeSpan.Zero));
        await Plan();
        office.Server.Reacts = (_, _) => new("451 Try again");
        await office.Run();

        // Friday evening, the weekend, and Monday morning until eight.
        office.Server.Reacts = (_, _) => null;
        foreach (var hours in new[] { 1, 14, 24, 23 })
            Assert.Equal("No mail was due", await office.RunAfter(TimeSpan.FromHours(hours)));
        Assert.Empty(office.Server.Accepted);

        clock.Set(new(2026, 3, 9, 8, 0, 0, TimeSpan.Zero));
        Assert.Equal("Mails: 2 handed over", await office.Run());
    }

    [Fact]
    public async Task What_somebody_sends_by_hand_goes_in_quiet_times_too()
    {
        await Recorded(Sample.Today);
        await Plan();
        office.App.Clock.Set(new(2026, 3, 2, 22, 0, 0, TimeSpan.Zero));
        Assert.Equal("No mail was due", await office.Run());

        var mail = (await office.Rows<Guid>("select id from deadlines.mail")).Single();
        await office.App.Send(new ResendMail(mail), office.Division);

        Assert.Equal("Mails: 1 handed over", await office.Run());
    }

    [Fact]
    public async Task Boards_are_told_of_their_own_division_only()
    {
        var items = new Dictionary<TestDivision, Guid>();

        for (var i = 0; i < 6; i++)
        {
            var division = await office.App.AddDivision($"board{i}", $"Division {i}");
            items[division] = await Recorded(Sample.Today.AddDays(-30), division);
        }

        await Plan();
        await office.Run();

        foreach (var (division, item) in items)
        {
            var digest = Assert.Single(
                office.Server.Accepted,
                mail => mail.To.Any(to => to.Contains(division.EmailOf(Role.BoardMember), StringComparison.Ordinal))
            );
            Assert.Equal("For the Board: 1 deadline long missed", digest.Header("Subject"));
            Assert.Contains($"/recommendations/{item}", digest.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(
                items.Values.Where(one => one != item),
                one => digest.Text.Contains($"{one}", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task A_run_asks_the_database_as_often_for_many_deadlines_as_for_few()
    {
        // Whoever has just taken up a post is looked at too.
        await Plan();
        var few = await Statements(3);
        var many = await Statements(60);

        Assert.Equal(few, many);
    }

    private async Task<int> Statements(int deadlines)
    {
        var division = await office.App.AddDivision($"count{deadlines}", "A division of its own");

        for (var i = 0; i < deadlines; i++)
            await Recorded(Sample.Today.AddDays(i % 5), division);

        await office.App.Settle();
        using var run = new System.Diagnostics.Activity("run").Start();
        var statements = 0;
        using var listener = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref _) => System.Diagnostics.ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.TraceId == run.TraceId)
                    Interlocked.Increment(ref statements);
            },
        };
        System.Diagnostics.ActivitySource.AddActivityListener(listener);
        await office.App.Services.GetRequiredService<Planner>().Run();
        return statements;
    }

    private async Task Plan()
    {
        await office.App.Settle();
        await office.App.Services.GetRequiredService<Planner>().Run();
    }

    private async Task<Guid> Recorded(DateOnly due, TestDivision? division = null)
    {
        division ??= office.Division;
        var id = Guid.NewGuid();
        await office.App.Given(
            division,
            id,
            Sample.Recorded(id, Guid.NewGuid(), due: due),
            new Recommendation.Assigned([division.Post(Role.Member)], division.Post(Role.Member))
        );
        return id;
    }

    private async Task Change(Guid stream, DomainEvent happened)
    {
        await office.App.In(
            async services =>
            {
                var session = services.GetRequiredService<Session>();
                await session.Events.Change<Recommendation>(stream, null, _ => [happened]);
                return await session.Commit();
            },
            office.Division
        );
        await office.App.Settle();
    }

    private Task<IReadOnlyList<string>> Reasons() =>
        office.Rows<string>("select reason from deadlines.reminder where state = 'Dropped'");
}
