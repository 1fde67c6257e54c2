using System.Globalization;
using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

internal static partial class Numbers
{
    internal const string Word =
        "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
        + "eighteen|nineteen|twenty(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|thirty";

    /// <summary>A number as labels print it: 3, 3a, 3(a), 1.2, IV, A3 or three.</summary>
    internal const string Printed =
        @"(?:\d{1,3}(?:\.\d{1,3}){0,2}(?:[a-z](?![a-z])|\([a-z]\))?|[IVXLC]{1,7}(?![a-zA-Z])|[ivx]{1,5}(?=\s*(?:[.:)–—-]|$))|[A-Z]{1,3}-?\d{1,3}(?:\.\d{1,2})?|(?:"
        + Word
        + @")\b)";

    private static readonly string[] Small =
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];

    public static string Digits(string printed)
    {
        var word = printed.ToLowerInvariant().Replace(' ', '-');
        if (Array.IndexOf(Small, word) is >= 0 and var small)
            return (small + 1).ToString(CultureInfo.InvariantCulture);
        if (
            word.StartsWith("twenty-", StringComparison.Ordinal) && Array.IndexOf(Small, word[7..]) is >= 0 and var unit
        )
            return (21 + unit).ToString(CultureInfo.InvariantCulture);
        return word == "thirty" ? "30" : printed;
    }

    public static int? Value(string? words) =>
        words is null ? null
        : int.TryParse(Digits(words), CultureInfo.InvariantCulture, out var value) ? value
        : Array.IndexOf(Romans, words.ToUpperInvariant()) is >= 0 and var roman ? roman + 1
        : null;

    private static readonly string[] Romans =
    [
        .. Enumerable.Range(1, 39).Select(number => ListNumber.Print("I", number)),
    ];

    /// <summary>The numbers in a list such as "1, 2 and 5 to 8".</summary>
    public static IReadOnlyList<int> Listed(string words)
    {
        var numbers = new List<int>();
        foreach (Match match in Range().Matches(words))
        {
            if (Value(match.Groups["from"].Value) is not { } from)
                continue;
            var to = Value(match.Groups["to"].Success ? match.Groups["to"].Value : null) ?? from;
            for (var number = from; number <= Math.Min(to, from + 200); number++)
                numbers.Add(number);
        }
        return numbers;
    }

    [GeneratedRegex(
        @"\b(?<from>\d{1,3}|" + Word + @")\b(?:\s*(?:to|[-–]|through)\s*(?<to>\d{1,3}|" + Word + @")\b)?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Range();
}
