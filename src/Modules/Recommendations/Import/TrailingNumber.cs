using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>A number printed after the text it counts: "… by the agency. (Recommendation 2)".</summary>
internal sealed partial record TrailingNumber(Excerpt Text, string Number, Excerpt NumberWords)
{
    private const int LongestTail = 40;

    public static TrailingNumber? Read(Excerpt words)
    {
        if (words.IsEmpty || words.Text[^1] is not (')' or ']' or '.'))
            return null;
        var from = Math.Max(0, words.Length - LongestTail);
        var match = Tail().Match(words.Text[from..]);
        if (!match.Success || from + match.Index is > 0 and < 10)
            return null;
        var number = match.Groups["num"];
        return new TrailingNumber(
            words.Slice(0, from + match.Index),
            Numbers.Digits(number.Value),
            words.Slice(from + number.Index, number.Length)
        );
    }

    [GeneratedRegex(
        @"\s*[(\[](?:(?:Recommendation|Rec\.?)\s+(?<num>"
            + Numbers.Printed
            + @")|(?<num>(?-i:[A-Z])-\d{2,4}-\d{1,3}))[)\]]\.?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Tail();
}
