using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Inspection.Browser;

/// <summary>Follows every link of a signed-in visitor, breadth first, and looks at each page it comes to.</summary>
/// <param name="visit">The visitor.</param>
/// <param name="start">Where to begin.</param>
/// <param name="look">What is asked of each page beyond what is asked of all; answers what is wrong.</param>
internal sealed partial class Crawl(Visit visit, string[] start, Func<IPage, string, Task<string?>>? look = null)
{
    private const int Samples = 3;

    private const string Facts = """
        () => ({
            lang: document.documentElement.lang,
            title: document.title,
            cut: [...document.querySelectorAll('.app-scroll')].some(e => e.scrollWidth > e.clientWidth),
            headings: document.querySelectorAll('h1').length,
            ids: [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i),
            links: [...document.querySelectorAll('a[href]:not([download])')].map(a => new URL(a.getAttribute('href'), document.baseURI).href),
        })
        """;

    private readonly Queue<string> ahead = new(start);
    private readonly HashSet<string> seen = [.. start];
    private readonly Dictionary<string, int> sampled = [];

    /// <summary>The routes that were looked at, how often each.</summary>
    public IReadOnlyDictionary<string, int> Routes => sampled;

    /// <summary>Everything that is wrong with any page.</summary>
    public List<string> Problems { get; } = [];

    public async Task Run()
    {
        while (ahead.TryDequeue(out var address))
        {
            var route = Route(address);
            var sample = sampled.GetValueOrDefault(route);

            // Addresses that differ in their query alone are one page: a second shows nothing new.
            if (sample >= (route.Contains('?', StringComparison.Ordinal) ? 1 : Samples) && !start.Contains(address))
                continue;

            sampled[route] = sample + 1;
            await Look(address, first: sample == 0);
        }
    }

    private async Task Look(string address, bool first)
    {
        await visit.Widen(1280);
        var answer = await visit.Page.GotoAsync(address);

        if (answer?.Status != 200)
        {
            Problems.Add($"{address} answers {answer?.Status}");
            return;
        }

        var page = await visit.Page.EvaluateAsync<Page>(Facts);
        Note(address, page.Lang == "en-GB" ? null : "has no language");
        Note(address, page.Title is { Length: > 15 } ? null : $"has the title “{page.Title}”");
        Note(address, page.Headings == 1 ? null : $"has {page.Headings} first headings");
        Note(address, page.Cut ? "has a table that is cut off at 1280" : null);
        Note(address, page.Ids.Length == 0 ? null : $"uses ids twice: {string.Join(", ", page.Ids.Distinct())}");

        if (look is not null)
            Note(address, await look(visit.Page, address));

        foreach (var width in first ? new[] { 1280, 768, 320 } : [320])
            await Look(address, width);

        foreach (var link in page.Links)
            Follow(link);
    }

    private async Task Look(string address, int width)
    {
        await visit.Widen(width);
        Note(address, await visit.Overflow() is > 0 and var wider ? $"is {wider} pixels too wide at {width}" : null);

        foreach (var violation in await visit.Violations())
            Note(address, $"at {width}: {violation}");
    }

    private void Follow(string link)
    {
        var to = new Uri(link);

        if (
            to.Authority == new Uri(visit.Page.Url).Authority
            && !NotAPage().IsMatch(to.PathAndQuery)
            && seen.Add(to.PathAndQuery)
        )
            ahead.Enqueue(to.PathAndQuery);
    }

    private void Note(string address, string? problem)
    {
        if (problem is not null)
            Problems.Add($"{address} {problem}");
    }

    /// <summary>The address without what names one thing: its ids, and the values of its query.</summary>
    private static string Route(string address)
    {
        var parts = Id().Replace(address, "{id}").Split('?', 2);
        return parts.Length == 1
            ? parts[0]
            : $"{parts[0]}?{string.Join('&', parts[1].Split('&').Select(part => part.Split('=')[0]).Distinct().Order())}";
    }

    // Leaving, files and data.
    [GeneratedRegex("^/sign-out|[?&](format|handler)=|^/openapi|[.][a-z]+$")]
    private static partial Regex NotAPage();

    [GeneratedRegex(
        "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/moves/)[A-Za-z]+|(?<=/ladders/)[a-z-]+|(?<=/bank-holidays/)[0-9]+"
    )]
    private static partial Regex Id();

    private sealed class Page
    {
        public string Lang { get; set; } = "";
        public string Title { get; set; } = "";
        public bool Cut { get; set; }
        public int Headings { get; set; }
        public string[] Ids { get; set; } = [];
        public string[] Links { get; set; } = [];
    }
}
