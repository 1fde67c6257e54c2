using System.Net;
using Inspection.Contracts.Organisation;
using Inspection.Host.SignIn;
using Inspection.Kernel.Events;
using Inspection.Organisation;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.SignIn;

public sealed class LinkAndPasswordTests(App app) : IClassFixture<App>
{
    private const string New = "seven calm otters drift";

    [Fact]
    public async Task Someone_who_is_invited_chooses_a_password_and_is_in()
    {
        var administrator = await app.As(Role.Administrator);
        var invited = await administrator.Submit(
            "/organisation/people/invite",
            ("Name", "Nia Okafor"),
            ("Email", "nia@ijocd.example")
        );
        var made = await administrator.Press(invited.RedirectedTo!, "Make the link");
        var link = new Uri(made.Read(".govuk-inset-text").Single()).PathAndQuery;
        var browser = app.Stranger();

        Assert.Contains("nia@ijocd.example", (await browser.Open(link)).Text);
        Assert.Equal(
            ["Your password must be 12 characters or more"],
            (await browser.Submit(link, ("Password", "short"))).ErrorSummary
        );
        Assert.Equal("/", (await browser.Submit(link, ("Password", New))).RedirectedTo);
        Assert.Equal(HttpStatusCode.OK, (await browser.Open("/organisation")).Status);
        Assert.Equal("This link does not work", (await app.Stranger().Open(link)).Heading);
        await app.Stranger().SignIn("nia@ijocd.example", New);
    }

