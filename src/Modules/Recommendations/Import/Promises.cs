using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

internal sealed record Promise(DueDate Due, Excerpt Sentence, TextSpan Span);

/// <summary>The dates in an answer that are promises: not history, not the scope of a plan.</summary>
internal static partial class Promises
{
    private const int Reach = 220;
    private const RegexOptions Options =
        RegexOptions.IgnoreCase
        | RegexOptions.CultureInvariant
        | RegexOptions.ExplicitCapture
        | RegexOptions.RightToLeft;

    public static IReadOnlyList<Promise> In(Excerpt words)
    {
        var found = new List<Promise>();
        foreach (var sentence in Sentences.Of(words))
        foreach (var printed in Dates.In(sentence.Text))
            if (IsPromise(sentence.Text, printed))
                found.Add(new(Whole(sentence.Text, printed), sentence, sentence.SpanOf(printed.Start, printed.Length)));
        return found;
    }

    /// <summary>A cell or field that holds nothing but dates: each is a promise, whatever stands before it.</summary>
    public static IReadOnlyList<Promise> InField(Excerpt words)
    {
        var revised = words.Text.IndexOf("evised", StringComparison.Ordinal);
        var dates = Dates.In(words.Text).Where(d => d.Due.Precision != DatePrecision.None || d.Due.Text.Length > 0);
        return
        [
            .. dates
                .Where(d =>
                    revised < 0 || d.Start > revised || !words.Text.Contains("riginal", StringComparison.Ordinal)
                )
                .Select(d => new Promise(d.Due, words, words.SpanOf(d.Start, d.Length))),
        ];
    }

    /// <summary>The last of several: work is done when its last part is.</summary>
    public static Promise? Last(IReadOnlyList<Promise> deadlines) =>
        deadlines.Where(d => d.Due.Date is not null).MaxBy(d => d.Due.Date)
        ?? (deadlines.Count > 0 ? deadlines[^1] : null);

    private static DueDate Whole(string sentence, PrintedDate printed)
    {
        var lead = Lead().Match(sentence[Math.Max(0, printed.Start - 12)..printed.Start]);
        return lead.Success ? printed.Due with { Text = lead.Value.TrimStart() + printed.Due.Text } : printed.Due;
    }

    private static bool IsPromise(string sentence, PrintedDate printed)
    {
        var before = sentence[Math.Max(0, printed.Start - Reach)..printed.Start];
        if (printed.Due.Precision == DatePrecision.Relative)
            return !Vague().IsMatch(printed.Due.Text) && Tense(before) != Verb.Past && !PastPeriod().IsMatch(before);
        if (History().IsMatch(before) || Scope().IsMatch(before))
            return false;
        if (Field().IsMatch(before))
            return true;
        var tense = Tense(before);
        if (By().IsMatch(before))
            return tense != Verb.Past;
        var bare = printed.Due is { Precision: DatePrecision.Month, Date: null } or { Precision: DatePrecision.Year };
        return tense == Verb.Future && In().IsMatch(before) && !(bare && StartsOnly().IsMatch(before));
    }

    private enum Verb
    {
        None,
        Past,
        Future,
    }

    /// <summary>The verb nearest before the date decides: "will be published in …" or "was published in …".</summary>
    private static Verb Tense(string before)
    {
        var match = Verbs().Match(before);
        return !match.Success ? Verb.None
            : match.Groups["past"].Success ? Verb.Past
            : Verb.Future;
    }

    [GeneratedRegex(@"(?:\b(?:by|before|until|in|on|from|during|no\s+later\s+than|at)\s+(?:the\s+)?)$", Options)]
    private static partial Regex Lead();

    [GeneratedRegex(
        @"in\s+due\s+course|as\s+soon\s+as|immediate|^next|over\s+the",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Vague();

    [GeneratedRegex(@"\b(?:ha[sd]|have|was|were)\b[^.]{0,60}$", Options)]
    private static partial Regex PastPeriod();

    [GeneratedRegex(
        @"\b(?:since|as\s+at|as\s+of|dated|between|of|after|following|prior\s+to|recently|from\s+before|back\s+in|to\s+date|the|session|report|act|published\s+on|issued\s+on|survey|census|effective)\s*(?:the\s+)?[(\[]?$",
        Options
    )]
    private static partial Regex History();

    [GeneratedRegex(
        @"\b(?:for|fiscal\s+years?|through|to\s+the|across|covering|over|the\s+period|strategy|plan|review|budget|programme|per|years)\s*(?:the\s+)?[(\[]?$|[-–/]\s?$|\bthe\s+$",
        Options
    )]
    private static partial Regex Scope();

    [GeneratedRegex(
        @"\b(?:date|deadline|due|timescale|timeframe|target|completion|delivery|when|complete[ds]?)\s*(?:is|of|by|date|:|–|-|—)\s*(?:by\s+|in\s+)?$",
        Options
    )]
    private static partial Regex Field();

    [GeneratedRegex(
        @"\b(?:by|before|no\s+later\s+than|not\s+later\s+than|ahead\s+of|until|due(?:\s+(?:in|on))?|in\s+advance\s+of)\s+(?:the\s+)?(?:(?:end|start|close)\s+(?:of\s+)?)?$",
        Options
    )]
    private static partial Regex By();

    [GeneratedRegex(
        @"\b(?:in|on|from|during|at|around|into|for\s+(?:completion|delivery|publication|implementation|launch)\s+in)\s+(?:the\s+)?(?:(?:end|start)\s+(?:of\s+)?)?$",
        Options
    )]
    private static partial Regex In();

    [GeneratedRegex(@"\b(?:from|for|during)\s+(?:the\s+)?$", Options)]
    private static partial Regex StartsOnly();

    [GeneratedRegex(
        @"\b(?:(?<future>will|shall|intends?|intention|plans?\s+to|planned|aims?|expect(?:s|ed)?|anticipate[sd]?|scheduled|due|is\s+to|are\s+to|to\s+(?:be|have|begin|complete|publish|launch|deliver|roll|introduce|bring|finish)|should|must|needs?\s+to|would|commit(?:s|ted)?|on\s+track|target(?:s|ed|ing)?|forecast|aiming|going\s+to|in\s+place|recommends?|require[sd]?\s+to)|(?<!\b(?:be|being|get|will|to|should|shall|must|would|been)\s(?:\w+ly\s)?)(?<past>was|were|had|has\s+been|have\s+been|has|have|began|begun|launched|published|passed|received|issued|introduced|ended|closed|established|started|completed|commenced|appointed|developed|held|reported|announced|wrote|agreed\s+in|finali[sz]ed|set\s+up|took|came|found|made|did))\b(?!\s+(?:place|out)\s+by)",
        Options
    )]
    private static partial Regex Verbs();
}
