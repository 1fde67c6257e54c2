using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>A press release tells its findings in sentences: "Inspectors warned that …".</summary>
internal static partial class NarrativeItems
{
    private const int MostItems = 60;
    private const double Confidence = 0.45;
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    public static List<Draft> Find(IReadOnlyList<Marked> marks)
    {
        var drafts = new List<Draft>();
        foreach (var mark in marks)
        {
            if (
                mark.Label.Kind == LabelKind.End
                && SectionLabels.Read(mark.Passage.Words, isHeading: true) is { Kind: LabelKind.End }
                && drafts.Count > 0
            )
                break;
            foreach (var sentence in Sentences.Of(mark.Passage.Words))
                if (drafts.Count < MostItems && KindOf(sentence.Text) is { } kind)
                    drafts.Add(Of(sentence, kind));
        }
        return drafts;
    }

    private static Draft Of(Excerpt sentence, ItemKind kind)
    {
        var draft = new Draft(kind, sentence.Start) { Confidence = Confidence };
        draft.Text.Add(sentence);
        return draft;
    }

    private static ItemKind? KindOf(string sentence) =>
        sentence.Length is < 30 or > 700 || Quoted().IsMatch(sentence) ? null
        : Recommended().IsMatch(sentence) ? ItemKind.Recommendation
        : Warned().IsMatch(sentence) ? ItemKind.IssueToAddress
        : GoodPractice().IsMatch(sentence) ? ItemKind.GoodPractice
        : Praised().IsMatch(sentence) ? ItemKind.Strength
        : null;

    private const string Inspectors =
        @"\b(?:inspectors?|(?:the\s+)?inspectorate|(?:the\s+)?report|the\s+review|reviewers?|HM\w{2,6}|ofsted|auditors?|(?:the\s+)?commission|(?:the\s+)?inspection|we)\b(?:\s+from\s+[^.]{0,120}?|\s+\([^)]{0,20}\))?\s+(?:has\s+|have\s+|also\s+|further\s+|therefore\s+|clearly\s+)*";

    [GeneratedRegex(@"^[“""‘]", Options)]
    private static partial Regex Quoted();

    [GeneratedRegex(
        Inspectors + @"(?:recommend(?:s|ed)?|called\s+(?:on|for)|urged|asked)\b|^(?:it\s+is\s+)?recommended\s+that\b",
        Options
    )]
    private static partial Regex Recommended();

    [GeneratedRegex(
        Inspectors
            + @"(?:warn(?:s|ed)?|concluded\s+that\s+[^.]{0,80}(?:not|needs|must)|raised\s+concerns?|were\s+concerned|criticised|identified\s+(?:weakness|shortcoming|issue|concern)\w*|highlighted\s+(?:weakness|shortcoming|issue|concern)\w*|expressed\s+concern\w*)\b"
            + "|"
            + Inspectors
            + @"(?:found|noted|said|observed|reported)\b[^.]{0,400}\b(?:but\s+more\s+(?:could|needs\s+to|should)|more\s+could\s+be\s+done|needs?\s+to|needed\s+to|fail(?:s|ed|ing|ure)|lack(?:s|ed)?|weak\w*|poor\w*|inconsisten\w+|inadequate\w*|too\s+(?:many|often|few|little)|discriminat\w+|bullying|harass\w+|not\s+(?:always|consistently|enough|sufficient\w*))\b",
        Options
    )]
    private static partial Regex Warned();

    [GeneratedRegex(
        @"\b(?:examples?\s+of\s+|aspects?\s+of\s+|areas?\s+of\s+)?(?:good|best|notable|positive|innovative)\s+practices?\b(?![^.]{0,40}\bwith\s+the\s+rest\b)[^.]{10,}|"
            + Inspectors
            + @"(?:praised|commended)\b",
        Options
    )]
    private static partial Regex GoodPractice();

    [GeneratedRegex(
        Inspectors
            + @"(?:found|noted|said|observed|reported|saw|recognised)\b[^.]{0,300}\b(?:strong|strength|high\s+standard|high[\s-]quality|effective(?:ly)?|very\s+positive|positive(?:ly)?|excellent|good|well[\s-](?:led|run|managed|trained|supported)|committed|impressive|outstanding|pro-?active|improved|impressed)\b"
            + @"|\bwere\s+very\s+positive\b|"
            + Inspectors
            + @"were\s+impressed\b",
        Options
    )]
    private static partial Regex Praised();
}
