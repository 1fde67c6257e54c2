using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

internal enum ColumnRole
{
    Other,
    Number,
    Text,
    Position,
    Response,
    Owner,
    Due,
    Rating,
}

/// <summary>What the columns of an action plan hold, told from the words at their heads.</summary>
internal static partial class TableHeads
{
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    public static ColumnRole Role(string head)
    {
        var words = ColumnNumber().Replace(head.Length > 120 ? head[..120] : head, "");
        return words.Length == 0 ? ColumnRole.Other
            : NumberHead().IsMatch(words) ? ColumnRole.Number
            : SeveralInOne().IsMatch(words) ? ColumnRole.Response
            : PositionHead().IsMatch(words) ? ColumnRole.Position
            : OwnerHead().IsMatch(words) ? ColumnRole.Owner
            : DueHead().IsMatch(words) ? ColumnRole.Due
            : RatingHead().IsMatch(words) ? ColumnRole.Rating
            : ResponseHead().IsMatch(words) ? ColumnRole.Response
            : TextHead().IsMatch(words) ? ColumnRole.Text
            : ColumnRole.Other;
    }

    public static ItemKind Kind(string head) =>
        IssueHead().IsMatch(head) ? ItemKind.IssueToAddress
        : AreaHead().IsMatch(head) ? ItemKind.AreaForImprovement
        : ItemKind.Recommendation;

    /// <summary>Whether these roles are enough to tell a table of findings from any other table.</summary>
    public static bool AreFindings(IReadOnlyCollection<ColumnRole> roles) =>
        roles.Contains(ColumnRole.Text)
        && roles.Any(r =>
            r
                is ColumnRole.Response
                    or ColumnRole.Position
                    or ColumnRole.Owner
                    or ColumnRole.Due
                    or ColumnRole.Rating
                    or ColumnRole.Number
        );

    /// <summary>Whether extracted text shows the heads of an action plan on lines close together.</summary>
    public static bool AreIn(string text)
    {
        var recent = new Queue<ColumnRole>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var words = line.Trim();
            if (words.Length == 0)
                continue;
            recent.Enqueue(words.Length > 40 ? ColumnRole.Other : Role(words.ToString()));
            if (recent.Count > 14)
                recent.Dequeue();
            if (recent.Contains(ColumnRole.Text) && recent.Where(r => r != ColumnRole.Other).Distinct().Count() >= 4)
                return true;
        }
        return false;
    }

    [GeneratedRegex(@"^\s*\d{1,2}[.)]\s*", Options)]
    private static partial Regex ColumnNumber();

    [GeneratedRegex(
        @"^\W*(?:(?:rec(?:ommendation)?s?|issue|item|action|para(?:graph)?)?\W*(?:no|number|nr|ref|reference|id|\#)s?\W*|rec\W*|\#|s/?no\.?)$",
        Options
    )]
    private static partial Regex NumberHead();

    /// <summary>"Agreed action, owner and date": an answer whose cells label what else they hold.</summary>
    [GeneratedRegex(
        @"\b(?:actions?|response)\b[^,/]*(?:,|/|\band\b).*\b(?:dates?|timing|time-?scales?)\b|^agreed\s+management\b",
        Options
    )]
    private static partial Regex SeveralInOne();

    [GeneratedRegex(
        @"\b(?:agreed|accept(?:ed)?|partly|not\s+agreed|position|agree|acceptance|supported|decision)\b(?!\s+action)",
        Options
    )]
    private static partial Regex PositionHead();

    [GeneratedRegex(@"\b(?:owners?|responsib\w+|lead|who|whom|accountab\w+|department|officer|sro)\b", Options)]
    private static partial Regex OwnerHead();

    [GeneratedRegex(@"\b(?:dates?|when|deadline|time-?scales?|time-?frames?|due|completion|target|timing)\b", Options)]
    private static partial Regex DueHead();

    [GeneratedRegex(@"\b(?:rating|rag|grading|assessment)\b|^\W*(?:progress|status)\W*$", Options)]
    private static partial Regex RatingHead();

    [GeneratedRegex(
        @"\b(?:response|actions?|comments?|plans?|planned|reply|update|progress|how|measures?|answer|rationale|status)\b|\bwhat\s+(?:we|they|the\s+\w+)\s+(?:are|is|will|have|has)\b",
        Options
    )]
    private static partial Regex ResponseHead();

    [GeneratedRegex(
        @"\b(?:recommendations?|issues?|areas?\s+for\s+(?:improvement|development)|findings?|concerns?)\b|^\W*AFIs?\W*$",
        Options
    )]
    private static partial Regex TextHead();

    [GeneratedRegex(@"\b(?:issues?|concerns?)\b", Options)]
    private static partial Regex IssueHead();

    [GeneratedRegex(@"\bareas?\s+(?:for|of)\s+(?:improvement|development)\b|^\W*AFIs?\W*$", Options)]
    private static partial Regex AreaHead();
}
