using System.Net;
using Inspection.Kernel.Events;
using Inspection.Recommendations;
using Action = Inspection.Recommendations.Action;

namespace Inspection.Tests.Recommendations.Actions;

/// <summary>Every form about one action: empty, filled in, opened too long ago, and by somebody who may not.</summary>
public sealed class ActionFormTests(App app) : IClassFixture<App>
{
    private static readonly DateOnly Day = new(2026, 5, 1);
    private static readonly Guid Step = Guid.NewGuid();

    private static readonly Dictionary<string, Form> Forms = new()
    {
        ["change"] = new(
            [("Text", "")],
            ["Enter what will be done"],
            _ => [("Text", "Publish one register\r\nfor four teams"), ("Due", "2026-05-01")],
            _ =>
                [
                    new Action.Reworded("Publish one register\nfor four teams", "All four teams use it"),
                    new Action.Dated(Day, null),
                ],
            "The action is changed"
        ),
        ["moves/Start"] = new(
            null,
            [],
            _ => [("Words", "Begun")],
            _ => [new Action.Started("Begun")],
            "The action is in progress"
        ),
        ["moves/Block"] = new(
            [],
            ["Enter the reason"],
            _ => [("Words", "The supplier")],
            _ => [new Action.Blocked("The supplier")],
            "The action is blocked"
        ),
        ["moves/Finish"] = new(
            null,
            [],
            _ => [("Words", "")],
            _ => [new Action.Finished(null, Sample.Today)],
            "The action is done"
        ),
        ["moves/Withdraw"] = new(
            [],
            ["Enter the reason"],
            _ => [("Words", "Overtaken")],
            _ => [new Action.Withdrawn("Overtaken")],
            "The action is withdrawn"
        ),
        ["notes/add"] = new(
            [],
            ["Enter what has happened"],
            _ => [("Text", "A draft\r\nis out")],
            _ => [new Action.Noted("A draft\nis out")],
            "The note is added"
        ),
        [$"milestones/{Step}"] = new(
            [("Text", ""), ("Due.Day", ""), ("Due.Month", ""), ("Due.Year", "")],
            ["Enter what will be reached", "Enter the date it will be reached by"],
            _ => [("Text", "Second draft"), ("Due", "2026-05-01")],
            _ => [new Action.MilestoneSet(Step, "Second draft", Day)],
            "The milestone is set"
        ),
        [$"milestones/{Step}/reach"] = new(
            [("On.Day", ""), ("On.Month", ""), ("On.Year", "")],
            ["Enter the date it was reached"],
            _ => [("On", "2026-03-01")],
            _ => [new Action.MilestoneReached(Step, new(2026, 3, 1))],
            "The milestone is reached"
        ),
        ["dependencies"] = new(
            null,
            [],
            it => [("Actions", $"{it.Other}")],
            it => [new Action.MadeToDepend([it.Other])],
            "What the action waits for is set"
        ),
        ["recommendations"] = new(
            [("Recommendations", null)],
            ["Select at least one recommendation"],
            it => [("Recommendations", $"{it.Item}"), ("Recommendations", $"{it.Sibling}")],
            it => [new Action.MadeToServe([it.Item, it.Sibling])],
            "What the action serves is set"
        ),
    };

    public static TheoryData<string> All => [.. Forms.Keys];

    public static TheoryData<string> WithMistakes =>
        [.. Forms.Where(one => one.Value.Empty is not null).Select(one => one.Key)];

    [Theory, MemberData(nameof(WithMistakes))]
    public async Task An_empty_form_says_what_to_enter(string form)
    {
        var it = await Given();
        var before = (await app.History(it.Id)).Count;

        var answer = await (await app.As(Role.HeadOfDivision)).Submit(Address(it, form), Forms[form].Empty!);

        Assert.Equal(Forms[form].Errors, answer.ErrorSummary);
        Assert.StartsWith("Error: ", answer.Title, StringComparison.Ordinal);
        Assert.Equal(before, (await app.History(it.Id)).Count);
    }

