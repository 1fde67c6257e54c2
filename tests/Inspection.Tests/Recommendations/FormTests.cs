using System.Net;
using Inspection.Kernel.Events;
using Inspection.Recommendations;

namespace Inspection.Tests.Recommendations;

/// <summary>Every form about one recommendation: empty, filled in, opened too long ago, and by somebody who may not.</summary>
public sealed class FormTests(App app) : IClassFixture<App>
{
    private static readonly DateOnly Day = new(2026, 5, 1);

    private static readonly Dictionary<string, Form> Forms = new()
    {
        ["owners"] = new(
            [("Accountable", "")],
            ["Select at least one post", "Select the post that is accountable"],
            it => [("Owners", $"{it.Post}"), ("Accountable", $"{it.Post}")],
            it => new Recommendation.Assigned([it.Post], it.Post),
            "The owners are assigned"
        ),
        ["due-date"] = new(
            [("Due.Day", ""), ("Due.Month", ""), ("Due.Year", "")],
            ["Enter the date it is due", "Enter why the date is set or changed"],
            _ => [("Due", "2026-05-01"), ("Reason", "Agreed")],
            _ => new Recommendation.Dated(Day, "Agreed"),
            "The due date is set"
        ),
        ["review-date"] = new(
            [("On.Day", ""), ("On.Month", ""), ("On.Year", "")],
            ["Enter the date you will review it"],
            _ => [("On", "2026-05-01")],
            _ => new Recommendation.ReviewSet(Day),
            "The review date is set"
        ),
        ["priority"] = new(
            [("Priority", null)],
            ["Select a priority"],
            _ => [("Priority", "Urgent")],
            _ => new Recommendation.Prioritised(Priority.Urgent),
            "The priority is set"
        ),
        ["notes/add"] = new(
            [],
            ["Enter what has happened"],
            _ => [("Text", "A first draft\r\nis written")],
            _ => new Recommendation.Noted("A first draft\nis written"),
            "The note is added"
        ),
        ["moves/CloseSuperseded"] = new(
            [],
            ["Enter the reason"],
            _ => [("Words", "Overtaken")],
            _ => Sample.Overtaken,
            "It is closed"
        ),
        ["module"] = new(
            [],
            ["Select the module that serves this recommendation"],
            _ => [("Module", "risk")],
            _ => new Recommendation.Served("risk"),
            "The module is chosen"
        ),
        ["links/add"] = new(
            [],
            ["Select the other recommendation", "Select how the two belong together"],
            it => [("Other", $"{it.Other}"), ("Relation", "SameTheme")],
            it => new Recommendation.Linked(it.Other, Relation.SameTheme),
            "The recommendations are linked"
        ),
    };

    public static TheoryData<string> All => [.. Forms.Keys];

    public static TheoryData<string> OfManagers => [.. Forms.Keys.Except(["notes/add", "moves/CloseSuperseded"])];

    [Theory, MemberData(nameof(All))]
    public async Task An_empty_form_says_what_to_enter(string form)
    {
        var (_, item) = await app.GivenItem();
        var browser = await app.As(Role.HeadOfDivision);

        var answer = await browser.Submit(Address(item, form), Forms[form].Empty);

        Assert.Equal(Forms[form].Errors, answer.ErrorSummary);
        Assert.StartsWith("Error: ", answer.Title, StringComparison.Ordinal);
        Assert.Single(await app.History(item));
    }

