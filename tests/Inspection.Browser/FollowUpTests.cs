using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Inspection.Browser;

/// <summary>A follow-up report, from the document to the ratings on what it followed up.</summary>
public sealed class FollowUpTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Document = """
        Follow-up inspection of the CPS Harbours Division

        HMCPSI

        Published: 12 January 2027

        Issue to address 1: The Division needs to tell its staff how harbour cases are shared out.

        Rating: Achieved

        Issue to address 2: The Division should still keep a paper copy of each electronic file.

        Rating: Limited progress

        Issue to address 3: The Division needs to share everything it learns with the harbour masters, and with their pilots.

        Issue to address 4: Prosecutors who go to sea should have a mentor ashore.
        """;

    [BrowserFact]
    public async Task A_follow_up_is_compared_with_the_earlier_report_and_rates_it()
    {
        await using var suite = await Suite.Empty();
        await using var visit = await chromium.Open(suite.Address, "/");
        var (journey, page) = (new Journey(suite, visit), visit.Page);
        await journey.SetUp();
        await journey.HandIn();
        await journey.CorrectAndConfirm();
        await page.GotoAsync("/import");
        await page.GetByLabel("The document")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "Follow-up.txt",
                    MimeType = "text/plain",
                    Buffer = Encoding.UTF8.GetBytes(Document),
                }
            );
        await page.GetByRole(AriaRole.Button, new() { Name = "Read the document" }).ClickAsync();

        await Expect(page.Locator(".app-compare")).ToHaveCountAsync(3);
        await Expect(page.Locator(".app-item").First.GetByLabel("Rating of the whole")).ToHaveValueAsync("Achieved");
        await Expect(page.Locator(".app-compare").Nth(1).Locator("ins")).ToContainTextAsync(["still", "each"]);
        await Look(visit, "follow-up-review");

        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm and store" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Follows up CPS Response to HMCPSI Inspection");
        await page.GotoAsync("/recommendations?columns=number,text,rating,status");
        await Expect(page.Locator(".app-table")).ToContainTextAsync("Limited progress");
        await Look(visit, "register-rated");
        await page.GetByRole(AriaRole.Link, new() { Name = "1", Exact = true }).First.ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Achieved – 12 January 2027");
        var item = page.Url;
        await Look(visit, "item-rated");

        await page.GotoAsync($"{item}/ratings/add");
        await Look(visit, "rating-report");
        await page.GetByRole(AriaRole.Link, new() { Name = "Follow-up inspection" }).ClickAsync();
        await Look(visit, "rating");
        await page.GotoAsync("/inspectorates");
        await Look(visit, "inspectorates");
        await page.GotoAsync("/inspectorates/scale?name=HMCPSI");
        await Look(visit, "inspectorate-scale");
        await page.GotoAsync($"{item}/links/add");
        await Look(visit, "link");
        Assert.Empty(visit.Complaints);
    }

    private static async Task Look(Visit visit, string name)
    {
        foreach (var width in new[] { 320, 1280 })
        {
            await visit.Widen(width);
            Assert.Equal((name, 0), (name, await visit.Overflow()));
            Assert.Empty(await visit.Violations());
            await visit.Picture($"{name}-{width}");
        }
    }
}
