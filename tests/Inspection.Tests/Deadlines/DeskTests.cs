using Inspection.Deadlines;
using Inspection.Kernel.Divisions;
using Microsoft.Extensions.DependencyInjection;
using static Inspection.Tests.Kit.Scenario;

namespace Inspection.Tests.Deadlines;

/// <summary>What people set of reminders, as they see it: ladders, quiet times, preferences, bank holidays.</summary>
public sealed class DeskTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task A_kind_gets_a_ladder_of_its_own_and_loses_it_again()
    {
        var browser = await app.As(Role.HeadOfDivision);
        const string page = "/deadlines/ladders/evidence-expires";

        var set = await browser.Submit(
            page,
            ("Rungs[0].Days", "3"),
            ("Rungs[0].Count", "Working"),
            ("Rungs[1].Remove", "true"),
            ("Rungs[9].Days", "5"),
            ("Rungs[9].Side", "After"),
            ("Rungs[9].To", "Owner"),
            ("Rungs[9].To", "Board")
        );

        Assert.Equal("/deadlines/ladders", set.RedirectedTo);
        var rungs = (await Rules()).LadderOf("evidence-expires");
        Assert.Equal(["-7", "-3w", "-1", "0", "1", "5", "7", "14", "28"], rungs.Select(rung => rung.Key));
        Assert.Equal([Recipient.Owner, Recipient.Board], rungs[5].To);
        Assert.Contains(
            "3 working days before",
            (await browser.Open("/deadlines/ladders")).Text,
            StringComparison.Ordinal
        );

        var reset = await browser.Press(page, "Use the standard ladder");

        Assert.Equal("/deadlines/ladders", reset.RedirectedTo);
        Assert.Equal(Ladder.Usual, (await Rules()).LadderOf("evidence-expires"));
    }

    [Fact]
    public async Task A_rung_that_is_not_whole_is_said_of_its_box()
    {
        var browser = await app.As(Role.ModuleOwner);

        var answer = await browser.Submit(
            "/deadlines/ladders/standard",
            ("Rungs[0].Days", "many"),
            ("Rungs[1].Days", "9999"),
            ("Rungs[2].To", null),
            ("Rungs[9].To", "Owner")
        );

        Assert.Equal(
            [
                "“many” cannot be used here",
                "The days must be between 1 and 730",
                "Select whom the rung reaches",
                "Enter how many days",
                "Select before, on or after the date",
            ],
            answer.ErrorSummary
        );
        Assert.Equal(
            "#Command-Rungs-2--To",
            answer.Page.QuerySelectorAll(".govuk-error-summary__list a")[2].GetAttribute("href")
        );
    }

    [Fact]
    public async Task The_days_of_a_ladder_are_shown_before_it_is_saved()
    {
        var browser = await app.As(Role.HeadOfDivision);
        var page = await browser.Open("/deadlines/ladders/standard");

        // Easter 2027: the Friday and the Monday are bank holidays.
        var shown = await browser.Post(
            "/deadlines/ladders/standard?handler=Preview",
            [
                KeyValuePair.Create(
                    "__RequestVerificationToken",
                    page.Page.QuerySelector("main [name=__RequestVerificationToken]")!.GetAttribute("value")!
                ),
                KeyValuePair.Create("Command.Kind", "standard"),
                KeyValuePair.Create("Command.Rungs[0].Days", "2"),
                KeyValuePair.Create("Command.Rungs[0].Side", "Before"),
                KeyValuePair.Create("Command.Rungs[0].Count", "Calendar"),
                KeyValuePair.Create("Command.Rungs[0].To", "Owner"),
                KeyValuePair.Create("Example.Day", "28"),
                KeyValuePair.Create("Example.Month", "3"),
                KeyValuePair.Create("Example.Year", "2027"),
            ]
        );

        Assert.Contains("Thursday, 25 March 2027 at 8:00am", shown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_see_ladders_and_change_none()
    {
        var browser = await app.As(Role.Member);

        var page = await browser.Open("/deadlines/ladders");

        Assert.Equal("Ladders", page.Heading);
        Assert.DoesNotContain("/deadlines/ladders/standard", page.Links);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await browser.Open("/deadlines/ladders/standard")).Status);
        Assert.Equal(
            System.Net.HttpStatusCode.NotFound,
            (await (await app.As(Role.HeadOfDivision)).Open("/deadlines/ladders/unheard-of")).Status
        );
    }

    [Fact]
    public async Task A_preference_is_ones_own()
    {
        var browser = await app.As(Role.Member);

        var chosen = await browser.Submit("/deadlines/preferences", ("Cadence", "Weekly"));

        Assert.Equal("/deadlines/inbox", chosen.RedirectedTo);
        var again = await browser.Open("/deadlines/preferences");
        Assert.Equal("Weekly", again.Page.QuerySelector("main input[checked]")!.GetAttribute("value"));
        Assert.Equal(Cadence.Weekly, (await Rules()).CadenceOf(app.Division.PersonOf(Role.Member)));
        Assert.Equal(Cadence.Daily, (await Rules()).CadenceOf(app.Division.PersonOf(Role.DeputyHead)));
        await app.Settle();
        var changes = await browser.Open("/changes");
        Assert.DoesNotContain("reminded", changes.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Quiet_times_are_set_by_who_manages()
    {
        var division = await app.AddDivision("quiet", "Quiet");
        var browser = await app.As(Role.DeputyHead, division);

        var wrong = await browser.Submit("/deadlines/quiet-times", ("From", "18:00"), ("Until", "8:00"));
        var set = await browser.Submit(
            "/deadlines/quiet-times",
            ("From", "9:30"),
            ("QuietWeekends", null),
            ("DigestOn", "Friday")
        );

        Assert.Equal(["The end must be later than the beginning"], wrong.ErrorSummary);
        Assert.Equal("/deadlines/quiet-times", set.RedirectedTo);
        Assert.Equal(
            new Reminding(new(9, 30), new(18, 0), QuietWeekends: false, QuietHolidays: true, DayOfWeek.Friday),
            (await Rules(division)).Reminding
        );
        var seen = await (await app.As(Role.Reader, division)).Open("/deadlines/quiet-times");
        Assert.Equal("From 09:30 until 18:00", seen.Summary["Mail may be sent"]);
    }

    [Fact]
    public async Task A_year_of_bank_holidays_is_corrected_for_one_division()
    {
        var division = await app.AddDivision("feast", "Feast");
        var browser = await app.As(Role.Administrator, division);

        var set = await browser.Submit(
            "/deadlines/bank-holidays/2027",
            ("Days", "2027-06-07 A day for the occasion\r\n2027-12-27 Christmas Day (substitute day)"),
            ("Source", "The proclamation of 1 February 2027")
        );

        Assert.Equal("/deadlines/bank-holidays", set.RedirectedTo);
        Assert.True((await Rules(division)).Days.IsHoliday(new(2027, 6, 7)));
        Assert.False((await Rules(division)).Days.IsHoliday(new(2027, 3, 26)));
        Assert.True((await Rules(division)).Days.IsHoliday(new(2026, 4, 3)));
        Assert.True((await Rules()).Days.IsHoliday(new(2027, 3, 26)));
        Assert.Contains(
            "Set by the division. Source: The proclamation",
            (await browser.Open("/deadlines/bank-holidays")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Days_that_cannot_be_bank_holidays_of_the_year_are_said()
    {
        var browser = await app.As(Role.Administrator);

        var answer = await browser.Submit(
            "/deadlines/bank-holidays/2029",
            (
                "Days",
                "1 January 2029 New Year’s Day\n2030-01-01 New Year’s Day\n2029-01-06 Twelfth Night\n2029-03-30 Good Friday\n2029-03-30 Good Friday"
            ),
            ("Source", "")
        );

        Assert.Equal(
            [
                "“1 January 2029 New Year’s Day” must be a day and its name, like 2029-01-01 New Year’s Day",
                "1 January 2030 is not in 2029",
                "6 January 2029 is a Saturday: enter the day that is off instead of it",
                "30 March 2029 is there twice",
                "Enter where you read them",
            ],
            answer.ErrorSummary
        );
    }

    [Fact]
    public async Task A_year_without_bank_holidays_is_a_warning_to_administrators_before_it_bites()
    {
        var division = await app.AddDivision("early", "Early");
        var (administrator, head) = (
            await app.As(Role.Administrator, division),
            await app.As(Role.HeadOfDivision, division)
        );
        Assert.DoesNotContain("Bank holidays missing", (await administrator.Open("/")).Text, StringComparison.Ordinal);

        await app.Given(
            division,
            Guid.NewGuid(),
            Recommendations.Sample.Recorded(Guid.NewGuid(), Guid.NewGuid(), due: new(2029, 2, 1))
        );
        await app.Settle();

        Assert.Contains("1 Bank holidays missing", (await administrator.Open("/")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Bank holidays missing", (await head.Open("/")).Text, StringComparison.Ordinal);
        Assert.Contains(
            "Bank holidays missing: 2029",
            (await administrator.Open("/deadlines/bank-holidays")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_header_says_how_much_is_unread()
    {
        var division = await app.AddDivision("header", "Header");
        var (reader, other) = (division.PersonOf(Role.Reader), division.PersonOf(Role.Member));
        var browser = await app.As(Role.Reader, division);
        Assert.Equal(
            ["Inbox"],
            (await browser.Open("/deadlines/inbox")).Read(".app-header__link[href='/deadlines/inbox']")
        );
        await app.In(
            async services =>
            {
                var session = services.GetRequiredService<Session>();
                await session.Execute(
                    """
                    insert into notice (division, id, person, kind, text, link, at)
                    select @Division, gen_random_uuid(), person, 'Reminder', 'It is due', '/actions', @Now
                    from unnest(@people) as person
                    """,
                    new
                    {
                        session.Caller.Division,
                        session.Now,
                        people = new[] { reader, reader, other },
                    }
                );
                return await session.Commit();
            },
            division
        );

        var page = await browser.Open("/deadlines/inbox");

        Assert.Equal(["Inbox 2 unread"], page.Read(".app-header__link[href='/deadlines/inbox']"));
        Assert.Equal(2, page.Read("main tbody tr").Count);
    }

    [Fact]
    public async Task The_dashboard_counts_as_the_register_does()
    {
        var division = await app.AddDivision("panel", "Panel");
        var browser = await app.As(Role.Member, division);
        Assert.DoesNotContain("Mine, late", (await browser.Open("/")).Text, StringComparison.Ordinal);

        foreach (var (days, mine) in new[] { (-3, true), (-2, false), (5, true), (20, false) })
        {
            var id = Guid.NewGuid();
            await app.Given(
                division,
                id,
                Recommendations.Sample.Recorded(id, Guid.NewGuid(), due: app.Today.AddDays(days)),
                new Inspection.Recommendations.Recommendation.Assigned(
                    [division.Post(mine ? Role.Member : Role.DeputyHead)],
                    division.Post(mine ? Role.Member : Role.DeputyHead)
                )
            );
        }

        await app.Settle();
        var page = await browser.Open("/");
        var panel = page.Page.QuerySelector("section[aria-label=Deadlines]")!;
        var figures = panel.QuerySelectorAll(".app-figure__link").ToList();

        Assert.Equal(
            [
                "1 Mine, late",
                "1 Mine, in the next 7 days",
                "2 All late",
                "2 In the next 30 days",
                "0 No date",
                "0 Unread in your inbox",
            ],
            figures.Select(Words)
        );
        Assert.Equal(2, panel.QuerySelectorAll(".app-line").Length);

        foreach (var figure in figures)
        {
            var list = await browser.Open(figure.GetAttribute("href")!);
            Assert.StartsWith($"{list.Read("main tbody tr").Count} ", Words(figure), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Two_rungs_of_one_day_are_refused() =>
        Given<Ladder>()
            .When(_ =>
                Ladder.Change(
                    null,
                    Ladder.Standard,
                    [new(-7, DayCount.Calendar, [Recipient.Owner]), new(-7, DayCount.Calendar, [Recipient.Board])]
                )
            )
            .ThenRefused("There are two rungs 7 days before: put their recipients together");

    private Task<Rules> Rules(TestDivision? division = null) =>
        app.In(services => Inspection.Deadlines.Rules.Load(services.GetRequiredService<Session>(), default), division);

    private static string Words(AngleSharp.Dom.IElement one) => Browser.Tidy(one.TextContent);
}
