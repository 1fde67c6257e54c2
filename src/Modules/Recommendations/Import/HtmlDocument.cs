using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Inspection.Recommendations.Import;

internal static partial class HtmlDocument
{
    private static readonly HashSet<string> Skipped = new(StringComparer.OrdinalIgnoreCase)
    {
        "SCRIPT",
        "STYLE",
        "NOSCRIPT",
        "TEMPLATE",
        "NAV",
        "HEAD",
        "SVG",
        "IFRAME",
        "BUTTON",
        "SELECT",
        "FORM",
        "TITLE",
    };

    private static readonly HashSet<string> Breaking = new(StringComparer.OrdinalIgnoreCase)
    {
        "P",
        "DIV",
        "SECTION",
        "ARTICLE",
        "MAIN",
        "BODY",
        "HEADER",
        "FOOTER",
        "ASIDE",
        "BLOCKQUOTE",
        "DL",
        "DT",
        "DD",
        "FIGURE",
        "FIGCAPTION",
        "PRE",
        "ADDRESS",
        "DETAILS",
        "SUMMARY",
        "HR",
        "FIELDSET",
    };

    public static bool LooksLikeHtml(string text) => Opening().IsMatch(text.AsSpan(0, Math.Min(text.Length, 2000)));

    public static SourceDocument Read(string source, string fileName)
    {
        if (source.Contains('\0'))
            source = source.Replace("\0", "", StringComparison.Ordinal);
        var page = new HtmlParser().ParseDocument(source);
        var builder = new DocumentBuilder { Title = page.Title?.Trim() };
        if (page.Body is { } body)
            new HtmlWalk(builder).Walk(body);
        return builder.Build(fileName, SourceFormat.Html);
    }

    private sealed class HtmlWalk(DocumentBuilder builder)
    {
        private readonly StringBuilder run = new();
        private string marker = "";
        private int listDepth;

        // An explicit stack: a page nested ten thousand levels deep must not end the process.
        public void Walk(INode root)
        {
            var work = new Stack<System.Action>();
            work.Push(Flush);
            work.Push(() => Visit(root, work));
            while (work.TryPop(out var step))
                step();
        }

        private void Visit(INode node, Stack<System.Action> work)
        {
            if (node is IText words)
                run.Append(Spaces().Replace(words.Data, " "));
            else if (node is IElement element && !Skipped.Contains(element.NodeName) && !element.HasAttribute("hidden"))
                VisitElement(element, work);
        }

        private void VisitElement(IElement element, Stack<System.Action> work)
        {
            switch (element.NodeName.ToUpperInvariant())
            {
                case "BR":
                    run.Append('\n');
                    break;
                case "H1" or "H2" or "H3" or "H4" or "H5" or "H6":
                    Flush();
                    builder.Heading(Words(element), element.NodeName[1] - '0');
                    break;
                case "TABLE" when !IsLayout(element):
                    Flush();
                    HtmlTable.Add(builder, element, Words);
                    break;
                case "OL" or "UL":
                    Flush();
                    listDepth++;
                    work.Push(() => listDepth--);
                    PushChildren(element, work);
                    break;
                case "LI":
                    Flush();
                    marker = Marker(element);
                    work.Push(Flush);
                    PushChildren(element, work);
                    break;
                case var name when Breaking.Contains(name) || name is "TR" or "TD" or "TH" or "CAPTION":
                    Flush();
                    work.Push(Flush);
                    PushChildren(element, work);
                    break;
                default:
                    PushChildren(element, work);
                    break;
            }
        }

        private void PushChildren(IElement element, Stack<System.Action> work)
        {
            for (var child = element.LastChild; child is not null; child = child.PreviousSibling)
            {
                var next = child;
                work.Push(() => Visit(next, work));
            }
        }

        private void Flush()
        {
            var words = run.ToString().Trim();
            run.Clear();
            if (words.Length == 0)
                return;
            foreach (
                var line in words.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            )
            {
                if (marker.Length > 0)
                    builder.ListItem(marker + line, listDepth);
                else
                    builder.Paragraph(line);
                marker = "";
            }
        }

        private static bool IsLayout(IElement table) =>
            table.GetAttribute("role") is "presentation" || table.QuerySelector("table") is not null;

        private static string Marker(IElement item)
        {
            if (item.ParentElement is not { } list || !list.NodeName.Equals("OL", StringComparison.OrdinalIgnoreCase))
                return "• ";
            var start = int.TryParse(list.GetAttribute("start"), out var first) ? first : 1;
            var position = 0;
            for (var before = item.PreviousElementSibling; before is not null; before = before.PreviousElementSibling)
                position += before.NodeName.Equals("LI", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
            var number = int.TryParse(item.GetAttribute("value"), out var value) ? value : start + position;
            return ListNumber.Print(list.GetAttribute("type") ?? "1", number) + ". ";
        }

        private static string Words(IElement element)
        {
            var words = new StringBuilder();
            var work = new Stack<INode>([element]);
            while (work.TryPop(out var node))
            {
                if (node is IText text)
                    words.Append(Spaces().Replace(text.Data, " "));
                if (node is not IElement inner || Skipped.Contains(inner.NodeName))
                    continue;
                if (inner.NodeName is "BR" or "P" or "LI" or "DIV")
                    words.Append('\n');
                for (var child = inner.LastChild; child is not null; child = child.PreviousSibling)
                    work.Push(child);
            }
            return BrokenSpaces().Replace(words.ToString(), "\n").Trim();
        }
    }

    [GeneratedRegex(@"<(?:!doctype html|html|head|body|h[1-6]|p|div|table)[\s>]", RegexOptions.IgnoreCase)]
    private static partial Regex Opening();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@" *\n\s*")]
    private static partial Regex BrokenSpaces();
}
