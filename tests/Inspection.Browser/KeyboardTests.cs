using Inspection.Contracts.Demonstration;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Inspection.Browser;

/// <summary>The suite with a keyboard alone.</summary>
public sealed class KeyboardTests(Chromium chromium) : IClassFixture<Chromium>
{
    // What has the focus: its words, and whether one sees that it has it.
    private const string Focused = """
        () => {
            const e = document.activeElement
            const shown = e.closest('.govuk-checkboxes__item') ? e.nextElementSibling : e
            const style = getComputedStyle(shown, shown === e ? null : '::before')
            const box = shown.getBoundingClientRect()
            return [
                (e.labels?.[0]?.innerText ?? e.innerText ?? e.value).trim().replace(/\s+/g, ' '),
                String(box.width > 0 && box.bottom > 0 && box.top < innerHeight
                    && (style.boxShadow !== 'none' || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)),
            ]
        }
        """;

    [BrowserFact]
    public async Task The_register_is_walked_through_in_order_and_the_focus_is_always_seen()
    {
        await using var suite = await Suite.Demonstration();
        await using var visit = await chromium.Open(suite.Address, "/sign-in");
        await visit.SignIn(Cast.All[0].Email, Cast.Password);
        await visit.Page.GotoAsync("/recommendations");
        var walked = new List<string>();

        while (walked.Count < 80 && !walked.Contains("Set the due date"))
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            var (name, seen) = await visit.Page.EvaluateAsync<string[]>(Focused) is [var words, var flag]
                ? (words, flag)
                : ("", "");
            Assert.True(seen == "true", $"The focus is not seen on “{name}”, after {string.Join(", ", walked)}");
            walked.Add(name);
        }

        Assert.Equal("Skip to main content", walked[0]);
        string[] order = ["Reports", "Late", "Apply filters", "Search", "Columns", "Download", "Set the due date"];
        var places = order
            .Select(name => walked.FindIndex(one => one.StartsWith(name, StringComparison.Ordinal)))
            .ToList();
        Assert.True(
            places.TrueForAll(place => place >= 0) && places.Order().SequenceEqual(places),
            string.Join(" | ", walked)
        );
    }

    [BrowserFact]
    public async Task The_skip_link_leads_to_the_content()
    {
        await using var suite = await Suite.Demonstration();
        await using var visit = await chromium.Open(suite.Address, "/sign-in");

        await visit.Page.Keyboard.PressAsync("Tab");
        await Expect(visit.Page.Locator(".govuk-skip-link")).ToBeInViewportAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("main-content", await visit.Page.EvaluateAsync<string>("document.activeElement.id"));
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.TypeAsync(Cast.All[0].Email);
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.TypeAsync(Cast.Password);
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Dashboard" })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task On_a_narrow_screen_filters_and_menu_open_by_keyboard()
    {
        await using var suite = await Suite.Demonstration();
        await using var visit = await chromium.Open(suite.Address, "/sign-in", width: 320);
        await visit.SignIn(Cast.All[0].Email, Cast.Password);
        await visit.Page.GotoAsync("/recommendations");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Filter and sort" }).PressAsync("Enter");
        await Expect(visit.Page.Locator("#filter")).ToBeInViewportAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        await Expect(visit.Page.Locator(".app-filter__hide")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#filter")).ToBeHiddenAsync();

        var menu = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Menu" });
        await menu.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Organisation" })).ToBeVisibleAsync();
    }
}
