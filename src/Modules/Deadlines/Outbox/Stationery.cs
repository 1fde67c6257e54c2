using System.Globalization;
using System.Net;
using System.Text;
using Inspection.Kernel;

namespace Inspection.Deadlines;

/// <summary>A letter as it is sent.</summary>
internal sealed record Written(string Subject, string Text, string Html);

/// <summary>Puts letters into plain text and HTML, with a foot that says who writes and why.</summary>
internal sealed class Stationery(IAddress address)
{
    private const string Ink = "color:#0b0c0c;font-family:Arial,sans-serif;font-size:19px;line-height:1.4";

    private static readonly CultureInfo Words = CultureInfo.InvariantCulture;

    /// <summary>Where people choose how they are reminded.</summary>
    public Uri Preferences => address.Of("/deadlines/preferences");

    /// <param name="letter">What it says.</param>
    /// <param name="division">The division that writes.</param>
    /// <param name="demonstration">Whether the division and everything in it is invented.</param>
    public Written Write(Letter letter, string division, bool demonstration)
    {
        var shown = demonstration ? letter with { Subject = $"Demonstration: {letter.Subject}" } : letter;
        shown = shown with { Subject = OneLine(shown.Subject) };
        var foot =
            $"{division} uses Inspection to answer inspections. You get this because you own what it names, or answer "
            + "for somebody who does.";

        if (demonstration)
            foot += " This division is a demonstration: nothing in it is real.";

        return new(shown.Subject, Text(shown, foot), Html(shown, foot));
    }

    /// <summary>What becomes a header stands on one line: a break would begin another.</summary>
    public static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Replace("\0", "", StringComparison.Ordinal);

    private string Text(Letter letter, string foot)
    {
        var text = new StringBuilder(letter.Opening).Append('\n');

        foreach (var part in letter.Parts)
        {
            text.Append('\n').Append(part.Heading).Append('\n');

            foreach (var line in part.Lines)
                text.Append(Words, $"\n* {line.Text}\n  {line.Note}\n  {address.Of(line.Link)}\n");
        }

        return text.Append(Words, $"\n--\n{foot}\nChoose how you are reminded: {Preferences}\n").ToString();
    }

    private string Html(Letter letter, string foot)
    {
        var html = new StringBuilder(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Safe(letter.Subject)}</title>
            </head>
            <body style="margin:0;padding:16px;background:#ffffff;{Ink}">
            <div style="max-width:600px;margin:0 auto;overflow-wrap:break-word">
            <h1 style="font-size:24px;line-height:1.25;margin:0 0 16px">{Safe(letter.Subject)}</h1>
            <p style="margin:0 0 16px">{Safe(letter.Opening)}</p>

            """
        );

        foreach (var part in letter.Parts)
        {
            html.Append(Words, $"<h2 style=\"font-size:19px;margin:24px 0 8px\">{Safe(part.Heading)}</h2>\n");
            html.Append("<ul style=\"margin:0;padding:0 0 0 20px\">\n");

            foreach (var line in part.Lines)
                html.Append(
                    Words,
                    $"<li style=\"margin:0 0 12px\"><a href=\"{Safe($"{address.Of(line.Link)}")}\" style=\"color:#1d70b8\">"
                        + $"{Safe(line.Text)}</a><br>{Safe(line.Note)}</li>\n"
                );

            html.Append("</ul>\n");
        }

        return html.Append(
                Words,
                $"""
                <p style="margin:32px 0 0;padding:16px 0 0;border-top:1px solid #b1b4b6;font-size:16px;color:#484949">{Safe(
                    foot
                )}
                <a href="{Safe($"{Preferences}")}" style="color:#1d70b8">Choose how you are reminded</a>.</p>
                </div>
                </body>
                </html>

                """
            )
            .ToString();
    }

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
