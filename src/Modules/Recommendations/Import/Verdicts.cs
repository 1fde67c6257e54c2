using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>Positions and ratings given as a bare word or two: a table cell, or the first words of an answer.</summary>
internal static partial class Verdicts
{
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    public static bool IsYesOrNo(string text) => YesNo().IsMatch(text);

    /// <summary>The position, where the whole text is a verdict and nothing else.</summary>
    public static Position? Whole(string text) =>
        text.Length is > 0 and <= 90 && WholeVerdict().Match(text) is { Success: true } match ? Of(match) : null;

    /// <summary>The position, where the text opens with a verdict that stands as a sentence of its own.</summary>
    public static (Position Position, int Length)? Leading(string text) =>
        LeadingVerdict().Match(text.Length > 120 ? text[..120] : text) is { Success: true } match
            ? (Of(match), match.Length)
            : null;

    public static bool IsRating(string text) => text.Length <= 60 && RatingWords().IsMatch(text);

    private static Position Of(Match match) =>
        match.Groups["none"].Success ? Position.NoneStated
        : match.Groups["part"].Success ? Position.PartiallyAccepted
        : match.Groups["no"].Success ? Position.Rejected
        : Position.Accepted;

    private const string Words =
        @"(?<none>not(?:ed|es?)?\s+applicable|noted?|n/?a|under\s+(?:consideration|review)|to\s+be\s+(?:considered|confirmed|determined)|tbc|pending|neither\s+agreed?\s+nor\s+disagreed?|for\s+(?:others?|other\s+\w+)|no\s+response|welcomed?)"
        + @"|(?<part>(?:partial(?:ly)?|part(?:ly)?)[\s-]*(?:accept(?:ed|s|ance)?|agree(?:d|s|ment)?|support(?:ed|s)?|concur(?:red|s)?|reject(?:ed|s)?)|(?:accept(?:ed|s)?|agree(?:d|s)?|support(?:ed|s)?|concur(?:red|s)?)[\s,:(–-]*(?:in[\s-]+(?:part|principle)|partially|partly|in\s+part\s+only|with\s+(?:qualifications?|modifications?|amendments?|caveats?|conditions?)|subject\s+to\s+[\w ]{1,30})\)?|partial(?:ly)?|in\s+part|in\s+principle|not\s+fully\s+(?:accepted|agreed))"
        + @"|(?<no>(?:not|do(?:es)?\s+not|don[’']t|did\s+not)\s+(?:accept(?:ed)?|agreed?|support(?:ed)?|concur(?:red)?)(?:\s+\w+\s+recommendation)?|reject(?:ed|s)?(?:\s+by\s+(?:the\s+)?\w+)?|declined?|disagree[ds]?|non-?concur(?:red|rence)?|not\s+taken\s+forward|no)"
        + @"|(?<yes>(?:fully\s+)?(?:accept(?:ed|s)?|agree[ds]?|support(?:ed|s)?|concur(?:red|s)?|endorsed?|adopted)(?:[\s,:(–-]*(?:in\s+full|fully|by\s+(?:the\s+)?\w+|with\s+comments?|and\s+(?:implemented|completed?|actioned|closed|ongoing|in\s+progress)))?\)?|yes|in\s+full)";

    [GeneratedRegex(
        @"^\W*(?:(?:(?:this\s+|the\s+)?recommendation\s+(?:is|was|has\s+been)|this\s+(?:is|was|has\s+been)|(?:government\s+)?(?:position|response|status|decision))\s*[:–-]?\s*)?(?:"
            + Words
            + @")\W*$",
        Options
    )]
    private static partial Regex WholeVerdict();

    [GeneratedRegex(@"^\W*(?:" + Words + @")(?:\s*(?:[.;:–—]|-\s)|\s+[-–—]\s)", Options)]
    private static partial Regex LeadingVerdict();

    [GeneratedRegex(@"^\W*(?:yes|no)\b\W*", Options)]
    private static partial Regex YesNo();

    [GeneratedRegex(
        @"^\W*(?:(?:not|partially|partly|fully|substantially|largely)\s+)?(?:achieved|met|implemented|completed|addressed|progressed)(?:\s+in\s+part)?\W*$|^\W*(?:no(?:\s+meaningful)?|insufficient|reasonable|good|limited|substantial|some|little|significant|excellent)\s+progress(?:\s+made)?\W*$",
        Options
    )]
    private static partial Regex RatingWords();
}
