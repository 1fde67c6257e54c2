using System.Globalization;
using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>A date as printed, wherever it stands; whether it is a promise is for <see cref="Promises"/> to say.</summary>
internal sealed record PrintedDate(DueDate Due, int Start, int Length);

internal static partial class Dates
{
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly string[] Months =
    [
        "jan",
        "feb",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "oct",
        "nov",
        "dec",
    ];

    public static IEnumerable<PrintedDate> In(string text)
    {
        foreach (Match match in Printed().Matches(text))
            yield return new PrintedDate(Read(match), match.Index, match.Length);
    }

    private static DueDate Read(Match match)
    {
        var g = match.Groups;
        if (g["relative"].Success || g["noyear"].Success)
            return new(null, match.Value, g["noyear"].Success ? DatePrecision.Month : DatePrecision.Relative);
        if (g["season"].Success)
            return new(null, match.Value, DatePrecision.Season);
        if (g["quarter"].Success)
            return new(null, match.Value, DatePrecision.Quarter);
        if (g["day"].Success)
            return Day(match, Year(g["year"].Value), Month(g["month"].Value), Number(g["day"]));
        if (g["month"].Success)
            return MonthEnd(match, Year(g["year"].Value), Month(g["month"].Value));
        return new(null, match.Value, DatePrecision.Year);
    }

    /// <summary>31 June does not exist: its words are kept, with the month as all that can be relied on.</summary>
    private static DueDate Day(Match match, int year, int month, int day) =>
        month is < 1 or > 12 || year is < 1900 or > 2200 ? new(null, match.Value, DatePrecision.None)
        : day < 1 || day > DateTime.DaysInMonth(year, month) ? new(null, match.Value, DatePrecision.Month)
        : new(new DateOnly(year, month, day), match.Value, DatePrecision.Day);

    private static DueDate MonthEnd(Match match, int year, int month) =>
        month is < 1 or > 12 || year is < 1900 or > 2200
            ? new(null, match.Value, DatePrecision.None)
            : new(new DateOnly(year, month, DateTime.DaysInMonth(year, month)), match.Value, DatePrecision.Month);

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    private static int Year(string words) =>
        int.Parse(words, CultureInfo.InvariantCulture) is var year && year < 100 ? 2000 + year : year;

    private static int Month(string words) =>
        char.IsDigit(words[0])
            ? int.Parse(words, CultureInfo.InvariantCulture)
            : Array.FindIndex(Months, m => words.StartsWith(m, StringComparison.OrdinalIgnoreCase)) + 1;

    private const string MonthName =
        @"(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?";

    private const string Edge =
        @"(?:(?:the\s+)?(?:very\s+)?(?:end|start|beginning|middle|close)\s+(?:of\s+)?|early\s+|late\s+|mid[- ]?)?";

    [GeneratedRegex(
        @"\b(?:(?<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?"
            + MonthName
            + @",?\s+(?<year>(?:19|20)\d\d)\b(?!\s*[-–/]\s*\d\d\b)"
            + "|"
            + MonthName
            + @"\s+(?<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?<year>20\d\d)\b"
            + @"|(?<year>20\d\d)-(?<month>\d\d)-(?<day>\d\d)\b"
            + @"|(?<day>\d{1,2})(?<s>[/.])(?<month>\d{1,2})\k<s>(?<year>20\d\d|\d\d)\b"
            + "|"
            + Edge
            + MonthName
            + @"[\s,-]+(?:of\s+)?(?<year>20\d\d)\b"
            + "|"
            + Edge
            + MonthName
            + @"[-’'](?<year>\d\d)\b"
            + "|"
            + Edge
            + @"(?<season>spring|summer|autumn|winter)(?:\s+(?:term\s+)?(?:of\s+)?20\d\d(?:\s*[/–-]\s*\d{2,4})?)?\b"
            + @"|(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?(?<quarter>Q[1-4]|(?:first|second|third|fourth|last|final)\s+quarter)(?:\s*,?\s*(?:of\s+)?(?:the\s+)?(?:financial\s+year\s+|fiscal\s+year\s+|FY\s?|calendar\s+year\s+)?(?:20\d\d(?:\s*[/–-]\s*\d{2,4})?|\d\d/\d\d))?"
            + @"|(?<relative>within\s+(?:the\s+next\s+|a\s+(?:further\s+)?|an\s+)?(?:\d{1,3}|"
            + Numbers.Word
            + @")?\s*(?:calendar\s+|working\s+)?(?:days?|weeks?|months?|years?)(?:\s+of\s+(?:[\w’']+\s?){1,4})?|(?:by\s+)?(?:the\s+)?end\s+of\s+(?:the|this|next)\s+(?:calendar\s+|financial\s+|fiscal\s+|academic\s+|parliamentary\s+)?(?:year|month|week|quarter|term|parliament|session)|(?:by\s+)?year[\s-]end|later\s+(?:this|in\s+the)\s+year|(?:early\s+)?next\s+(?:year|month|spring|summer|autumn|winter)|over\s+the\s+(?:next|coming)\s+(?:\w+\s+)?(?:weeks|months|years?)|in\s+due\s+course|as\s+soon\s+as\s+possible|immediately|with\s+immediate\s+effect)"
            + @"|(?<noyear>"
            + Edge
            + @"(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?-i:January|February|March|April|May|June|July|August|September|October|November|December))\b(?!\s+(?:to|and|until)\b)"
            + "|"
            + Edge
            + @"(?:FY\s?|financial\s+year\s+|fiscal\s+year\s+|calendar\s+year\s+)?(?<whole>20\d\d)(?:\s*[/–-]\s*\d{2,4})?\b)",
        Options
    )]
    private static partial Regex Printed();
}
