using Inspection.Contracts.Demonstration;
using Inspection.Deadlines;
using Inspection.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Inspection.Browser;

/// <summary>Every page there is: reached by its links, answered, accessible, and within its window.</summary>
public sealed class EveryPageTests(Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>Lists that are best when they are empty.</summary>
    private static readonly string[] NothingToDo = ["/running/parked-events", "/running/quarantine"];

    /// <summary>Pages for those who have not signed in, that one comes to by a secret or an error, or that only lead on.</summary>
    private static readonly string[] NotLinked =
    [
        "/sign-in",
        "/sign-out",
        "/set-up",
        "/forgotten-password",
        "/invitation/{id}",
        "/reset/{id}",
        "/error/{id}",
        "/calendar/{id}.ics",
        "/evidence/files/{id}",
        "/shared/{id}",
        "/shared/{id}/{id}",
        "/shared/{id}/files/{id}",
    ];

    [BrowserFact]
    public async Task Every_page_of_the_demonstration_is_accessible_and_fits_its_window()
    {
        await using var suite = await Suite.Demonstration();
        await using var visit = await chromium.Open(suite.Address, "/sign-in");
        await visit.SignIn(Cast.All.Single(player => player.Key == "administrator").Email, Cast.Password);
        var journey = new Journey(suite, visit);
        await journey.HandIn();
        await journey.StoreActions();
        await journey.Deactivate("Owen Faraday");
        await visit.Page.GotoAsync("/deadlines/calendar/open");
        await visit.Page.ClickAsync("text=Open the feed >> visible=true");
        await using var server = new SmtpServer();
        var mail = suite.Services.GetRequiredService<IOptions<MailSettings>>().Value;
        (mail.Host, mail.Port, mail.Tls) = ("127.0.0.1", server.Port, MailTls.None);

        // One mail that was sent, and one that waits.
        for (var i = 0; i < 2; i++)
        {
            if (i == 1)
                await suite.Services.GetRequiredService<Outbox>().Run();

            await visit.Page.GotoAsync("/deadlines/outbox/test");
            await visit.Page.ClickAsync("main button");
        }

        // Who belongs to one division finds no link to choose another.
        string[] start = ["/", "/divisions"];

        // Of many of a kind three are looked at: these have links that others have not.
        foreach (
            var list in new[]
            {
                "/recommendations?needs=date-decision",
                "/recommendations?needs=embeddedness",
                "/recommendations?due=30",
                "/recommendations?due=none",
                "/actions?q=casework+risks",
                "/evidence?state=Draft",
                "/evidence?state=Submitted",
                "/evidence/requests",
                "/deadlines/outbox?state=Sent",
                "/deadlines/outbox?state=Queued",
            }
        )
        {
            await visit.Page.GotoAsync(list);
            start = [(await visit.Page.Locator(".app-table tbody a").First.GetAttributeAsync("href"))!, .. start];
        }

        var crawl = new Crawl(visit, start);

        await crawl.Run();

        Assert.True(crawl.Problems.Count == 0, string.Join(Environment.NewLine, crawl.Problems));
        Assert.Empty(visit.Complaints);
        var missed = suite.Pages.Except(crawl.Routes.Keys).Except(NotLinked).ToList();
        Assert.True(missed.Count == 0, $"No link leads to {string.Join(", ", missed)}");
    }

    [BrowserFact]
    public async Task Every_page_of_an_empty_division_says_what_to_do_next()
    {
        await using var suite = await Suite.Empty();
        await using var visit = await chromium.Open(suite.Address, "/");
        await new Journey(suite, visit).SetUp();
        var lists = new List<string>();
        var crawl = new Crawl(
            visit,
            ["/"],
            async (page, address) =>
            {
                if (
                    await page.Locator(".app-list").CountAsync() == 0
                    || address.Contains('?', StringComparison.Ordinal)
                )
                    return null;

                lists.Add(address);
                var says =
                    NothingToDo.Contains(address)
                    || await page.Locator(".app-table tbody tr, .app-empty a[href]").CountAsync() > 0;
                return says ? null : "is an empty list that does not say what to do next";
            }
        );

        await crawl.Run();

        Assert.True(crawl.Problems.Count == 0, string.Join(Environment.NewLine, crawl.Problems));
        Assert.Empty(visit.Complaints);
        Assert.Subset(
            lists.ToHashSet(),
            new HashSet<string> { "/recommendations", "/reports", "/organisation/teams", "/organisation/people" }
        );
    }

    [BrowserFact]
    public async Task Pages_for_those_who_have_not_signed_in_are_accessible_and_fit_their_window()
    {
        await using var suite = await Suite.Demonstration();
        await using var visit = await chromium.Open(suite.Address, "/sign-in");

        foreach (
            var (address, status) in new[]
            {
                ("/sign-in", 200),
                ("/forgotten-password", 200),
                ("/accessibility", 200),
                ("/api", 200),
                ("/invitation/used", 200),
                ("/reset/used", 200),
                ("/nowhere", 404),
                ("/set-up", 404),
            }
        )
            Assert.Empty(await Look(visit, address, status));

        await visit.SignIn(Cast.All.Single(player => player.Key == "board").Email, Cast.Password);
        Assert.Empty(await Look(visit, "/import", 403));
        Assert.Empty(await Look(visit, $"/recommendations/{Guid.Empty}", 404));
    }

    [BrowserFact]
    public async Task The_set_up_page_is_accessible_with_and_without_errors()
    {
        await using var suite = await Suite.Empty();
        await using var visit = await chromium.Open(suite.Address, "/");

        Assert.Empty(await Look(visit, "/set-up", 200));
        await Errors(visit, "/set-up", "Set up", "Enter the set-up code");
    }

    [BrowserFact]
    public async Task Forms_with_errors_are_accessible_and_lead_to_their_fields()
    {
        await using var suite = await Suite.Demonstration();
        await using var visit = await chromium.Open(suite.Address, "/sign-in");
        await Errors(visit, "/sign-in", "Sign in", "Enter your e-mail address", "Enter your password");
        await visit.SignIn(Cast.All.Single(player => player.Key == "administrator").Email, Cast.Password);
        var page = visit.Page;
        await page.GotoAsync("/recommendations?status=InProgress");
        var item = await page.Locator(".app-table tbody a").First.GetAttributeAsync("href");
        await page.GotoAsync("/organisation/posts");
        var post = await page.Locator(".app-table tbody a").First.GetAttributeAsync("href");

        // Text and radios; select and date; file; checkboxes and select; date and long text; long text.
        await Errors(
            visit,
            "/organisation/posts/create",
            "Create post",
            "Enter the post’s title",
            "Select what kind of post it is"
        );
        await Errors(
            visit,
            $"{post}/appoint",
            "Appoint",
            "Select the person to appoint",
            "Enter the first day of the appointment"
        );
        await Errors(visit, "/import", "Read the document", "Select a file to import");
        await Errors(visit, $"{item}/owners", "Assign owners", "Select at least one post");
        await Errors(
            visit,
            $"{item}/due-date",
            "Set due date",
            "Enter the date it is due",
            "Enter why the date is set"
        );
        await Errors(visit, $"{item}/notes/add", "Add note", "Enter what has happened");
        await Errors(visit, "/reports/register", "Register report", "Enter the report");
        await Errors(visit, "/account/password", "Change password", "Enter");
        Assert.Empty(visit.Complaints);
    }

    /// <summary>What is wrong with a page at three widths.</summary>
    private static async Task<IReadOnlyList<string>> Look(Visit visit, string address, int status)
    {
        var answer = await visit.Page.GotoAsync(address);
        Assert.Equal(status, answer!.Status);
        Assert.Equal(1, await visit.Page.Locator("h1").CountAsync());
        var wrong = new List<string>();

        foreach (var width in new[] { 1280, 768, 320 })
        {
            await visit.Widen(width);
            wrong.AddRange((await visit.Violations()).Select(violation => $"{address} at {width}: {violation}"));

            if (await visit.Overflow() is > 0 and var wider)
                wrong.Add($"{address} is {wider} pixels too wide at {width}");
        }

        return wrong;
    }

    /// <summary>Sends a form with nothing in it: each error is said in the summary, leads to its field, and stands beside it.</summary>
    private static async Task Errors(Visit visit, string address, string button, params string[] errors)
    {
        var page = visit.Page;
        await visit.Widen(320);
        await page.GotoAsync(address);
        await page.Locator("main form")
            .Filter(new() { Has = page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }) })
            .EvaluateAsync(
                """
                form => {
                    for (const field of form.querySelectorAll('input:not([type=hidden]), select, textarea'))
                        if (field.type === 'checkbox' || field.type === 'radio') field.checked = false
                        else field.value = ''
                }
                """
            );
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        Assert.StartsWith("Error: ", await page.TitleAsync(), StringComparison.Ordinal);
        await Expect(page.Locator(".govuk-error-summary")).ToBeFocusedAsync();
        Assert.Empty(await visit.Violations());
        Assert.Equal(0, await visit.Overflow());
        var links = page.Locator(".govuk-error-summary__list a");
        var said = await links.AllInnerTextsAsync();
        Assert.All(errors, error => Assert.Contains(said, one => one.StartsWith(error, StringComparison.Ordinal)));

        for (var i = 0; i < said.Count; i++)
        {
            await links.Nth(i).ClickAsync();
            var id = (await links.Nth(i).GetAttributeAsync("href"))![1..];
            Assert.Equal(id, await page.EvaluateAsync<string>("document.activeElement.id"));
        }

        Assert.Equal(said.Count, await page.Locator(".govuk-error-message").CountAsync());
    }
}
