using System.Diagnostics;
using System.Net;
using Inspection.Host.SignIn;
using Inspection.Kernel.Divisions;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.SignIn;

public sealed class SignInTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Someone_who_signs_in_comes_to_where_they_wanted_to_go()
    {
        var browser = app.Stranger();
        var refused = await browser.Open("/account");
        Assert.Equal("/sign-in?return=%2Faccount", refused.RedirectedTo);

        var answer = await SignIn(browser, refused.RedirectedTo!, Role.Member, App.Password);

        Assert.Equal("/account", answer.RedirectedTo);
        Assert.Contains(app.Division.EmailOf(Role.Member), (await browser.Follow(answer)).Text);
    }

    [Fact]
    public async Task Nobody_is_led_to_another_site()
    {
        var answer = await SignIn(app.Stranger(), "/sign-in?return=https://evil.example/", Role.Member, App.Password);

        Assert.Equal("/", answer.RedirectedTo);
    }

    [Fact]
    public async Task An_empty_form_says_what_to_enter() =>
        Assert.Equal(
            ["Enter your e-mail address", "Enter your password"],
            (await app.Stranger().Submit("/sign-in")).ErrorSummary
        );

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_answer()
    {
        var known = await Try(app.Division.EmailOf(Role.DeputyHead), "not the password of anyone");
        var unknown = await Try("nobody@ijocd.example", "not the password of anyone");

        Assert.Equal(HttpStatusCode.OK, known.Status);
        Assert.Equal(known.Status, unknown.Status);
        Assert.Equal(["Your e-mail address or password is not right"], known.ErrorSummary);
        Assert.Equal(WithoutSecrets(known), WithoutSecrets(unknown));
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_take_as_long()
    {
        var own = await App.Empty(builder =>
            builder.Services.Configure<Microsoft.AspNetCore.Identity.PasswordHasherOptions>(one =>
                one.IterationCount = 20_000
            )
        );

        try
        {
            await using var scope = own.Services.CreateAsyncScope();
            var passwords = scope.ServiceProvider.GetRequiredService<Passwords>();
            await passwords.Set(await passwords.FindOrMake("known@example.com"), App.Password);
            var times = new Dictionary<string, List<double>> { ["known@example.com"] = [], ["un@example.com"] = [] };

            for (var round = 0; round < 31; round++)
                foreach (var (email, taken) in times)
                {
                    var watch = Stopwatch.StartNew();
                    Assert.Null(await passwords.Check(email, "not the password of anyone"));
                    taken.Add(watch.Elapsed.TotalMilliseconds);
                }

            var (known, unknown) = (Median(times["known@example.com"]), Median(times["un@example.com"]));
            Assert.True(Math.Abs(known - unknown) < Math.Max(5, known / 2), $"{known} ms against {unknown} ms");
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_ten_wrong_tries_an_address_waits_an_hour_whether_or_not_it_is_known(bool known)
    {
        var email = known ? app.Division.EmailOf(Role.ModuleOwner) : "stranger@ijocd.example";

        for (var tries = 0; tries < 10; tries++)
            Assert.Contains("not right", (await Try(email, "wrong wrong wrong")).ErrorSummary.Single());

        Assert.Contains("too many tries", (await Try(email, App.Password)).ErrorSummary.Single());

        app.Clock.Advance(TimeSpan.FromMinutes(61));
        var later = await Try(email, App.Password);

        Assert.Equal(known ? "/" : null, later.RedirectedTo);
    }

    [Fact]
    public async Task Many_tries_at_once_are_no_more_than_many_in_a_row()
    {
        var attempts = app.Services.GetRequiredService<Attempts>();

        var allowed = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(n => attempts.MayTry("burst@ijocd.example", new([10, 0, 0, (byte)n])))
        );

        Assert.Equal(Attempts.PerAccount, allowed.Count(may => may));
    }

    [Fact]
    public async Task One_network_cannot_try_one_password_on_everyone()
    {
        var attempts = app.Services.GetRequiredService<Attempts>();
        var allowed = 0;

        for (var n = 0; n < Attempts.PerAddress + 10; n++)
            allowed += await attempts.MayTry($"spray{n}@ijocd.example", new([10, 1, 1, 1])) ? 1 : 0;

        Assert.Equal(Attempts.PerAddress, allowed);
    }

    [Fact]
    public async Task The_cookies_are_bound_to_the_host_and_closed_to_scripts()
    {
        var browser = app.Stranger();
        var form = await browser.Open("/sign-in");
        var answer = await SignIn(browser, "/sign-in", Role.Member, App.Password);
        var cookies = form
            .Response.Headers.GetValues("Set-Cookie")
            .Concat(answer.Response.Headers.GetValues("Set-Cookie"))
            .ToList();

        Assert.Contains(cookies, cookie => cookie.StartsWith("__Host-inspection=", StringComparison.Ordinal));
        Assert.All(
            cookies,
            cookie =>
            {
                Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
                Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("; path=/", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("; samesite=", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
            }
        );
    }

    [Fact]
    public async Task A_cookie_kept_from_before_signing_out_is_worth_nothing()
    {
        var browser = await app.As(Role.Member);
        var kept = browser.Cookies["__Host-inspection"];
        await browser.Press("/sign-out", "Sign out");

        Assert.StartsWith("/sign-in", (await browser.Open("/account")).RedirectedTo, StringComparison.Ordinal);
        browser.Cookies["__Host-inspection"] = kept;
        Assert.StartsWith("/sign-in", (await browser.Open("/account")).RedirectedTo, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_every_browser()
    {
        var (one, other) = (await app.As(Role.BoardMember), await app.As(Role.BoardMember));

        await one.Press("/account", "Sign out everywhere");

        Assert.StartsWith("/sign-in", (await one.Open("/account")).RedirectedTo, StringComparison.Ordinal);
        Assert.StartsWith("/sign-in", (await other.Open("/account")).RedirectedTo, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_signing_in_has_a_session_of_its_own()
    {
        var browser = await app.As(Role.Member);
        var first = browser.Cookies["__Host-inspection"];
        await browser.Press("/sign-out", "Sign out");

        await browser.SignIn(app.Division.EmailOf(Role.Member), App.Password);

        Assert.NotEqual(first, browser.Cookies["__Host-inspection"]);
    }

    [Fact]
    public async Task Half_an_hour_of_rest_ends_a_session_and_work_prolongs_it()
    {
        var (busy, idle) = (await app.As(Role.Member), await app.As(Role.Member));

        for (var quarter = 0; quarter < 3; quarter++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(14));
            Assert.Equal(HttpStatusCode.OK, (await busy.Open("/account")).Status);
        }

        Assert.StartsWith("/sign-in", (await idle.Open("/account")).RedirectedTo, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Twelve_hours_end_a_session_however_busy()
    {
        var browser = await app.As(Role.Member);

        for (var minutes = 0; minutes < 12 * 60; minutes += 20)
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.Open("/account")).Status);
            app.Clock.Advance(TimeSpan.FromMinutes(20));
        }

        Assert.StartsWith("/sign-in", (await browser.Open("/account")).RedirectedTo, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Someone_of_two_divisions_chooses_and_switches()
    {
        var other = await app.AddDivision("second", "Second Division");
        var email = app.Division.EmailOf(Role.Reader);
        await using var scope = app.Services.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<Passwords>().Find(email);
        var person = Guid.NewGuid();
        await app.Send(new Contracts.Organisation.InvitePerson(person, "Guest", email), other);
        await app.Services.GetRequiredService<Memberships>().Add(user!.Id, other.Id, person);
        var browser = app.Stranger();

        var answer = await SignIn(browser, "/sign-in?return=/organisation", Role.Reader, App.Password);
        Assert.Equal("/divisions?return=%2Forganisation", answer.RedirectedTo);
        Assert.Equal("/divisions", (await browser.Open("/organisation")).RedirectedTo);

        answer = await browser.Submit(answer.RedirectedTo!, ("Division", $"{other.Id}"));
        Assert.Equal("/organisation", answer.RedirectedTo);
        Assert.Equal("Second Division", (await browser.Follow(answer)).Heading);

        var form = await browser.Open("/account/tokens");
        await browser.Submit("/divisions", ("Division", $"{app.Division.Id}"));
        var late = await browser.Press(form, "/account/tokens", null, ("Name", "Late"));
        Assert.Equal(HttpStatusCode.BadRequest, late.Status);
        Assert.NotEqual("Second Division", (await browser.Open("/organisation")).Heading);

        var foreign = await app.AddDivision("foreign", "Foreign Division");
        var refused = await browser.Submit("/divisions", ("Division", $"{foreign.Id}"));
        Assert.Equal(["Select the division to work in"], refused.ErrorSummary);
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_is_refused()
    {
        var browser = await app.As(Role.Administrator);

        var answer = await browser.Post("/organisation/teams/found", [new("Command.Name", "Forged")]);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Fact]
    public void The_keys_of_the_cookies_lie_in_the_database_for_every_host() =>
        Assert.NotEmpty(new KeyRing(app.Services.GetRequiredService<Database>()).GetAllElements());

    private Task<Answer> SignIn(Browser browser, string url, Role role, string password) =>
        browser.Submit(url, ("Email", app.Division.EmailOf(role)), ("Password", password));

    private Task<Answer> Try(string email, string password) =>
        app.Stranger().Submit("/sign-in", ("Email", email), ("Password", password));

    private static string WithoutSecrets(Answer answer)
    {
        foreach (var input in answer.Page.QuerySelectorAll("input"))
            input.RemoveAttribute("value");

        return answer.Page.DocumentElement.OuterHtml;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
