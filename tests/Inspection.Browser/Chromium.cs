using System.Text.Json;
using Microsoft.Playwright;

namespace Inspection.Browser;

/// <summary>One Chromium for all tests of a class; absent where none is installed.</summary>
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
                TimezoneId = "Europe/London",
                Locale = "en-GB",
            }
        );
        var visit = new Visit(context, await context.NewPageAsync());
        await visit.Page.GotoAsync(path);
        return visit;
    }
}

/// <summary>A page that is open, and what its console complained of.</summary>
public sealed class Visit : IAsyncDisposable
{
    private const string Rules = """
        async () => (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }))
            .violations.map(v => `${v.id}: ${v.nodes.map(n => n.html.slice(0, 160)).join(' | ')}`)
        """;

    private static readonly string Axe = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "axe.min.js"));

    private readonly IBrowserContext context;

    public Visit(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        context.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                Complaints.Add($"{message.Text} (at {message.Page?.Url})");
        };
        context.WebError += (_, error) => Complaints.Add(error.Error);
        // A download ends its navigation: that is no failure.
        context.RequestFailed += (_, request) =>
        {
            if (request.Failure != "net::ERR_ABORTED")
                Complaints.Add($"failed: {request.Url} {request.Failure}");
        };
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, reports of the content security policy among them.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Another tab of the same browser.</summary>
    public Task<IPage> Tab() => context.NewPageAsync();

    /// <summary>Signs in by the form, wherever it is asked.</summary>
    public async Task SignIn(string email, string password)
    {
        await Page.GotoAsync("/sign-in");
        await Page.GetByLabel("E-mail address").FillAsync(email);
        await Page.GetByLabel("Password").FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Dashboard" }).WaitForAsync();
    }

    /// <summary>Makes the window as wide.</summary>
    public Task Widen(int width) => Page.SetViewportSizeAsync(width, 900);

    /// <summary>What axe finds against WCAG 2.2 AA.</summary>
    public async Task<IReadOnlyList<string>> Violations()
    {
        if (!await Page.EvaluateAsync<bool>("() => 'axe' in window"))
            await Page.EvaluateAsync(Axe);

        return (await Page.EvaluateAsync<JsonElement>(Rules)).Deserialize<string[]>()!;
    }

    /// <summary>How many pixels the page is wider than its window.</summary>
    public Task<int> Overflow() =>
        Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public async ValueTask DisposeAsync() => await context.CloseAsync();
}

/// <summary>Pictures of pages in out/screenshots, for people to look at.</summary>
internal static class Pictures
{
    /// <summary>Whether INSPECTION_SCREENSHOTS asks for them.</summary>
    public static bool Wanted => Environment.GetEnvironmentVariable("INSPECTION_SCREENSHOTS") == "1";

    public static async Task Picture(this Visit visit, string name)
    {
        if (Wanted)
            await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder(), name + ".png"), FullPage = true });
    }

    /// <summary>The page as its print view has it, on A4.</summary>
    public static async Task Print(this Visit visit, string name)
    {
        if (Wanted)
            await visit.Page.PdfAsync(
                new()
                {
                    Path = Path.Combine(Folder(), name + ".pdf"),
                    Format = "A4",
                    Margin = new()
                    {
                        Top = "1cm",
                        Right = "1cm",
                        Bottom = "1cm",
                        Left = "1cm",
                    },
                }
            );
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);

        while (!File.Exists(Path.Combine(folder.FullName, "Inspection.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("This is no checkout of Inspection");

        return Path.Combine(folder.FullName, "out", "screenshots");
    }
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

/// <summary>Makes pictures; skipped unless they are wanted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PictureFactAttribute : FactAttribute
{
    public PictureFactAttribute() =>
        Skip = Chromium.Missing ?? (Pictures.Wanted ? null : "INSPECTION_SCREENSHOTS=1 makes the pictures");
}
