using Inspection.Kit;
using Microsoft.Playwright;

namespace Inspection.Browser;

/// <summary>The kit's pages on the real host.</summary>
public sealed class KitSite : IAsyncLifetime
{
    public KitServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Chromium.Missing is null)
            Server = await KitServer.Start(312);
    }

    public async Task DisposeAsync()
    {
        if (Server is not null)
            await Server.DisposeAsync();
    }
}

public sealed class KitPages(Chromium chromium, KitSite site) : IClassFixture<Chromium>, IClassFixture<KitSite>
{
    private const string Filtered = "/kit/findings?q=the&status=AwaitingReply&status=InProgress&due=late";

    // The suite's own pages are crawled; these are what only the kit has: every component, and pages that fail.
    [
        BrowserTheory,
        InlineData("/kit"),
        InlineData("/kit/form"),
        InlineData("/kit/evidence"),
        InlineData(Filtered),
        InlineData(Filtered + "#filter"),
        InlineData("/kit/nothing"),
        InlineData("/kit/findings?q=zzz"),
        InlineData("/kit/secrets"),
        InlineData("/kit/breaks/other")
    ]
    public async Task A_page_is_accessible_fits_its_window_and_keeps_the_content_policy(string path)
    {
        await using var visit = await chromium.Open(site.Server.Address, path);

        foreach (var width in new[] { 1280, 768, 320 })
        {
            await visit.Widen(width);
            Assert.Empty(await visit.Violations());
            Assert.Equal(0, await visit.Overflow());
        }

        Assert.All(visit.Complaints, complaint => Assert.Contains("status of", complaint, StringComparison.Ordinal));
    }

    /// <summary>The tests would hear of it: a script that the policy forbids, and a page that is not there.</summary>
    [BrowserFact]
    public async Task What_the_browser_complains_of_is_heard()
    {
        await using var visit = await chromium.Open(site.Server.Address, "/kit");
        await visit.Page.EvaluateAsync(
            "() => { const script = document.createElement('script'); script.textContent = '1'; document.body.append(script) }"
        );
        await visit.Page.GotoAsync("/nowhere");

        Assert.Contains(visit.Complaints, one => one.Contains("Content Security Policy", StringComparison.Ordinal));
        Assert.Contains(visit.Complaints, one => one.Contains("404", StringComparison.Ordinal));
    }

    [BrowserTheory, InlineData(true), InlineData(false)]
    public async Task A_list_is_filtered_sorted_and_saved_with_and_without_script(bool script)
    {
        await using var visit = await chromium.Open(site.Server.Address, "/kit/findings", script: script);
        var page = visit.Page;

        await page.GetByLabel("In progress").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply filters" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Number" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Number" }).ClickAsync();
        Assert.EndsWith("/kit/findings?status=InProgress&sort=-number", page.Url, StringComparison.Ordinal);
        Assert.Equal(
            "descending",
            await page.Locator("th", new() { HasText = "Number" }).GetAttributeAsync("aria-sort")
        );

        await page.GetByText("Save view").First.ClickAsync();
        await page.GetByLabel("Name of this view").FillAsync($"Mine {script}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save view" }).ClickAsync();
        Assert.Contains(
            $"The view “Mine {script}” is saved",
            await page.Locator("main").InnerTextAsync(),
            StringComparison.Ordinal
        );

        await page.GetByRole(AriaRole.Link, new() { Name = "Clear all" }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Saved views" })
            .GetByRole(AriaRole.Link, new() { Name = $"Mine {script}" })
            .ClickAsync();
        Assert.EndsWith("/kit/findings?status=InProgress&sort=-number", page.Url, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Rows_are_selected_and_assigned_and_each_has_its_answer()
    {
        await using var visit = await chromium.Open(site.Server.Address, "/kit/findings");
        var page = visit.Page;

        await page.GetByLabel("Select all rows of this page").CheckAsync();
        Assert.Equal("25 rows selected", await page.Locator("[data-select-count]").InnerTextAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Assign an owner" }).ClickAsync();
        Assert.Contains("25 findings selected", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(await visit.Violations());

        await page.GetByRole(AriaRole.Button, new() { Name = "Assign an owner" }).ClickAsync();
        Assert.Contains(
            "Select who will own them",
            await page.Locator(".govuk-error-summary").InnerTextAsync(),
            StringComparison.Ordinal
        );

        await page.GetByLabel("Who will own them?").SelectOptionAsync("Head of Division");
        await page.GetByRole(AriaRole.Button, new() { Name = "Assign an owner" }).ClickAsync();
        Assert.Contains("25 refused", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(await visit.Violations());
    }

    [BrowserFact]
    public async Task Menus_open_by_keyboard_and_close_with_escape()
    {
        await using var visit = await chromium.Open(site.Server.Address, "/kit/findings");
        var summary = visit.Page.Locator(".app-menu__summary", new() { HasText = "Columns" });

        await summary.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        Assert.True(await visit.Page.GetByText("Columns to show").IsVisibleAsync());
        Assert.Empty(await visit.Violations());
        await visit.Page.Keyboard.PressAsync("Escape");
        Assert.False(await visit.Page.GetByText("Columns to show").IsVisibleAsync());
        Assert.True(await summary.EvaluateAsync<bool>("e => e === document.activeElement"));
    }

    [BrowserFact]
    public async Task A_form_with_errors_leads_to_its_fields_and_keeps_what_was_typed()
    {
        await using var visit = await chromium.Open(
            site.Server.Address,
            "/kit/form?id=00000000-0000-4000-8000-0000000000ff&version=1"
        );
        var page = visit.Page;

        await page.GetByLabel("Day", new() { Exact = true }).FillAsync("31");
        await page.GetByLabel("Month", new() { Exact = true }).FillAsync("6");
        await page.GetByLabel("Year", new() { Exact = true }).FillAsync("2027");
        await page.GetByRole(AriaRole.Button, new() { Name = "Assign the finding" }).ClickAsync();
        Assert.StartsWith("Error: Assign a finding", await page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal(
            ["Select who will own it", "Date must be a real date", "Say that the desk has been told"],
            await page.Locator(".govuk-error-summary__list li").AllInnerTextsAsync()
        );
        Assert.Empty(await visit.Violations());
        await page.GetByRole(AriaRole.Link, new() { Name = "Date must be a real date" }).ClickAsync();
        Assert.Equal("Command-Due-Day", await page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.Equal("31", await page.GetByLabel("Day", new() { Exact = true }).InputValueAsync());
    }
}
