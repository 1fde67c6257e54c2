using Inspection.Contracts.Demonstration;
using Microsoft.Playwright;

namespace Inspection.Browser;

/// <summary>Pictures of the key pages, to be looked at.</summary>
public sealed class PictureTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly int[] Widths = [320, 1280];

    [PictureFact]
    public async Task Key_pages_are_pictured()
    {
        await using var suite = await Suite.Demonstration();
        await using var visit = await chromium.Open(suite.Address, "/sign-in");
        await Take(visit, "sign-in");
        await visit.SignIn(Cast.All[0].Email, Cast.Password);
        await Take(visit, "dashboard");

        foreach (
            var (name, address) in new[]
            {
                ("register", "/recommendations"),
                ("register-filtered", "/recommendations?status=InProgress&due=late&q=the"),
                ("reports", "/reports"),
                ("organisation", "/organisation"),
                ("changes", "/changes"),
                ("deadlines", "/deadlines"),
                ("ladders", "/deadlines/ladders"),
                ("ladder", "/deadlines/ladders/standard"),
                ("bank-holidays", "/deadlines/bank-holidays"),
                ("quiet-times", "/deadlines/quiet-times"),
                ("preferences", "/deadlines/preferences"),
                ("calendar", "/deadlines/calendar"),
                ("account", "/account"),
                ("import", "/import"),
                ("not-found", "/nowhere"),
            }
        )
        {
            await visit.Page.GotoAsync(address);
            await Take(visit, name);
        }

        await TakeOne(visit, "/recommendations?status=InProgress", "item");
        await TakeForms(visit, visit.Page.Url);
        await TakeOne(visit, "/reports", "report");
        await TakeOne(visit, "/organisation/posts", "post");
        await visit.Page.GotoAsync("/import");
        await visit
            .Page.GetByLabel("The document")
            .SetInputFilesAsync(Path.Combine(AppContext.BaseDirectory, "Harbours.txt"));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Read the document" }).ClickAsync();
        await Take(visit, "import-review");
    }

    [PictureFact]
    public async Task The_first_pages_of_an_empty_store_are_pictured()
    {
        await using var suite = await Suite.Empty();
        await using var visit = await chromium.Open(suite.Address, "/");
        await Take(visit, "set-up");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Set up" }).ClickAsync();
        await Take(visit, "set-up-errors");
        await new Journey(suite, visit).SetUp();
        await Take(visit, "organisation-empty");
        await visit.Page.GotoAsync("/");
        await Take(visit, "dashboard-empty");
        await visit.Page.GotoAsync("/recommendations");
        await Take(visit, "register-empty");
    }

    [PictureFact]
    public async Task The_running_of_the_suite_is_pictured()
    {
        await using var suite = await Suite.Demonstration();
        await using var visit = await chromium.Open(suite.Address, "/sign-in");
        await visit.SignIn(Cast.All.Single(player => player.Key == "administrator").Email, Cast.Password);
        await Take(visit, "dashboard-administrator");

        foreach (var name in new[] { "jobs", "job-runs" })
        {
            await visit.Page.GotoAsync($"/running/{name}");
            await Take(visit, name);
        }
    }

    private static async Task Take(Visit visit, string name)
    {
        foreach (var width in Widths)
        {
            await visit.Widen(width);
            await visit.Picture($"{name}-{width}");
        }

        if (name is "register" or "item" or "dashboard")
            await visit.Print(name);
    }

    private static async Task TakeOne(Visit visit, string list, string name)
    {
        await visit.Page.GotoAsync(list);
        await visit.Page.Locator(".app-table tbody a").First.ClickAsync();
        await Take(visit, name);
    }

    private static async Task TakeForms(Visit visit, string item)
    {
        await visit.Page.GotoAsync($"{item}/owners");
        await Take(visit, "owners");
        await visit.Page.GotoAsync($"{item}/moves/SubmitPlan");
        await Take(visit, "move");
        await visit.Page.GotoAsync($"{item}/due-date");

        foreach (var box in new[] { "Day", "Month", "Year" })
            await visit.Page.GetByLabel(box, new() { Exact = true }).FillAsync(box == "Day" ? "31" : "");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Set due date" }).ClickAsync();
        await Take(visit, "form-errors");
        await visit.Page.GotoAsync($"{item}?as-at={DateTime.UtcNow.AddDays(-450):yyyy-MM-dd}");
        await Take(visit, "item-past");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Go back to today" }).ClickAsync();
    }
}
