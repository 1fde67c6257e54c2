using System.Text.Json;
using Microsoft.Playwright;

namespace Inspection.Browser;

/// <summary>One Chromium for all tests of the assembly; absent where none is installed.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Path = "/usr/bin/chromium";

    private static readonly string[] Flags =
    [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Why there is no browser, or null.</summary>
    public static string? Missing =>
        File.Exists(Path) ? null : $"{Path} is not installed (Debian: apt-get install chromium fonts-liberation)";

    public async Task InitializeAsync()
    {
        if (Missing is not null)
            return;

        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Args = Flags });
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
            await browser.CloseAsync();

        playwright?.Dispose();
    }

    /// <summary>Opens a page as one visitor sees it.</summary>
    /// <param name="site">The host.</param>
    /// <param name="path">The address below it.</param>
    /// <param name="width">The window's width in pixels.</param>
    /// <param name="script">Whether JavaScript runs.</param>
    public async Task<Visit> Open(Uri site, string path, int width = 1280, bool script = true)
    {
        var context = await browser!.NewContextAsync(
            new()
            {
                BaseURL = site.ToString(),
                ViewportSize = new() { Width = width, Height = 900 },
                JavaScriptEnabled = script,
            }
        );
        var visit = new Visit(context, await context.NewPageAsync());
        await visit.Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
        return visit;
    }
}

/// <summary>A page that is open, and what its console complained of.</summary>
public sealed class Visit : IAsyncDisposable
{
    private const string Rules = """
        async () => (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }))
            .violations.map(v => `${v.id}: ${v.nodes.map(n => n.html.slice(0, 160)).join(' | ')}`)
        """;

    private static readonly string Axe = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "axe.min.js"));

    private readonly IBrowserContext context;

    public Visit(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                Complaints.Add(message.Text);
        };
        page.PageError += (_, error) => Complaints.Add(error);
        page.RequestFailed += (_, request) => Complaints.Add($"failed: {request.Url}");
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, reports of the content security policy among them.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>What axe finds against WCAG 2.2 AA.</summary>
    public async Task<IReadOnlyList<string>> Violations()
    {
        await Page.EvaluateAsync(Axe);
        return (await Page.EvaluateAsync<JsonElement>(Rules)).Deserialize<string[]>()!;
    }

    /// <summary>How many pixels the page is wider than its window.</summary>
    public Task<int> Overflow() =>
        Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    /// <summary>Keeps a picture of the whole page where INSPECTION_SHOTS names a folder.</summary>
    public async Task Picture(string name)
    {
        if (Environment.GetEnvironmentVariable("INSPECTION_SHOTS") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }

    public async ValueTask DisposeAsync() => await context.CloseAsync();
}

/// <summary>A test that needs Chromium; skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.Missing;
}

/// <summary>The same for each row of data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.Missing;
}
