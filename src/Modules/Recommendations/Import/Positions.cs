using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

internal sealed record FoundPosition(Position Position, Excerpt Words, double Confidence);

/// <summary>What position an answer takes. In doubt it takes none.</summary>
internal static partial class Positions
{
    private const int MostSentences = 40;
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    public static FoundPosition? Of(Excerpt answer)
    {
        if (answer.IsEmpty)
            return null;
        if (Verdicts.Leading(answer.Text) is { } leading)
            return new FoundPosition(leading.Position, answer.Slice(0, leading.Length), 0.95);
        if (Lettered.Answers(answer).Values.Distinct().Count() > 1)
            return new FoundPosition(Position.PartiallyAccepted, Sentences.Of(answer).First(), 0.85);
        FoundPosition? first = null;
        var index = 0;
        foreach (var sentence in Sentences.Of(answer).Take(MostSentences))
        {
            if (OfSentence(sentence, index++) is not { } found)
                continue;
            if (found.Position == Position.PartiallyAccepted)
                return found;
            first ??= found;
            if (IsSplit(first, found, sentence.Text))
                return found with { Position = Position.PartiallyAccepted, Confidence = 0.8 };
        }
        return first;
    }

    /// <summary>One part agreed and another refused.</summary>
    private static bool IsSplit(FoundPosition first, FoundPosition found, string sentence) =>
        first.Position != found.Position
        && first.Position is Position.Accepted or Position.Rejected
        && found.Position is Position.Accepted or Position.Rejected
        && found.Confidence >= 0.7
        && (PartOfIt().IsMatch(sentence) || PartOfIt().IsMatch(first.Words.Text) || However().IsMatch(sentence));

    public static FoundPosition? OfSentence(Excerpt sentence, int index = 0)
    {
        var text = sentence.Text;
        if (Neither().IsMatch(text))
            return null;
        if (Verdicts.Whole(text) is { } whole)
            return new FoundPosition(whole, sentence, 0.95);
        if (Earlier().IsMatch(text))
            return null;
        if (Partial().IsMatch(text))
            return new FoundPosition(Position.PartiallyAccepted, sentence, 0.9);
        var refused = Refused().IsMatch(text);
        var accepted = Accepted().IsMatch(refused ? Refused().Replace(text, "#") : text);
        if (refused && accepted && PartOfIt().IsMatch(text))
            return new FoundPosition(Position.PartiallyAccepted, sentence, 0.85);
        if (refused)
            return new FoundPosition(Position.Rejected, sentence, 0.9);
        if (accepted)
            return new FoundPosition(Position.Accepted, sentence, 0.9);
        if (WillNotDo().IsMatch(text))
            return new FoundPosition(Position.Rejected, sentence, 0.65);
        return index == 0 && Agrees().IsMatch(text) ? new FoundPosition(Position.Accepted, sentence, 0.6) : null;
    }

    private const string Object =
        @"(?:(?:with\s+|to\s+)?(?:all\s+(?:of\s+)?|both\s+|each\s+of\s+)?(?:(?:the|this|that|these|those|its|their|our|his|her|GAO[’']s|each|every)\s+)?(?:(?:[\w’'&-]+\s+){0,4})(?:(?:sub-)?recommendations?|issues?\s+to\s+address|points?\s+(?:\w+\s+)?(?:raised|made)|proposals?\s+(?:made\s+)?(?:by|from|in)\s+the\s+(?:committee|inspect\w+|report)))";

    [GeneratedRegex(
        @"\bneither\s+(?:agree[ds]?|accept(?:s|ed)?|concur(?:s|red)?)\s+n?or\b|\bdid\s+not\s+(?:state|say|indicate|comment)\b",
        Options
    )]
    private static partial Regex Neither();

    [GeneratedRegex(
        @"\b(?:previous(?:ly)?|earlier|last\s+year|at\s+the\s+time|in\s+(?:19|20)\d\d)\b[^.]{0,60}\b(?:accept|agre|support|reject)|\b(?:accepted|agreed|rejected|supported)\b[^.]{0,60}\b(?:in\s+(?:19|20)\d\d|previous|earlier\s+(?:report|review|inspection))",
        Options
    )]
    private static partial Regex Earlier();

    [GeneratedRegex(
        @"\b(?:partially|partly|in\s+part)\s+(?:accepts?|accepted|agrees?|agreed|supports?|supported|concurs?|concurred)\b"
            + @"|\b(?:accept|agree|support|concur|endorse)(?:s|d|ed|red)?\b(?:\s+(?!not\b)[\w’'&()-]+){0,9},?\s+(?:in[\s-]+(?:part|principle)|partially|partly|to\s+(?:some|a\s+certain)\s+extent|with\s+(?:some\s+|certain\s+)?(?:qualification|modification|amendment|reservation|caveat|exception)s?|subject\s+to)\b"
            + @"|\b(?:accept|agree|support|endorse)(?:s|d|ed)?\s+(?:with\s+)?(?:the\s+)?(?:\w+\s+)?(?:principles?|spirit|intent(?:ion)?s?|aims?|thrust|sentiment|premise|objectives?)\s+(?:of|behind|underlying|that)\b"
            + @"|\b(?:do|does|did|can|could)\s*(?:not|n[’']t)\s+(?:fully|entirely|wholly)\s+(?:accept|agree|support|concur)|\bnot\s+(?:accept|agree|support)(?:ed)?\b[^.;]{0,60}\bin\s+full\b"
            + @"|\b(?:accept|agree|support)(?:s|ed|d)?\s+(?:with\s+)?(?:the\s+)?(?:first|second|third|part|parts|element|elements|element\w*)\b(?![^.;]{0,20}\bparts\b\s+of\s+the\s+(?:service|system))",
        Options
    )]
    private static partial Regex Partial();

