using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>What stands on pages but is not part of the document's argument: page numbers, running heads, markings.</summary>
internal sealed partial class Furniture
{
    private const int EdgeLines = 3;

    private static readonly HashSet<string> Boilerplate = new(StringComparer.OrdinalIgnoreCase)
    {
        "Skip to main content",
        "Accessibility controls",
        "Contrast",
        "Main content area",
        "|Publication",
        "Scroll to top",
        "Back to top",
        "Print this page",
        "Share this page",
        "Cookies on this site",
        "Toggle navigation",
        "Skip to content",
        "Skip to navigation",
        "Return to top",
        "Top of page",
        "Print page",
    };

    private readonly string text;
    private readonly IReadOnlyList<Block> blocks;
    private readonly bool[] removed;

    private Furniture(SourceDocument document)
    {
        (text, blocks) = (document.Text, document.Blocks);
        removed = new bool[blocks.Count];
    }

    public TextSpan? Marking { get; private set; }

    public bool IsRemoved(int block) => removed[block];

    public static Furniture In(SourceDocument document)
    {
        var furniture = new Furniture(document);
        furniture.RemoveBoilerplate();
        furniture.RemovePageEdges();
        furniture.RemoveCountedPages();
        furniture.RemoveContents();
        return furniture;
    }

    private string Words(int i) => blocks[i].Span.Length <= 300 ? blocks[i].Span.In(text) : "";

    private bool IsRunning(int i) => blocks[i].Kind is not (BlockKind.TableRow or BlockKind.PageBreak);

    private void RemoveBoilerplate()
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            if (!IsRunning(i))
                continue;
            var words = Words(i);
            if (ClassificationMarking().IsMatch(words))
            {
                Marking ??= blocks[i].Span;
                removed[i] = true;
            }
            else if (
                Boilerplate.Contains(words)
                || PageOfPages().IsMatch(words)
                || IsMixed(words)
                || Rule().IsMatch(words)
            )
                removed[i] = true;
        }
    }

    /// <summary>A marking and a page number on one line, apart.</summary>
    private static bool IsMixed(string words) =>
        Gap().Split(words) is { Length: > 1 } parts
        && parts.All(one =>
            ClassificationMarking().IsMatch(one) || PageOfPages().IsMatch(one) || PageNumber().IsMatch(one)
        )
        && !parts.All(one => PageNumber().IsMatch(one));

    private void RemovePageEdges()
    {
        var edges = PageEdges();
        if (edges.Count == 0)
            return;
        var repeated = edges
            .GroupBy(i => Digits().Replace(Words(i).ToUpperInvariant(), "#"))
            .Where(g => g.Key.Length > 0 && g.Count() >= 3)
            .Select(g => g.Key)
            .ToHashSet();
        foreach (var i in edges)
            if (PageNumber().IsMatch(Words(i)) || repeated.Contains(Digits().Replace(Words(i).ToUpperInvariant(), "#")))
                removed[i] = true;
    }

    private List<int> PageEdges()
    {
        var breaks = Enumerable.Range(0, blocks.Count).Where(i => blocks[i].Kind == BlockKind.PageBreak).ToList();
        if (breaks.Count == 0)
            return [];
        var edges = new SortedSet<int>();
        foreach (var at in breaks)
        {
            AddEdge(edges, at, -1);
            AddEdge(edges, at, +1);
        }
        AddEdge(edges, -1, +1);
        AddEdge(edges, blocks.Count, -1);
        return [.. edges.Where(i => !Labels.StartsLabel(Words(i)))];
    }

    private void AddEdge(SortedSet<int> edges, int from, int step)
    {
        for (int i = from + step, n = 0; i >= 0 && i < blocks.Count && n < EdgeLines; i += step, n++)
        {
            if (blocks[i].Kind != BlockKind.Line)
                break;
            edges.Add(i);
        }
    }

    /// <summary>Page numbers in text that has lost its page breaks: lone numbers that count up, a page apart.</summary>
    private void RemoveCountedPages()
    {
        const int ShortestPage = 15;
        var lone = Enumerable
            .Range(0, blocks.Count)
            .Where(i => blocks[i].Kind == BlockKind.Line && !removed[i] && LoneNumber().IsMatch(Words(i)))
            .Select(i => (Line: i, Number: int.Parse(Words(i), System.Globalization.CultureInfo.InvariantCulture)))
            .ToList();
        for (var k = 0; k < lone.Count; k++)
            if (Follows(k - 1, k) || Follows(k, k + 1))
                removed[lone[k].Line] = true;

        bool Follows(int a, int b) =>
            a >= 0
            && b < lone.Count
            && lone[b].Number == lone[a].Number + 1
            && lone[b].Line - lone[a].Line >= ShortestPage;
    }

    private void RemoveContents()
    {
        for (var i = 0; i < blocks.Count; i++)
            if (IsRunning(i) && DotLeader().IsMatch(Words(i)))
                removed[i] = true;
            else if (IsRunning(i) && ContentsHeading().IsMatch(Words(i)))
                i = RemoveContentsAfter(i);
    }

    /// <summary>Removes the entries that follow, and says at which block they end.</summary>
    private int RemoveContentsAfter(int heading)
    {
        var last = heading;
        var entries = 0;
        for (var i = heading + 1; i < blocks.Count && i - last <= 3; i++)
            if (IsRunning(i) && ContentsEntry().IsMatch(Words(i)))
                (last, entries) = (i, entries + 1);
        if (entries >= 2)
            Array.Fill(removed, true, heading, last - heading + 1);
        return last;
    }

    [GeneratedRegex(
        @"^[\s*\[(|-]*(?:UK )?(?:OFFICIAL(?:[\s:–—-]*SENSITIVE(?:[\s:–—-]+[A-Z]+)?)?|UNCLASSIFIED|PROTECTED|RESTRICTED|CONFIDENTIAL|SECRET|OFFICIAL USE ONLY|NOT PROTECTIVELY MARKED)[\s*\])|-]*$"
    )]
    private static partial Regex ClassificationMarking();

    [GeneratedRegex(
        @"^(?:page\s*\|?\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|\d{1,4}\s*\|\s*page|\d{1,4}\s+of\s+\d{1,4}|[-–—]\s*\d{1,4}\s*[-–—])$",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex PageOfPages();

    [GeneratedRegex(@"^(?:-{5,}|={5,}|_{5,}|\*{5,}|~{5,})$")]
    private static partial Regex Rule();

    [GeneratedRegex(@"\s{3,}|\t+")]
    private static partial Regex Gap();

    [GeneratedRegex(@"^(?:\d{1,4}|[ivxl]{1,6})$")]
    private static partial Regex PageNumber();

    [GeneratedRegex(@"^\d{1,3}$")]
    private static partial Regex LoneNumber();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"(?:\.{4,}|(?:\. ){4,}|…{2,}|_{4,})\s*(?:\d{1,4}|[ivxl]{1,6})?$")]
    private static partial Regex DotLeader();

    [GeneratedRegex(@"^\W*(?:table of )?contents(?: page)?\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex ContentsHeading();

    [GeneratedRegex(@"\S[\s\t]+(?:\d{1,3}|[ivxl]{1,5})$")]
    private static partial Regex ContentsEntry();
}