    [Theory, MemberData(nameof(All))]
    public async Task What_was_entered_is_stored_and_leads_back(string form)
    {
        var (_, item) = await app.GivenItem();
        var (_, other) = await app.GivenItem();
        var given = new It(app.Division.Post(Role.AreaBusinessManager), other);
        var browser = await app.As(Role.HeadOfDivision);

        var answer = await browser.Submit(Address(item, form), Forms[form].Fields(given));

        Assert.Equal($"/recommendations/{item}", answer.RedirectedTo ?? string.Join("; ", answer.ErrorSummary));
        Assert.Equal(Forms[form].Stored(given), await app.Last(item));
        Assert.Equal(app.Division.PersonOf(Role.HeadOfDivision), (await app.History(item))[^1].Actor);
        Assert.Equal(Forms[form].Said, (await browser.Follow(answer)).Said);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_form_that_was_opened_before_somebody_elses_change_is_not_stored(string form)
    {
        if (form == "notes/add")
            return;

        var (_, item) = await app.GivenItem();
        var (_, other) = await app.GivenItem();
        var fields = Forms[form].Fields(new(app.Division.Post(Role.AreaBusinessManager), other));
        var browser = await app.As(Role.HeadOfDivision);
        var opened = await browser.Open(Address(item, form));
        await app.Send(new AddNote(item, "Meanwhile"));

        var answer = await browser.Press(opened, Address(item, form), null, fields);

        Assert.StartsWith(
            "An administrator at the command line changed this on ",
            answer.ErrorSummary[0],
            StringComparison.Ordinal
        );
        Assert.Equal(2, (await app.History(item)).Count);

        var again = await browser.Press(answer, Address(item, form), null);
        Assert.Equal($"/recommendations/{item}", again.RedirectedTo);
        Assert.Equal(3, (await app.History(item)).Count);
    }

    [Theory, MemberData(nameof(All))]
    public async Task The_same_form_sent_twice_is_stored_once(string form)
    {
        var (_, item) = await app.GivenItem();
        var (_, other) = await app.GivenItem();
        var fields = Forms[form].Fields(new(app.Division.Post(Role.AreaBusinessManager), other));
        var browser = await app.As(Role.HeadOfDivision);
        var opened = await browser.Open(Address(item, form));

        var first = await browser.Press(opened, Address(item, form), null, fields);
        var second = await browser.Press(opened, Address(item, form), null, fields);

        Assert.Equal(first.RedirectedTo, second.RedirectedTo);
        Assert.Equal(2, (await app.History(item)).Count);
    }

    [Theory, MemberData(nameof(OfManagers))]
    public async Task Who_does_not_manage_the_work_does_not_see_the_form(string form)
    {
        var (_, item) = await app.GivenItem();

        foreach (var role in new[] { Role.Reader, Role.BoardMember, Role.Member })
            Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As(role)).Open(Address(item, form))).Status);
    }

    [Theory]
    [InlineData("notes/add")]
    [InlineData("moves/SubmitPlan")]
    public async Task Who_holds_no_post_does_not_see_the_form(string form)
    {
        var (_, item) = await app.GivenItem();

        foreach (var role in new[] { Role.Reader, Role.BoardMember })
            Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As(role)).Open(Address(item, form))).Status);
    }

    [Fact]
    public async Task A_member_moves_what_their_post_owns_and_of_nothing_else()
    {
        var post = app.Division.Post(Role.Member);
        var (_, own) = await app.GivenItem(new Recommendation.Assigned([post], post));
        var (_, others) = await app.GivenItem();
        var browser = await app.As(Role.Member);

        await app.Given(Guid.NewGuid(), Sample.Planned(Guid.NewGuid(), own, post, due: Sample.Today));
        var allowed = await browser.Submit(Address(own, "moves/SubmitPlan"));
        var refused = await browser.Submit(Address(others, "moves/SubmitPlan"));

        Assert.Equal($"/recommendations/{own}", allowed.RedirectedTo);
        Assert.Equal(
            ["Only an owner of this recommendation, or someone who manages the division's work, can do this"],
            refused.ErrorSummary
        );
    }

    [Fact]
    public async Task A_member_adds_notes()
    {
        var (_, item) = await app.GivenItem();

        var answer = await (await app.As(Role.Member)).Submit(Address(item, "notes/add"), ("Text", "Seen"));

        Assert.Equal($"/recommendations/{item}", answer.RedirectedTo);
    }

    [Fact]
    public async Task A_date_that_is_none_is_said_with_everything_else()
    {
        var (_, item) = await app.GivenItem();

        var answer = await (await app.As(Role.HeadOfDivision)).Submit(
            Address(item, "due-date"),
            ("Due.Day", "31"),
            ("Due.Month", "6"),
            ("Due.Year", "2026")
        );

        Assert.Equal(["Date must be a real date", "Enter why the date is set or changed"], answer.ErrorSummary);
    }

    [Fact]
    public async Task A_review_in_the_past_is_refused_in_words()
    {
        var (_, item) = await app.GivenItem();

        var answer = await (await app.As(Role.HeadOfDivision)).Submit(
            Address(item, "review-date"),
            ("On", "2026-03-01")
        );

        Assert.Equal(["The review date must be today or later"], answer.ErrorSummary);
    }

    [Fact]
    public async Task A_link_is_removed_by_its_button()
    {
        var (_, other) = await app.GivenItem();
        var (_, item) = await app.GivenItem(new Recommendation.Linked(other, Relation.SameTheme));
        var browser = await app.As(Role.HeadOfDivision);
        Assert.Contains("same theme", (await browser.Open($"/recommendations/{item}")).Summary["Related"]);

        var answer = await browser.Press(Address(item, "links/add"), "Remove the link");

        Assert.Equal($"/recommendations/{item}", answer.RedirectedTo);
        Assert.Equal(new Recommendation.Unlinked(other, Relation.SameTheme), await app.Last(item));
        Assert.Equal("The link is removed", (await browser.Follow(answer)).Said);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/moves/SubmitPlan")]
    [InlineData("/links/add")]
    public async Task A_recommendation_that_is_not_there_is_not_found(string form) =>
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await (await app.As(Role.HeadOfDivision)).Open($"/recommendations/{Guid.NewGuid()}{form}")).Status
        );

    [Fact]
    public async Task The_page_tells_who_did_what_when_and_why()
    {
        var post = app.Division.Post(Role.AreaBusinessManager);
        var (_, item) = await app.GivenItem();
        var head = app.Division.PersonOf(Role.HeadOfDivision);
        await app.Send(new AssignOwners(item, null, [post], post), actor: head);
        await app.Send(new SetDueDate(item, null, Day, "Agreed with the board"), actor: head);
        await app.Send(new AddNote(item, "First meeting held"), actor: app.Division.PersonOf(Role.Member));
        await app.Send(new MakeMove(item, null, Move.CloseSuperseded, "Work has ended"), actor: head);

        var page = await (await app.As(Role.Reader)).Open($"/recommendations/{item}");

        Assert.Equal("Recommendation 1", page.Heading);
        Assert.Equal("1 May 2026", page.Summary["Due"]);
        Assert.Contains("(accountable)", page.Summary["Owners"]);
        foreach (
            var words in new[]
            {
                "Closed as superseded",
                "Work has ended",
                "First meeting held",
                "Due date set to 1 May 2026",
                "Agreed with the board",
                "Owners assigned",
                app.Division.NameOf(Role.HeadOfDivision),
                app.Division.NameOf(Role.Member),
                "2 March 2026 at 12:00pm",
            }
        )
            Assert.Contains(words, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            page.Links,
            link => link.StartsWith($"/recommendations/{item}/", StringComparison.Ordinal)
        );
    }

    private static string Address(Guid item, string form) => $"/recommendations/{item}/{form}";

    private sealed record It(Guid Post, Guid Other);

    private sealed record Form(
        (string, string?)[] Empty,
        string[] Errors,
        Func<It, (string, string?)[]> Fields,
        Func<It, DomainEvent> Stored,
        string Said
    );
}