    [Theory, MemberData(nameof(All))]
    public async Task What_was_entered_is_stored_and_leads_back(string form)
    {
        var it = await Given();
        var before = (await app.History(it.Id)).Count;
        var browser = await app.As(Role.HeadOfDivision);

        var answer = await browser.Submit(Address(it, form), Forms[form].Fields(it));

        Assert.Equal($"/actions/{it.Id}", answer.RedirectedTo?.Split('#')[0] ?? string.Join("; ", answer.ErrorSummary));
        Assert.Equal(Forms[form].Stored(it), (await app.History(it.Id)).Skip(before).Select(one => one.Data));
        Assert.Equal(Forms[form].Said, (await browser.Open(answer.RedirectedTo!.Split('#')[0])).Said);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_form_that_was_opened_before_somebody_elses_change_is_not_stored(string form)
    {
        if (form == "notes/add")
            return;

        var it = await Given();
        var browser = await app.As(Role.HeadOfDivision);
        var opened = await browser.Open(Address(it, form));
        await app.Send(new AddActionNote(it.Id, "Meanwhile"));
        var before = (await app.History(it.Id)).Count;

        var answer = await browser.Press(opened, Address(it, form), null, Forms[form].Fields(it));

        Assert.StartsWith(
            "An administrator at the command line changed this on ",
            answer.ErrorSummary[0],
            StringComparison.Ordinal
        );
        Assert.Equal(before, (await app.History(it.Id)).Count);

        var again = await browser.Press(answer, Address(it, form), null);
        Assert.Equal($"/actions/{it.Id}", again.RedirectedTo?.Split('#')[0]);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Who_holds_no_post_does_not_see_the_form(string form)
    {
        var it = await Given();

        foreach (var role in new[] { Role.Reader, Role.BoardMember })
            Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As(role)).Open(Address(it, form))).Status);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_member_works_on_what_their_post_owns_and_on_nothing_else(string form)
    {
        var (own, others) = (await Given(app.Division.Post(Role.Member)), await Given());
        var browser = await app.As(Role.Member);

        var allowed = await browser.Submit(Address(own, form), Forms[form].Fields(own));
        var refused = await browser.Submit(Address(others, form), Forms[form].Fields(others));

        Assert.Equal(
            $"/actions/{own.Id}",
            allowed.RedirectedTo?.Split('#')[0] ?? string.Join("; ", allowed.ErrorSummary)
        );
        Assert.Equal(
            [
                "Only an owner of this action or of what it serves, or someone who manages the division's work, can do this",
            ],
            refused.ErrorSummary
        );
    }

    [Fact]
    public async Task A_later_date_without_a_reason_is_refused_in_words()
    {
        var it = await Given(more: new Action.Dated(Sample.Today, null));

        var answer = await (await app.As(Role.HeadOfDivision)).Submit(Address(it, "change"), ("Due", "2026-05-01"));

        Assert.Equal(["Enter why the action will be late"], answer.ErrorSummary);
    }

    [Fact]
    public async Task A_circle_is_refused_with_the_names_on_it()
    {
        var it = await Given();
        await app.Send(new SetDependencies(it.Other, null, [it.Id]));

        var answer = await (await app.As(Role.HeadOfDivision)).Submit(
            Address(it, "dependencies"),
            ("Actions", $"{it.Other}")
        );

        Assert.Equal(
            [
                "These actions would wait for each other in a circle: “Agree the form of the register”, which waits for “Draft one register with the four team leaders”",
            ],
            answer.ErrorSummary
        );
    }

    [Fact]
    public async Task A_milestone_is_removed_by_its_button()
    {
        var it = await Given();

        var answer = await (await app.As(Role.HeadOfDivision)).Press(
            Address(it, $"milestones/{Step}"),
            "Remove the milestone"
        );

        Assert.Equal($"/actions/{it.Id}#milestones", answer.RedirectedTo);
        Assert.Equal(new Action.MilestoneRemoved(Step), await app.Last(it.Id));
    }

    [Fact]
    public async Task A_milestone_is_added_and_not_reached_in_the_future()
    {
        var it = await Given();
        var browser = await app.As(Role.HeadOfDivision);

        var added = await browser.Submit(Address(it, "milestones"), ("Text", "Third draft"), ("Due", "2026-05-01"));
        var future = await browser.Submit(Address(it, $"milestones/{Step}/reach"), ("On", "2026-03-03"));

        Assert.Equal($"/actions/{it.Id}#milestones", added.RedirectedTo);
        Assert.Equal("Third draft", ((Action.MilestoneSet)await app.Last(it.Id)).Text);
        Assert.Equal(["The date it was reached must be today or in the past"], future.ErrorSummary);
    }

