using System.Net;
using Inspection.Contracts.Organisation;
using Inspection.Kernel.Ui;
using Inspection.Organisation;

namespace Inspection.Tests.Organisation;

public sealed class OrganisationPageTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task A_team_is_founded_renamed_and_merged_and_its_posts_go_over()
    {
        var browser = await app.As(Role.Administrator);
        var founded = await browser.Submit("/organisation/teams/found", ("Name", "Extradition"));
        var team = founded.RedirectedTo!;
        Assert.Equal("Extradition has been founded.", (await browser.Follow(founded)).Said);
        await browser.Submit($"{team}/rename", ("Name", "Extradition and Surrender"));
        var post = await browser.Submit(
            $"/organisation/posts/create?team={team.Split('/')[^1]}",
            ("Title", "Unit Head, Extradition"),
            ("Kind", "Other")
        );
        var into = (await browser.Submit("/organisation/teams/found", ("Name", "International"))).RedirectedTo!;

        await browser.Submit($"{team}/merge", ("Into", into.Split('/')[^1]));

        var old = await browser.Open(team);
        Assert.Contains("merged into International", old.Text);
        Assert.Equal(
            ["Team merged into another", "Team renamed Extradition and Surrender", "Team Extradition founded"],
            old.Read(".moj-timeline__title")
        );
        Assert.All(
            old.Read(".moj-timeline__byline"),
            by => Assert.Equal($"by {app.Division.NameOf(Role.Administrator)}", by)
        );
        Assert.Contains("Unit Head, Extradition", (await browser.Open(into)).Text);
        Assert.Equal("International", (await browser.Follow(post)).Summary["Belongs to"]);
    }

    [Fact]
    public async Task A_team_with_posts_is_not_disbanded()
    {
        var (team, post) = (Guid.NewGuid(), Guid.NewGuid());
        await app.Given(team, new Team.Founded(team, $"Team {team}"));
        await app.Given(post, new Post.Created(post, "Clerk", null, PostKind.Other, null, team));

        var answer = await (await app.As(Role.Administrator)).Submit($"/organisation/teams/{team}/disband");

        Assert.Equal(["Move or abolish the team’s posts before you disband it"], answer.ErrorSummary);
    }

    [Fact]
    public async Task Someone_is_appointed_and_leaves_and_the_post_is_an_owner_without_a_holder()
    {
        var browser = await app.As(Role.Administrator);
        var post = (
            await browser.Submit("/organisation/posts/create", ("Title", "Deputy Head, Crime"), ("Kind", "DeputyHead"))
        ).RedirectedTo!;
        Assert.Contains(
            "Deputy Head, Crime",
            (await browser.Open("/organisation")).Read("section[aria-labelledby=vacant] li")
        );

        var person = app.Division.PersonOf(Role.Reader);
        var appointed = await browser.Submit(
            $"{post}/appoint",
            ("Person", $"{person}"),
            ("From", $"{app.Today.AddDays(-10):yyyy-MM-dd}")
        );
        Assert.Equal(post, appointed.RedirectedTo);
        Assert.DoesNotContain(
            "Deputy Head, Crime",
            (await browser.Open("/organisation")).Read("section[aria-labelledby=vacant] li")
        );
        Assert.Contains("Now", (await browser.Open(post)).Read(".govuk-table__cell .govuk-tag"));

        var end = (await browser.Open(post)).Links.Single(link => link.EndsWith("/end", StringComparison.Ordinal));
        await browser.Submit(end, ("On", $"{app.Today.AddDays(-1):yyyy-MM-dd}"));

        var page = await browser.Open(post);
        Assert.Contains(Words.Date(app.Today.AddDays(-1)), page.Text);
        Assert.Contains("This post has no holder", page.Text);
        Assert.Equal(app.Division.NameOf(Role.Reader), (await On(post, app.Today.AddDays(-5)))?.HolderName);
        Assert.Null((await On(post, app.Today))?.HolderName);
    }

    [Fact]
    public async Task An_empty_form_says_what_to_enter()
    {
        var browser = await app.As(Role.Administrator);

        Assert.Equal(["Enter the team’s name"], (await browser.Submit("/organisation/teams/found")).ErrorSummary);
        Assert.Equal(
            ["Enter the post’s title", "Select what kind of post it is"],
            (await browser.Submit("/organisation/posts/create")).ErrorSummary
        );
        Assert.Equal(
            ["Select the person to appoint", "Enter the first day of the appointment"],
            (await browser.Submit($"/organisation/posts/{app.Division.Post(Role.Member)}/appoint")).ErrorSummary
        );
        Assert.Equal(
            ["Enter the person’s full name", "Enter an e-mail address"],
            (await browser.Submit("/organisation/people/invite")).ErrorSummary
        );
    }

    [Fact]
    public async Task Two_people_of_a_division_do_not_share_an_address() =>
        Assert.Equal(
            ["Someone in this division has this e-mail address already"],
            (
                await (await app.As(Role.Administrator)).Submit(
                    "/organisation/people/invite",
                    ("Name", "Twin"),
                    ("Email", app.Division.EmailOf(Role.Member).ToUpperInvariant())
                )
            ).ErrorSummary
        );

    [Fact]
    public async Task The_same_form_sent_twice_is_one_change()
    {
        var browser = await app.As(Role.Administrator);
        var form = await browser.Open("/organisation/sites/open");

        var first = await browser.Press(form, "/organisation/sites/open", null, ("Name", "Petty France"));
        var second = await browser.Press(form, "/organisation/sites/open", null, ("Name", "Petty France"));

        Assert.Equal("/organisation", first.RedirectedTo);
        Assert.Equal("/organisation", second.RedirectedTo);
        Assert.Single((await browser.Open("/organisation")).Summary.Keys, "Petty France");
    }

    [Fact]
    public async Task A_form_that_someone_else_was_quicker_with_keeps_what_was_typed()
    {
        var team = Guid.NewGuid();
        await app.Given(team, new Team.Founded(team, "Quick"));
        var browser = await app.As(Role.Administrator);
        var url = $"/organisation/teams/{team}/rename";
        var form = await browser.Open(url);
        await app.Send(new RenameTeam(team, null, "Quicker"));

        var answer = await browser.Press(form, url, null, ("Name", "Slow"));

        Assert.Contains("An administrator at the command line changed this", answer.ErrorSummary[0]);
        Assert.Contains("value=\"Slow\"", answer.Body);
    }

    [Fact]
    public async Task The_past_is_shown_as_it_was_and_cannot_be_changed()
    {
        var team = Guid.NewGuid();
        await app.Given(team, new Team.Founded(team, "Once"));
        app.Clock.Advance(TimeSpan.FromDays(2));
        await app.Send(new RenameTeam(team, null, "Now"));
        var (browser, other) = (await app.As(Role.Administrator), await app.As(Role.Administrator));

        var page = await browser.Open($"/organisation/teams/{team}?as-at={app.Today.AddDays(-1):yyyy-MM-dd}");

        Assert.Equal("Once", page.Heading);
        Assert.Equal("Once", (await browser.Open($"/organisation/teams/{team}")).Heading);
        Assert.DoesNotContain($"/organisation/teams/{team}/rename", page.Links);
        Assert.Equal(
            ["You are looking at the past: go back to today to make changes"],
            (await browser.Submit("/organisation/teams/found", ("Name", "Too late"))).ErrorSummary
        );
        Assert.Equal("Now", (await other.Open($"/organisation/teams/{team}")).Heading);

        await browser.Post("/as-at/today", []);
        Assert.Equal("Now", (await browser.Open($"/organisation/teams/{team}")).Heading);
    }

    [Fact]
    public async Task Who_does_not_administer_is_offered_no_change_and_may_make_none()
    {
        var browser = await app.As(Role.HeadOfDivision);
        var post = $"/organisation/posts/{app.Division.Post(Role.Member)}";
        var page = await browser.Open(post);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.DoesNotContain($"{post}/appoint", page.Links);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Open($"{post}/appoint")).Status);
        var person = await browser.Open($"/organisation/people/{app.Division.PersonOf(Role.Member)}");
        Assert.Empty(person.Read(".govuk-summary-list__actions"));
    }

    [Fact]
    public async Task Someone_who_leaves_leaves_their_posts()
    {
        var division = await app.AddDivision("leavers", "Leavers");
        var browser = await app.As(Role.Administrator, division);
        var (person, post) = (division.PersonOf(Role.DeputyHead), division.Post(Role.DeputyHead));

        await browser.Submit($"/organisation/people/{person}/deactivate");

        Assert.Equal("Deactivated", (await browser.Open($"/organisation/people/{person}")).Summary["Signs in"]);
        Assert.Contains("This post has no holder", (await browser.Open($"/organisation/posts/{post}")).Text);

        await browser.Submit($"/organisation/people/{person}/erase");
        var page = await browser.Open($"/organisation/people/{person}");
        Assert.Equal("Someone", page.Heading);
        Assert.DoesNotContain(division.EmailOf(Role.DeputyHead), page.Body);
        Assert.DoesNotContain(
            division.NameOf(Role.DeputyHead),
            (await browser.Open($"/organisation/posts/{post}")).Body
        );
        Assert.Equal(
            ["This is the division’s only administrator: make someone else one first"],
            (
                await browser.Submit(
                    $"/organisation/people/{division.PersonOf(Role.Administrator)}/administrator",
                    ("Administrator", "false")
                )
            ).ErrorSummary
        );
    }

    [Fact]
    public async Task The_lists_show_people_posts_and_teams()
    {
        var browser = await app.As(Role.Reader);

        Assert.Contains(app.Division.NameOf(Role.Member), (await browser.Open("/organisation/people")).Text);
        Assert.Contains(
            app.Division.NameOf(Role.HeadOfDivision),
            (await browser.Open("/organisation/posts?kind=HeadOfDivision")).Text
        );
        Assert.DoesNotContain(
            app.Division.NameOf(Role.HeadOfDivision),
            (await browser.Open("/organisation/posts?state=vacant")).Text
        );
        Assert.Equal("Teams", (await browser.Open("/organisation/teams")).Heading);
    }

    [Fact]
    public async Task Others_hear_what_concerns_them()
    {
        var module = new OrganisationModule();
        var (post, person) = (Guid.NewGuid(), Guid.NewGuid());

        Assert.Equal(
            new PersonAppointed(post, person, app.Today, null),
            module.Announce(new Post.PersonAppointed(post, Guid.NewGuid(), person, app.Today, null, false))
        );
        Assert.Equal(new PostAbolished(post), module.Announce(new Post.WasAbolished(post)));
        Assert.Equal(new PersonErased(person), module.Announce(new Person.WasErased(person)));
        Assert.Null(module.Announce(new Site.Closed()));

        var me = await app.Ask(new WhoAmI(), actor: app.Division.PersonOf(Role.HeadOfDivision));
        Assert.Equal([app.Division.Post(Role.HeadOfDivision)], me.Posts);
        Assert.Equal(app.Division.NameOf(Role.HeadOfDivision), me.Name);
    }

    private async Task<PostSummary?> On(string post, DateOnly day) =>
        (await app.Ask(new ListPosts(day))).SingleOrDefault(one =>
            post.EndsWith($"{one.Id}", StringComparison.Ordinal)
        );
}
