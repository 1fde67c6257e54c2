using System.Net;

namespace Inspection.Tests.Ui;

[Collection("kit")]
public sealed class FrameTests(KitSite site)
{
    [Theory]
    [InlineData("/kit", 200)]
    [InlineData("/lib/govuk.css", 200)]
    [InlineData("/nowhere", 404)]
    [InlineData("/kit/secrets", 403)]
    [InlineData("/kit/breaks/missing", 404)]
    [InlineData("/kit/breaks/other", 500)]
    [InlineData("/api/nowhere", 404)]
    public async Task Every_answer_carries_the_security_headers(string path, int status)
    {
        using var answer = await site.Client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(status, (int)answer.StatusCode);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Opener-Policy").Single());
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));

        if (answer.Content.Headers.ContentType?.MediaType == "text/html")
            Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Styles_and_scripts_of_a_page_are_found_under_fingerprints_and_kept()
    {
        var page = await site.Get("/kit");
        var addresses = page.QuerySelectorAll("link[rel=stylesheet]")
            .Select(link => link.GetAttribute("href")!)
            .Append(page.QuerySelector("script")!.GetAttribute("src")!)
            .ToList();

        Assert.True(addresses.Count >= 4);

        foreach (var address in addresses)
        {
            using var asked = new HttpRequestMessage(HttpMethod.Get, address);
            asked.Headers.AcceptEncoding.ParseAdd("gzip, br");
            using var answer = await site.Client.SendAsync(asked);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Matches(@"\.[a-z0-9]{10}\.(css|js)$", address);
            Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nothing_licensed_to_other_services_is_served()
    {
        var lib = Path.Combine(AppContext.BaseDirectory, "wwwroot", "lib");
        var files = Directory.GetFiles(lib, "*", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        Assert.DoesNotContain(
            files,
            file =>
                file.Contains("crown", StringComparison.Ordinal)
                || file.Contains("crest", StringComparison.Ordinal)
                || file.EndsWith(".woff2", StringComparison.Ordinal)
        );
        Assert.All(
            files.Where(file => file.EndsWith(".css", StringComparison.Ordinal)),
            file => Assert.DoesNotContain("GDS Transport", File.ReadAllText(file), StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_navigation_shows_where_the_caller_may_go_and_where_they_are()
    {
        var page = await site.Get("/kit/findings");

        var places = page.QuerySelectorAll(".govuk-service-navigation__link").Select(KitSite.Words).ToList();
        Assert.Equal(
            ["My work", "Findings", "Components", "Assign a finding"],
            places.Where(place => place is "My work" or "Findings" or "Components" or "Assign a finding")
        );
        Assert.DoesNotContain("People of the kit", places);
        Assert.Equal("Findings", KitSite.Words(page.QuerySelector("[aria-current=page]")));
        Assert.Contains(
            "Proceeds of Crime Division",
            KitSite.Words(page.QuerySelector("header")),
            StringComparison.Ordinal
        );
        Assert.Contains("OFFICIAL", KitSite.Words(page.QuerySelector("header")), StringComparison.Ordinal);
        Assert.Contains(
            "Demonstration data: invented for the purpose",
            KitSite.Words(page.Body),
            StringComparison.Ordinal
        );
        Assert.Equal("Findings – Inspection", page.Title);
    }

    [Fact]
    public async Task Nobody_sees_no_navigation()
    {
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/kit");
        asked.Headers.Add("X-Nobody", "1");
        using var answer = await site.Client.SendAsync(asked);

        Assert.Null((await KitSite.Parse(answer)).QuerySelector("nav[aria-label=Menu]"));
    }

    [Fact]
    public async Task What_is_not_there_and_what_is_not_yours_read_the_same()
    {
        using var nowhere = await site.Client.GetAsync(new Uri("/nowhere", UriKind.Relative));
        using var missing = await site.Client.GetAsync(new Uri("/kit/breaks/missing", UriKind.Relative));

        Assert.Equal(
            KitSite.Words((await KitSite.Parse(nowhere)).QuerySelector("main")),
            KitSite.Words((await KitSite.Parse(missing)).QuerySelector("main"))
        );
    }

    [Fact]
    public async Task A_fault_shows_a_number_to_quote_and_no_detail()
    {
        using var answer = await site.Client.GetAsync(new Uri("/kit/breaks/other", UriKind.Relative));
        var page = await KitSite.Parse(answer);

        Assert.DoesNotContain("secret detail", page.Source.Text, StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{32}$", KitSite.Words(page.QuerySelector(".app-reference")));
    }
}

[Collection("kit")]
public sealed class PastTests(KitSite site)
{
    [Fact]
    public async Task Looking_at_the_past_is_said_on_every_page_and_offers_no_change()
    {
        site.Server.AsAt = new DateTimeOffset(2018, 7, 3, 8, 0, 0, TimeSpan.Zero);

        try
        {
            var page = await site.Get("/kit/findings");

            Assert.Contains(
                "You are looking at the division as it was on 3 July 2018 at 09:00. Nothing can be changed here. Go back to today",
                KitSite.Words(page.Body),
                StringComparison.Ordinal
            );
            Assert.Contains("No findings yet", KitSite.Words(page.QuerySelector("main")), StringComparison.Ordinal);
            Assert.Null(page.QuerySelector(".app-list__actions"));
        }
        finally
        {
            site.Server.AsAt = null;
        }
    }
}
