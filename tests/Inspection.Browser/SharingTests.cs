using System.IO.Compression;
using Inspection.Contracts.Demonstration;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Inspection.Browser;

/// <summary>What leaves the division, as somebody outside opens it: a pack without a network, a link without an account.</summary>
public sealed class SharingTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string NoSubtle = "Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })";

    [BrowserTheory, InlineData(true), InlineData(false)]
    public async Task A_pack_is_opened_from_its_folder_and_checks_itself(bool subtle)
    {
        var folder = Directory.CreateTempSubdirectory("inspection-pack-").FullName;

        try
        {
            await Make(folder);
            await using var visit = await chromium.Open(new Uri("about:blank"), "about:blank");
            var page = visit.Page;
            if (!subtle)
                await page.AddInitScriptAsync(NoSubtle);
            await page.GotoAsync($"file://{folder}/index.html");
            Assert.Equal(subtle, await page.EvaluateAsync<bool>("() => !!crypto.subtle"));
            var (total, all) = (page.Locator("#total"), Directory.GetFiles(folder, "*", SearchOption.AllDirectories));

            await page.GetByLabel("The folder that this page lies in").SetInputFilesAsync(folder);
            await Expect(total)
                .ToHaveTextAsync($"All {all.Length - 2} files match. SHA256SUMS says the same as this page.");
            await Expect(page.Locator(".matches")).ToHaveCountAsync(all.Length - 2);

            await page.GetByLabel("Or some of its files").SetInputFilesAsync(Path.Combine(folder, "history.csv"));
            await Expect(total).ToContainTextAsync($"1 of {all.Length - 2} files match, 0 differ, 0 missing");

            await File.AppendAllTextAsync(Path.Combine(folder, "history.csv"), "x");
            File.Delete(Path.Combine(folder, "README.txt"));
            await File.WriteAllTextAsync(Path.Combine(folder, "strange.txt"), "x");
            await page.GetByLabel("The folder that this page lies in").SetInputFilesAsync(folder);
            await Expect(total)
                .ToContainTextAsync($"{all.Length - 4} of {all.Length - 2} files match, 1 differ, 1 missing.");
            await Expect(page.Locator("[data-path='history.csv'] .result")).ToHaveTextAsync("differs");
            await Expect(page.Locator("[data-path='README.txt'] .result")).ToHaveTextAsync("missing");
            await Expect(page.Locator("#others")).ToContainTextAsync("strange.txt");
            await Accessible(visit);
            await visit.Picture($"pack-{(subtle ? "subtle" : "own")}");

            foreach (var next in all.Where(file => file.EndsWith(".html", StringComparison.Ordinal)))
            {
                await page.GotoAsync($"file://{next}");
                Assert.Equal(1, await page.Locator("h1").CountAsync());
                await Accessible(visit);
            }

            await visit.Print("pack");
            Assert.Empty(visit.Complaints);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The script's own SHA-256, at every length around its blocks.</summary>
    [BrowserFact]
    public async Task The_packs_own_hash_is_that_of_the_browser()
    {
        var folder = Directory.CreateTempSubdirectory("inspection-pack-").FullName;

        try
        {
            var index = Path.Combine(folder, "index.html");
            var rows = new List<string>();

            foreach (var length in Enumerable.Range(0, 200).Append(5_000_000))
            {
                var content = Enumerable.Range(0, length).Select(i => (byte)(i * 7 + length)).ToArray();
                await File.WriteAllBytesAsync(Path.Combine(folder, $"{length}.bin"), content);
                var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
                rows.Add($"<tr data-path='{length}.bin' data-sha256='{hash}'><td class='result'></td></tr>");
            }

            await File.WriteAllTextAsync(
                index,
                $"<table>{string.Concat(rows)}</table><div id=check></div><p id=total></p><p id=others></p>"
                    + "<input id=folder type=file webkitdirectory multiple><input id=some type=file multiple>"
                    + $"<script>{await Script()}</script>"
            );
            await using var visit = await chromium.Open(new Uri("about:blank"), "about:blank");
            await visit.Page.AddInitScriptAsync(NoSubtle);
            await visit.Page.GotoAsync($"file://{index}");
            await visit.Page.Locator("#folder").SetInputFilesAsync(folder);
            await Expect(visit.Page.Locator("#total")).ToHaveTextAsync("All 201 files match.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [BrowserFact]
    public async Task A_link_is_made_and_opened_by_somebody_outside()
    {
        await using var suite = await Suite.Demonstration();
        await using var visit = await chromium.Open(suite.Address, "/sign-in");
        await visit.SignIn(Cast.All.Single(player => player.Key == "administrator").Email, Cast.Password);
        var page = visit.Page;
        await page.GotoAsync("/reports");
        await page.Locator(".app-table tbody a").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Share by a link" }).ClickAsync();
        await page.GetByLabel("Who is it for?").FillAsync("Morgan Hale");
        foreach (var part in await page.Locator("[name='Command.With']").AllAsync())
            await part.CheckAsync();
        await page.GetByLabel("Passphrase (optional)").FillAsync("three blind mice");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        var link = await page.Locator("#link").InnerTextAsync();
        await Accessible(visit);
        await visit.Picture("share");

        await using var outside = await chromium.Open(suite.Address, new Uri(link).AbsolutePath);
        await Expect(outside.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Enter the passphrase");
        await Accessible(outside);
        await outside.Page.GetByLabel("Passphrase").FillAsync("three blind mice");
        await outside.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(outside.Page.Locator("body")).ToContainTextAsync("Shared with Morgan Hale");
        Assert.Equal(0, await outside.Page.Locator("nav").CountAsync());
        await Accessible(outside);
        await outside.Picture("shared");
        await outside.Page.Locator("main .app-card a").Nth(1).ClickAsync();
        await Expect(outside.Page.Locator("main")).ToContainTextAsync("History");
        await Accessible(outside);
        await outside.Picture("shared-item");
        Assert.Empty(outside.Complaints);
        Assert.Empty(visit.Complaints);
    }

    /// <summary>Downloads a pack of the demonstration's report and unpacks it.</summary>
    private async Task Make(string folder)
    {
        await using var suite = await Suite.Demonstration();
        await using var visit = await chromium.Open(suite.Address, "/sign-in");
        await visit.SignIn(Cast.All.Single(player => player.Key == "administrator").Email, Cast.Password);
        await visit.Page.GotoAsync("/reports");
        await visit.Page.Locator(".app-table tbody a").First.ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Make a pack for the inspectorate" }).ClickAsync();
        await visit.Picture("make-pack");
        var pack = await visit.Page.RunAndWaitForDownloadAsync(() =>
            visit.Page.GetByRole(AriaRole.Button, new() { Name = "Make the pack" }).ClickAsync()
        );
        Assert.EndsWith("OFFICIAL.zip", pack.SuggestedFilename, StringComparison.Ordinal);
        await using var content = File.OpenRead(await pack.PathAsync());
        await ZipFile.ExtractToDirectoryAsync(content, folder);
        Assert.Empty(visit.Complaints);
    }

    private static async Task Accessible(Visit visit)
    {
        foreach (var width in new[] { 1280, 320 })
        {
            await visit.Widen(width);
            Assert.Empty(await visit.Violations());
            Assert.Equal(0, await visit.Overflow());
        }
    }

    private static async Task<string> Script()
    {
        var module = Host.Modules.All.Single(one => one.Name == "recommendations").GetType().Assembly;
        using var reader = new StreamReader(module.GetManifestResourceStream("pack.js")!);
        return await reader.ReadToEndAsync();
    }
}
