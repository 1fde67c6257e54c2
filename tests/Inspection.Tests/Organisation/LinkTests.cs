using System.Net;

namespace Inspection.Tests.Organisation;

public sealed class LinkTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Every_page_that_an_administrator_can_reach_by_links_opens()
    {
        var browser = await app.As(Role.Administrator);
        var seen = new HashSet<string> { "/organisation" };
        var toSee = new Queue<string>(seen);
        var failed = new List<string>();

        while (toSee.TryDequeue(out var url) && seen.Count < 300)
        {
            var page = await browser.Open(url);

            if (page.Status is not (HttpStatusCode.OK or HttpStatusCode.Forbidden) && page.RedirectedTo is null)
                failed.Add($"{url} answers {page.Status}");

            foreach (var link in page.Links.Select(one => one.Split('#')[0]).Where(link => !Path.HasExtension(link)))
                if (seen.Add(link))
                    toSee.Enqueue(link);
        }

        Assert.Empty(failed.Except(["/ answers NotFound", "/accessibility answers NotFound", "/api answers NotFound"]));
        Assert.True(seen.Count > 30, string.Join("\n", seen));
    }
}
