using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>How recommendations and answers are worded, apart from any label they bear.</summary>
internal static partial class Wording
{
    private const int Enough = 1500;
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    public static bool Recommends(string text) => Recommending().IsMatch(Head(text, Enough)) || Commands(text);

    public static bool Commands(string text) => Command().IsMatch(Head(text, 80));

    /// <summary>Whether a passage opens as the answering body does: "The Government accepts …".</summary>
    public static bool OpensAnswer(string text) =>
        Answer().IsMatch(Head(text, 160)) || Verdicts.Leading(text) is not null || Verdicts.Whole(text) is not null;

    /// <summary>Whether a line that follows a full stop begins a request or an answer of its own.</summary>
    public static bool OpensRequestOrAnswer(ReadOnlySpan<char> line) =>
        Answer().IsMatch(line[..Math.Min(line.Length, 160)]) || Request().IsMatch(line[..Math.Min(line.Length, 80)]);

    /// <summary>Whether words announce the findings that follow them: "Your matters of concern are set out below."</summary>
    public static bool ListsFindings(string text) => text.Length < 400 && Listing().IsMatch(text);

    /// <summary>What a committee's report says of a numbered paragraph: "(Conclusion, Paragraph 12)".</summary>
    public static LabelKind? Tag(string text) =>
        Tagged().Match(text[Math.Max(0, text.Length - 70)..]) is not { Success: true } match ? null
        : match.Groups["conclusion"].Success ? LabelKind.Conclusion
        : LabelKind.Item;

    private static string Head(string text, int length) => text.Length <= length ? text : text[..length];

    [GeneratedRegex(
        @"\b(?:recommend(?:s|ed|ing)?|should|must|ought\s+to|needs?\s+to|(?:we|committee|inquiry)\s+(?:also\s+|further\s+|therefore\s+)?(?:urges?|calls?\s+(?:on|upon|for)|asks?|invites?|requests?|expects?|encourages?)|would\s+like\s+(?:the|all|each|every)\b|is\s+(?:urged|asked|invited)\s+to|is\s+(?:made|given))\b|^that\s+(?:the|a|an|all|any|each|every|[A-Z])",
        Options
    )]
    private static partial Regex Recommending();

    [GeneratedRegex(
        @"^\W*(?:(?:within|by)\s+[^,.]{3,30},\s+|(?:immediately|urgently),?\s+|as\s+soon\s+as\s+possible,?\s+)?(?:ensure|make|review|develop|improve|provide|introduce|publish|carry|give|establish|set|work|consider|implement|increase|strengthen|complete|put|take|create|adopt|agree|amend|assess|build|clarify|conduct|continue|define|deliver|design|embed|engage|explore|extend|identify|issue|maintain|monitor|prioritise|produce|promote|reduce|remove|replace|require|revise|secure|seek|share|stop|support|train|undertake|update|use|write|appoint|commission|consult|evaluate|report|record|address|agree|arrange|audit|bring|check|collect|confirm|draw|end|expand|fund|hold|keep|lead|measure|plan|prepare|raise|recruit|set|simplify|tackle|test|track)\b",
        Options
    )]
    private static partial Regex Command();

    [GeneratedRegex(@"^(?:the|this)\s+(?:\w+\s+){0,2}(?:committee|inquiry|panel)\s+(?:\w+\s+)?recommends\b", Options)]
    private static partial Regex Request();

    [GeneratedRegex(
        @"\b(?:recommendations|matters\s+of\s+concern|concerns|issues\s+to\s+address|areas\s+for\s+improvement)\b[^.:]*\b(?:(?:set\s+out|listed|given|addressed|answered|taken)\b[^.:]*\b(?:below|in\s+turn)|as\s+follows|are\s*:)[^.:]{0,60}[.:]?$",
        Options
    )]
    private static partial Regex Listing();

    [GeneratedRegex(
        @"[(\[](?:(?<conclusion>conclusion)|recommendation),\s+para(?:graph|s|\.)?s?\b[^)]{0,40}\)\.?$",
        Options
    )]
    private static partial Regex Tagged();

    [GeneratedRegex(
        @"^(?:(?:while|although|in\s+response|as\s+such|therefore),?\s+)?(?:(?:the|this|our|hm|his\s+majesty[’']s|her\s+majesty[’']s)\s+)?(?-i:(?:[A-Z][\w’'&.-]*|government|department|force|ministry|service|board|council|trust|we|provider|agency|division)(?:\s+\([A-Z][\w&]{1,9}\))?(?:\s+(?:of|for|and|the|to|&|[A-Z][\w’'&.-]*|\([A-Z][\w&]{1,9}\))){0,9})\s+(?:(?:does|do|did|has|have|can|could|is|will|fully|partially|partly|also|strongly|broadly|already|therefore|warmly|both|neither|not|however)\s+)*(?:cannot\s+)?(?:accept|agree|support|note|reject|welcome|(?:non-?)?concur|disagree|acknowledge|recognise|endorse)(?:s|ed|d|red)?\b(?!\s+police)",
        Options
    )]
    private static partial Regex Answer();
}