    [GeneratedRegex(
        @"\b(?:(?:do|does|did|can|could|will|would|is|are|was|were|has|have|had)(?:\s+(?:therefore|also|currently|consequently))?\s*(?:not|n[’']t)|cannot|can[’']t|unable\s+to|not\s+(?:in\s+a\s+position|able|minded|prepared|willing)\s+to|declines?\s+to)\s+(?:\w+\s+){0,2}(?:accept(?:ed)?|agreed?|support(?:ed)?|concur(?:red)?|endorsed?|adopt(?:ed)?|take\s+(?:this|the)\s+recommendation\s+forward)\b(?!\s+(?:police|victims|staff|people|the\s+(?:police|delivery|development|work)))"
            + @"|\b(?:reject(?:s|ed)?|disagree[sd]?|non-?concur(?:s|red)?|decline[sd]?)\b(?:\s+(?:with|to\s+accept))?\s+(?:"
            + Object
            + @"|part|this\b)"
            + @"|\b(?:this|the)\s+(?:part\s+of\s+the\s+)?recommendation\s+(?:is|was|has\s+been)\s+(?:therefore\s+)?(?:rejected|declined)|\bdisagree[sd]?\s*(?:[.,;]|$)|\bdisagree[sd]?\s+with\s+(?:the\s+)?(?:committee|inspect\w+|this|that|recommendation|GAO|IRS)\b|\brecommendation\s+is\s+not\s+(?:accepted|agreed|supported)",
        Options
    )]
    private static partial Regex Refused();

    [GeneratedRegex(
        @"\b(?:accept|agree|support|concur|endorse)(?:s|d|ed|red)?\s+(?:(?:fully|entirely|wholly)\s+)?"
            + Object
            + @"|\b(?:accept|agree|concur)(?:s|d|ed|red)?\s+(?:with\s+)?(?:(?:the\s+)?committee|this|these|part|the\s+finding)\b(?![\w ]{0,20}\bconcern)"
            + @"|\b(?:accept|agree|concur)(?:s|red|ed|d)?\s*(?:[.,;]|$)|\b(?:this|it|that|which|(?:recommendation|issue|point)(?:\s+\w+)?|they|these|both|part\s+\(?\w\)?|both\s+parts)\s+(?:is|are|was|were|has\s+been|have\s+been)\s+(?:fully\s+|also\s+|both\s+)?(?:accepted|agreed|supported)\b(?!\s+(?:in\s+(?:part|principle)|that))"
            + @"|\baccepts?\s+this\s+concern\b|\bagrees?\s+to\s+(?:implement|adopt)\s+(?:this|the|these)\b|\bthe\s+recommendation\s+(?:is|has\s+been)\s+(?:fully\s+)?(?:accepted|agreed)",
        Options
    )]
    private static partial Regex Accepted();

    [GeneratedRegex(
        @"\b(?:will|do|does)\s+not\s+(?:be\s+)?(?:take|taken|taking|intend\s+to\s+(?:take|implement|adopt)|proceed|propose\s+to\s+(?:take|implement|adopt|act))\b[^.;]{0,40}\b(?:forward|recommendation|this)\b|\bwill\s+not\s+be\s+(?:implement(?:ed|ing)|adopt(?:ed|ing))\b|\bwill\s+not\s+implement\s+(?:this|the)\b",
        Options
    )]
    private static partial Regex WillNotDo();

    [GeneratedRegex(
        @"^(?:(?:the|his\s+majesty[’']s|her\s+majesty[’']s|hm)\s+)?(?:we|(?-i:[A-Z])[\w’'&.-]*(?:\s+(?:of|for|and|the|(?-i:[A-Z])[\w’'&.-]*)){0,7}|government|department|force)\s+(?:(?:fully|strongly|also|wholeheartedly|completely|entirely)\s+)?(?:agrees?|accepts?|concurs?)\s+(?:with\b|that\b|on\s+the\b|the\s+(?:need|importance)\b)",
        Options
    )]
    private static partial Regex Agrees();

    [GeneratedRegex(
        @"\bparts?\b|\bfirst\b|\bsecond\b|\belements?\b|\([a-h]\)|\b[a-h]\)|\blimbs?\b|\bbullets?\b",
        Options
    )]
    private static partial Regex PartOfIt();

    [GeneratedRegex(@"^\W*(?:however|but|nevertheless)\b", Options)]
    private static partial Regex However();
}
