using Inspection.Contracts.Organisation;
using Inspection.Deadlines;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Organisation;
using Inspection.Recommendations;
using Inspection.Tests.Recommendations;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Deadlines;

/// <summary>From the event that sets a day to the mail in the outbox, on the whole application.</summary>
public sealed class PlannerTests(App app) : IClassFixture<App>
{
    private static readonly DateOnly Today = Sample.Today;

    [Fact]
    public async Task What_is_true_when_a_date_is_set_is_told_once()
    {
        var division = await NewDivision();
        var item = await Recorded(division, Today.AddDays(5));

        Assert.Equal(1, (await Run()).Mails);
        Assert.Equal(new Planned(0, 0, 0), await Run());

        var told = Assert.Single(await Reminders(division));
        Assert.Equal((item.Due, "-7", division.PersonOf(Role.Member)), (told.Due, told.Rung, told.Person));
        Assert.Equal("Mailed", told.State);
    }

    [Fact]
    public async Task Another_date_ends_what_the_old_one_had_begun()
    {
        var division = await NewDivision();
        var item = await Recorded(division, Today.AddDays(5));
        await Change(division, item.Id, new Recommendation.Dated(Today.AddDays(40), "Later"));
        await Run();

        Assert.Empty(await Reminders(division));

        await Change(division, item.Id, new Recommendation.Dated(Today.AddDays(10), "Sooner"));
        await Run();

        Assert.Equal("-14", Assert.Single(await Reminders(division)).Rung);
    }

    [Fact]
    public async Task What_is_four_weeks_late_reaches_everybody_above()
    {
        var division = await NewDivision();
        await Recorded(division, Today.AddDays(-30));
        await Run();

        Assert.Equal(
            [Role.HeadOfDivision, Role.ModuleOwner, Role.Member, Role.BoardMember],
            from role in new[] { Role.HeadOfDivision, Role.ModuleOwner, Role.Member, Role.BoardMember }
            join told in await Reminders(division) on division.PersonOf(role) equals told.Person
            select role
        );
        Assert.Single(await Reminders(division), told => told.Board);
    }

    [Fact]
    public async Task A_closed_item_is_chased_no_more()
    {
        var division = await NewDivision();
        var item = await Recorded(division, Today.AddDays(-3));
        await Change(
            division,
            item.Id,
            new Recommendation.Closed(RecommendationStatus.NoLongerApplicable, "The team is no more", Today)
        );

        Assert.Equal(new Planned(0, 0, 0), await Run());
        Assert.Empty(await Reminders(division));
    }

    [Fact]
    public async Task Whoever_takes_a_post_up_hears_that_day_of_what_is_due_and_nobody_twice()
    {
        var division = await NewDivision();
        await Recorded(division, Today.AddDays(5));
        await Run();
        Assert.Equal([division.PersonOf(Role.Member)], (await Reminders(division)).Select(told => told.Person));

        var (now, later) = (division.PersonOf(Role.Reader), division.PersonOf(Role.DeputyHead));
        await Appoint(now, Today);
        await Appoint(later, Today.AddDays(1));
        await Run();
        Assert.Equal(
            new[] { division.PersonOf(Role.Member), now }.Order(),
            (await Reminders(division)).Select(told => told.Person).Order()
        );

        app.Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        Assert.Equal(3, (await Reminders(division)).Count);
        Assert.All(await Reminders(division), told => Assert.Equal("-7", told.Rung));
        app.Clock.Advance(TimeSpan.FromDays(-1));

        Task Appoint(Guid person, DateOnly from) =>
            app.Send(
                new AppointPerson(division.Post(Role.Member), null, Guid.NewGuid(), person, from, null, JobShare: true),
                division
            );
    }

    [Fact]
    public async Task Where_a_post_is_left_empty_the_next_above_hears_the_day_after()
    {
        var division = await NewDivision();
        var person = division.PersonOf(Role.Member);
        await Recorded(division, Today.AddDays(5));
        await Run();

        var post = (await app.Ask(new ListPosts(), division)).Single(one => one.Id == division.Post(Role.Member));
        await app.Send(new EndAppointment(post.Id, null, await Appointment(post.Id), Today), division);
        await Run();
        Assert.Equal([person], (await Reminders(division)).Select(told => told.Person));

        app.Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        Assert.Equal(2, (await Reminders(division)).Count);
        app.Clock.Advance(TimeSpan.FromDays(-1));

        Task<Guid> Appointment(Guid id) =>
            app.In(
                services =>
                    services
                        .GetRequiredService<Session>()
                        .One<Guid>("select (terms -> 0 ->> 'Appointment')::uuid from post where id = @id", new { id }),
                division
            );
    }

    [Fact]
    public async Task Two_hosts_that_plan_at_once_tell_once()
    {
        var division = await NewDivision();

        for (var i = 0; i < 40; i++)
            await Recorded(division, Today.AddDays(i % 30 - 10));

        var planned = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Run())));
        await Run();

        var reminders = await Reminders(division);
        Assert.Equal(reminders.Count, planned.Sum(one => one.Reminders));
        Assert.All((await Mails(division)).GroupBy(mail => (mail.Person, mail.Kind)), same => Assert.Single(same));
    }

    [Fact]
    public async Task Of_a_past_day_the_register_says_that_it_is_of_now()
    {
        var page = await (await app.As(Role.Reader)).Open("/deadlines?as-at=2026-03-01T12:00:00Z");

        Assert.Contains("This list keeps no past", page.Text, StringComparison.Ordinal);
    }

    private async Task<Planned> Run()
    {
        await app.Settle();
        return await app.Services.GetRequiredService<Planner>().Run();
    }

    private async Task<TestDivision> NewDivision() =>
        await app.AddDivision($"d{Guid.NewGuid():n}"[..12], "A division of its own");

    private async Task<(Guid Id, DateOnly Due)> Recorded(TestDivision division, DateOnly due)
    {
        var id = Guid.NewGuid();
        await app.Given(
            division,
            id,
            Sample.Recorded(id, Guid.NewGuid(), due: due),
            new Recommendation.Assigned([division.Post(Role.Member)], division.Post(Role.Member))
        );
        return (id, due);
    }

    private Task<Receipt> Change(TestDivision division, Guid stream, DomainEvent happened) =>
        app.In(
            async services =>
            {
                var session = services.GetRequiredService<Session>();
                await session.Events.Change<Recommendation>(stream, null, _ => [happened]);
                return await session.Commit();
            },
            division
        );

    private Task<IReadOnlyList<LedgerLine>> Reminders(TestDivision division) =>
        app.In(
            services =>
                services.GetRequiredService<Session>().Query<LedgerLine>("select * from reminder order by rung"),
            division
        );

    private Task<IReadOnlyList<MailLine>> Mails(TestDivision division) =>
        app.In(services => services.GetRequiredService<Session>().Query<MailLine>("select * from mail"), division);

    private sealed class LedgerLine
    {
        public DateOnly Due { get; init; }
        public string Rung { get; init; } = "";
        public Guid Person { get; init; }
        public bool Board { get; init; }
        public string State { get; init; } = "";
    }

    private sealed class MailLine
    {
        public Guid Person { get; init; }
        public string Kind { get; init; } = "";
    }
}