    [Fact]
    public async Task An_action_is_planned_for_one_recommendation_and_others_of_its_report()
    {
        var it = await Given();
        var (owner, browser) = (app.Division.Post(Role.Member), await app.As(Role.HeadOfDivision));
        var address = $"/recommendations/{it.Item}/actions/add";

        var empty = await browser.Submit(address);
        var vague = await browser.Submit(address, ("Text", new string('x', 501)));
        var planned = await browser.Submit(
            address,
            ("Text", "Improve the register"),
            ("Owner", $"{owner}"),
            ("Due", "2026-05-01"),
            ("Recommendations", $"{it.Item}"),
            ("Recommendations", $"{it.Sibling}")
        );
        var page = await browser.Follow(planned);

        Assert.Equal(["Enter what will be done"], empty.ErrorSummary);
        Assert.Equal(["What will be done must be 500 characters or fewer"], vague.ErrorSummary);
        Assert.Contains("Missing; the plan cannot be submitted without it", vague.Text, StringComparison.Ordinal);
        var stored = (Action.Planned)await app.Last(Guid.Parse(planned.RedirectedTo!.Split('/')[^1]));
        Assert.Equal([it.Item, it.Sibling], stored.Recommendations);
        Assert.Equal((owner, Day, "Improve the register"), (stored.Owner, stored.Due, stored.Text));
        Assert.Equal("The action is planned", page.Said);
        Assert.Contains("Advice; it holds nothing up", page.Text, StringComparison.Ordinal);
        Assert.Contains("Measurable: Enter the success measure", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Which_recommendation_it_is_for_is_asked_first()
    {
        var it = await Given();
        var browser = await app.As(Role.HeadOfDivision);

        Assert.Contains(
            "Which recommendation is it for?",
            (await browser.Open("/actions/add")).Text,
            StringComparison.Ordinal
        );
        Assert.Equal(["Select the recommendation"], (await browser.Open("/actions/add?Recommendation=")).ErrorSummary);
        Assert.Equal(
            $"/recommendations/{it.Item}/actions/add",
            (await browser.Open($"/actions/add?Recommendation={it.Item}")).RedirectedTo
        );
    }

    [Fact]
    public async Task A_move_that_is_not_possible_now_is_said_so()
    {
        var it = await Given(more: new Action.Finished(null, Sample.Today));
        var browser = await app.As(Role.HeadOfDivision);

        Assert.Contains(
            "This action is done: this is not possible now.",
            (await browser.Open(Address(it, "moves/Start"))).Text,
            StringComparison.Ordinal
        );
        Assert.Equal(
            $"/actions/{it.Id}",
            (await browser.Submit(Address(it, "moves/Reopen"), ("Words", "Not all of it"))).RedirectedTo
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("/change")]
    [InlineData("/moves/Start")]
    [InlineData("/dependencies")]
    [InlineData("/milestones")]
    public async Task An_action_that_is_not_there_is_not_found(string form) =>
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await (await app.As(Role.HeadOfDivision)).Open($"/actions/{Guid.NewGuid()}{form}")).Status
        );

    private static string Address(It it, string form) => $"/actions/{it.Id}/{form}";

    /// <summary>An action with a milestone, another of the same recommendation, and a second recommendation of the report.</summary>
    private async Task<It> Given(Guid? owner = null, params DomainEvent[] more)
    {
        var (report, item) = await app.GivenItem();
        var (id, other, sibling) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await app.Given(sibling, Sample.Recorded(sibling, report, ordinal: 2, number: "2"));
        await app.Given(
            id,
            [Sample.Planned(id, item, owner), new Action.MilestoneSet(Step, "First draft", Sample.Today), .. more]
        );
        await app.Given(other, Sample.Planned(other, item) with { Text = "Agree the form of the register" });
        return new(id, item, other, sibling);
    }

    private sealed record It(Guid Id, Guid Item, Guid Other, Guid Sibling);

    private sealed record Form(
        (string, string?)[]? Empty,
        string[] Errors,
        Func<It, (string, string?)[]> Fields,
        Func<It, DomainEvent[]> Stored,
        string Said
    );
}