    [Fact]
    public async Task An_invitation_ends_after_seven_days()
    {
        var link = await Users(users => users.Add("ijocd", "late@ijocd.example", administrator: false));
        app.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));

        Assert.Equal("This link does not work", (await app.Stranger().Open(link)).Heading);
        app.Clock.Advance(-TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_user_of_another_division_joins_with_the_password_they_have()
    {
        var other = await app.AddDivision("joined", "Joined Division");
        var link = await Users(users => users.Add(other.Key, app.Division.EmailOf(Role.Member), administrator: false));
        var browser = app.Stranger();

        Assert.Equal(
            ["You have a password already: enter that one"],
            (await browser.Submit(link, ("Password", New))).ErrorSummary
        );
        Assert.Equal("/", (await browser.Submit(link, ("Password", App.Password))).RedirectedTo);
        Assert.Equal("Joined Division", (await browser.Open("/organisation")).Heading);
    }

    [Fact]
    public async Task A_reset_link_works_once_and_signs_out_everywhere()
    {
        var browser = await app.As(Role.DeputyHead);
        var link = await Users(users => users.Reset("ijocd", app.Division.EmailOf(Role.DeputyHead)));

        Assert.Equal("/sign-in", (await app.Stranger().Submit(link, ("Password", New))).RedirectedTo);

        Assert.StartsWith("/sign-in", (await browser.Open("/account")).RedirectedTo, StringComparison.Ordinal);
        Assert.Equal("This link does not work", (await app.Stranger().Open(link)).Heading);
        await app.Stranger().SignIn(app.Division.EmailOf(Role.DeputyHead), New);
    }

    [Fact]
    public async Task A_reset_link_ends_after_an_hour()
    {
        var link = await Users(users => users.Reset("ijocd", app.Division.EmailOf(Role.Member)));
        app.Clock.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal("This link does not work", (await app.Stranger().Open(link)).Heading);
    }

    [Fact]
    public async Task Of_two_reset_links_only_the_newer_works()
    {
        var first = await Users(users => users.Reset("ijocd", app.Division.EmailOf(Role.Member)));
        var second = await Users(users => users.Reset("ijocd", app.Division.EmailOf(Role.Member)));

        Assert.Equal("This link does not work", (await app.Stranger().Open(first)).Heading);
        Assert.Equal("Choose a new password", (await app.Stranger().Open(second)).Heading);
    }

    [Fact]
    public async Task A_link_is_made_for_the_suites_own_address_whatever_the_request_says()
    {
        var administrator = await app.As(Role.Administrator);
        var url = $"/organisation/people/{app.Division.PersonOf(Role.ModuleOwner)}/link";
        var opened = await administrator.Open(url);
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Headers = { Host = "evil.example" },
            Content = new FormUrlEncodedContent(
                opened
                    .Page.QuerySelectorAll("main form input")
                    .Select(one => KeyValuePair.Create(one.GetAttribute("name")!, one.GetAttribute("value")!))
            ),
        };

        var made = await administrator.Send(request);
        Assert.True(made.Status == HttpStatusCode.OK, made.Body);

        Assert.Equal(app.Address.Authority, new Uri(made.Read(".govuk-inset-text").Single()).Authority);
    }

    [Fact]
    public async Task An_administrator_of_one_division_cannot_reset_a_user_of_two()
    {
        var other = await app.AddDivision("guests", "Guest Division");
        var email = app.Division.EmailOf(Role.AreaBusinessManager);
        var link = await Users(users => users.Add(other.Key, email, administrator: false));
        await app.Stranger().Submit(link, ("Password", App.Password));
        var person = (await app.Ask(new FindPersonByEmail(email), other))!.Id;
        var administrator = await app.As(Role.Administrator, other);

        var answer = await administrator.Press($"/organisation/people/{person}/link", "Make the link");

        Assert.Equal(
            ["This person belongs to another division too: ask whoever runs the suite for a link"],
            answer.ErrorSummary
        );
    }

    [Fact]
    public async Task Changing_the_password_ends_every_other_browser()
    {
        var (one, other) = (await app.As(Role.BoardMember), await app.As(Role.BoardMember));
        Assert.Equal(
            ["This is not your password now"],
            (await one.Submit("/account/password", ("Current", "wrong wrong wrong"), ("New", New))).ErrorSummary
        );

        var answer = await one.Submit("/account/password", ("Current", App.Password), ("New", New));

        Assert.Equal("/account", answer.RedirectedTo);
        Assert.Equal(HttpStatusCode.OK, (await one.Open("/account")).Status);
        Assert.StartsWith("/sign-in", (await other.Open("/account")).RedirectedTo, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inspection2026")]
    [InlineData("Inspection2026!")]
    [InlineData("passwordpassword")]
    [InlineData("P@ssw0rd123456")]
    [InlineData("letmeinplease")]
    [InlineData("123456789012")]
    [InlineData("qwertyuiop123")]
    [InlineData("1q2w3e4r5t6y")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("abcabcabcabc")]
    [InlineData("Administrator1")]
    [InlineData("Recommendation")]
    [InlineData("summer2026summer")]
    [InlineData("cps-extradition")]
    [InlineData("correcthorsebatterystaple")]
    public void What_a_guesser_tries_first_is_refused(string password) =>
        Assert.True(CommonPasswords.IsCommon(password));

    [Theory]
    [InlineData("five quiet herons wade")]
    [InlineData("heron-lantern-quarry")]
    [InlineData("kqzvtrmwpxbn")]
    [InlineData("🦆🦆🦔🌲🌻🍄🐝🪨🐟🦉🐚🌾")]
    [InlineData("тихая вода точит камень")]
    public void What_is_hard_to_guess_is_taken(string password) => Assert.False(CommonPasswords.IsCommon(password));

    [Theory]
    [InlineData("  spaces on either side  ")]
    [InlineData("ünïcödé 密码 пароль 🦔 stays")]
    [InlineData("a very long one of more than sixty-four characters, as people who use a password keeper have")]
    public async Task A_password_is_taken_exactly_as_it_is_typed(string password)
    {
        var email = $"{Guid.NewGuid():N}@ijocd.example";
        var link = await Users(users => users.Add("ijocd", email, administrator: false));
        await app.Stranger().Submit(link, ("Password", password));

        await app.Stranger().SignIn(email, password);
        var answer = await app.Stranger().Submit("/sign-in", ("Email", email), ("Password", password.Trim() + " "));

        Assert.Null(answer.RedirectedTo);
    }

    [Fact]
    public async Task When_a_person_is_erased_so_is_their_account()
    {
        var email = "gone@ijocd.example";
        var link = await Users(users => users.Add("ijocd", email, administrator: false));
        await app.Stranger().Submit(link, ("Password", New));
        var person = (await app.Ask(new FindPersonByEmail(email)))!.Id;

        await app.Send(new ErasePerson(person, null));
        await app.Settle();

        var answer = await app.Stranger().Submit("/sign-in", ("Email", email), ("Password", New));
        Assert.Equal(["Your e-mail address or password is not right"], answer.ErrorSummary);
        Assert.Equal("Someone", (await app.Ask(new NamePeople()))[person]);
        Assert.Contains(await app.History(person), one => one.Data is Person.WasErased);
    }

    [Fact]
    public async Task When_an_address_is_corrected_people_sign_in_with_the_new_one()
    {
        var link = await Users(users => users.Add("ijocd", "jo.blogs@ijocd.example", administrator: false));
        await app.Stranger().Submit(link, ("Password", New));
        var person = (await app.Ask(new FindPersonByEmail("jo.blogs@ijocd.example")))!.Id;

        await app.Send(new CorrectPerson(person, null, "Jo Bloggs", "jo.bloggs@ijocd.example"));
        await app.Settle();

        await app.Stranger().SignIn("jo.bloggs@ijocd.example", New);
    }

    [Fact]
    public async Task The_command_line_says_when_there_is_no_such_person_or_division()
    {
        await Assert.ThrowsAsync<NotFoundException>(() => Users(users => users.Reset("ijocd", "no@one.example")));
        await Assert.ThrowsAsync<NotFoundException>(() => Users(users => users.Reset("nowhere", "no@one.example")));
    }

    private async Task<string> Users(Func<Users, Task<string>> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var answer = await work(scope.ServiceProvider.GetRequiredService<Users>());
        return Uri.TryCreate(answer, UriKind.Absolute, out var link) ? link.PathAndQuery : answer;
    }
}
