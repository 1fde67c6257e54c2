using System.Globalization;
using System.Text;

namespace Inspection.Kernel.Files;

/// <summary>Makes of the name that a browser sends one that is safe to show and to save on any system.</summary>
public static class FileName
{
    /// <summary>Bytes of UTF-8; file systems take 255.</summary>
    private const int Longest = 200;
    private const int LongestExtension = 16;

    private static readonly HashSet<string> Reserved = new(
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. Numbered("COM"), .. Numbered("LPT")],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>
    /// The name without folders, control and direction characters, and what Windows forbids; in Unicode NFC, at most
    /// 200 bytes of UTF-8, its extension kept. Never empty; cleaning twice changes nothing.
    /// </summary>
    public static string Clean(string? name)
    {
        var kept = new StringBuilder();

        foreach (var rune in (name ?? "").EnumerateRunes())
            kept.Append(Kept(rune));

        var tidy = kept.ToString().Normalize(NormalizationForm.FormC);
        tidy = tidy[(tidy.LastIndexOfAny(['/', '\\']) + 1)..];
        tidy = string.Join(' ', tidy.Split(' ', StringSplitOptions.RemoveEmptyEntries)).TrimEnd(' ', '.');
        var extension = ExtensionOf(tidy);
        var stem = tidy[..^extension.Length].Trim(' ', '.');

        if (stem == "")
            stem = "file";
        if (Reserved.Contains(stem.Split('.')[0].TrimEnd()))
            stem = $"_{stem}";

        return Shortened(stem, Longest - Encoding.UTF8.GetByteCount(extension)) + extension;
    }

    /// <summary>".pdf" of "Report.PDF"; "" where there is none.</summary>
    internal static string TypeOf(string name) => ExtensionOf(name).ToLowerInvariant();

    private static string Kept(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.SpaceSeparator => " ",
            UnicodeCategory.Control
            or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate
            or UnicodeCategory.OtherNotAssigned => "",
            _ when rune == Rune.ReplacementChar => "",
            _ when rune.Value is '<' or '>' or ':' or '"' or '|' or '?' or '*' => "_",
            _ => rune.ToString(),
        };

    private static string ExtensionOf(string name) =>
        name.LastIndexOf('.') is >= 0 and var dot
        && name.Length - dot is > 1 and <= LongestExtension
        && name.AsSpan(dot + 1).ContainsAnyExcept(' ', '.')
        && !name.AsSpan(dot).Contains(' ')
            ? name[dot..]
            : "";

    private static string Shortened(string stem, int longest)
    {
        if (Encoding.UTF8.GetByteCount(stem) <= longest)
            return stem;

        var elements = StringInfo.GetTextElementEnumerator(stem);
        var end = 0;

        // What looks like one character is not cut in two.
        while (elements.MoveNext())
        {
            var next = elements.ElementIndex + elements.GetTextElement().Length;
            if (Encoding.UTF8.GetByteCount(stem.AsSpan(0, next)) > longest)
                break;
            end = next;
        }

        return end == 0 ? "file" : stem[..end].TrimEnd(' ', '.');
    }

    private static IEnumerable<string> Numbered(string device) => "0123456789¹²³".Select(digit => $"{device}{digit}");
}
