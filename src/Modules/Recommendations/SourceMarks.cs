using System.Text.Encodings.Web;
using Inspection.Kernel.Ui;
using Inspection.Recommendations.Import;
using Microsoft.AspNetCore.Html;

namespace Inspection.Recommendations;

/// <summary>A document's text with every place marked that something was read from; a field's link leads to its mark.</summary>
internal sealed class SourceMarks
{
    private readonly HashSet<string> names = [];

    private SourceMarks(IHtmlContent html) => Html = html;

    public IHtmlContent Html { get; }

    public bool Has(string name) => names.Contains(name);

    public static SourceMarks Of(ImportProposal proposal)
    {
        var text = proposal.Source.Text;
        var html = new HtmlContentBuilder();
        var marks = new SourceMarks(html);
        var at = 0;

        foreach (var (name, span) in Places(proposal.Read).OrderBy(place => place.Span.Start))
        {
            // What lies inside another mark keeps the outer one; its link leads there.
            if (span.Start < at || span.End > text.Length || span.Length == 0)
                continue;

            html.Append(text[at..span.Start]);
            html.AppendHtml(
                $"<mark class=\"app-mark app-mark--{name[(name.IndexOf('-', StringComparison.Ordinal) + 1)..]}\" id=\"source-{HtmlEncoder.Default.Encode(name)}\">"
            );
            html.Append(text[span.Start..span.End]);
            html.AppendHtml("</mark>");
            marks.names.Add(name);
            at = span.End;
        }

        html.Append(text[at..]);
        return marks;
    }

    public static string Confidence(double confidence) =>
        confidence switch
        {
            >= 0.8 => "Read with confidence",
            >= 0.5 => "Check this",
            _ => "Unsure: check with care",
        };

    public static TagColour Colour(double confidence) =>
        confidence switch
        {
            >= 0.8 => TagColour.Green,
            >= 0.5 => TagColour.Yellow,
            _ => TagColour.Orange,
        };

    private static IEnumerable<(string Name, TextSpan Span)> Places(ReadReport read)
    {
        for (var i = 0; i < read.Items.Count; i++)
        {
            if (read.Items[i].Text.Span is { } text)
                yield return ($"{i}-text", text);
            if (read.Items[i].Response.Span is { } response)
                yield return ($"{i}-response", response);
            if (read.Items[i].Due.Span is { } due)
                yield return ($"{i}-due", due);
        }
    }
}
