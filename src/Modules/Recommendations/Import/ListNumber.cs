namespace Inspection.Recommendations.Import;

internal static class ListNumber
{
    private static readonly (int Value, string Letters)[] Romans =
    [
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];

    public static string Print(string style, int number) =>
        style switch
        {
            "a" or "lowerLetter" when number is > 0 and <= 26 => ((char)('a' + number - 1)).ToString(),
            "A" or "upperLetter" when number is > 0 and <= 26 => ((char)('A' + number - 1)).ToString(),
            "i" or "lowerRoman" when number is > 0 and < 400 => Roman(number),
            "I" or "upperRoman" when number is > 0 and < 400 => Roman(number).ToUpperInvariant(),
            _ => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };

    private static string Roman(int number)
    {
        var letters = "";
        foreach (var (value, roman) in Romans)
            for (; number >= value; number -= value)
                letters += roman;
        return letters;
    }
}
