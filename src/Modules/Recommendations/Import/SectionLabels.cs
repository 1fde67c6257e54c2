using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>Headings that open a list of findings of one kind, or end whatever list went before.</summary>
internal static partial class SectionLabels
{
    private const int LongestHeading = 130;
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    public static Label? Read(Excerpt words, bool isHeading)
    {
        if (words.Length > LongestHeading || words.Text.EndsWith('.') && !isHeading)
            return null;
        if (End().IsMatch(words.Text))
            return new Label(LabelKind.End, words);
        if (Improvement().IsMatch(words.Text))
            return new Label(LabelKind.Section, words) { Item = ItemKind.AreaForImprovement };
        if (Sentence().IsMatch(words.Text))
            return null;
        if (Concern().IsMatch(words.Text))
            return new Label(LabelKind.Section, words) { Item = ItemKind.IssueToAddress };
        if (Section().Match(words.Text) is not { Success: true } match)
            return null;
        return new Label(LabelKind.Section, words)
        {
            Item = Labels.KindOf(match),
            IsMixed = match.Groups["mixed"].Success || match.Groups["concl"].Success,
        };
    }

    [GeneratedRegex(
        @"^(?:\d{1,2}(?:\.\d+)*\.?\s+|[A-Z]\.\s+|chapter\s+\d+\s*[:–-]?\s*|part\s+\w+\s*[:–-]?\s*)?(?:[\w’'&,()-]+\s+){0,8}?"
            + @"(?:(?<mixed>conclusions?\s*(?:and|/|&)\s*recommendations?|findings?\s+and\s+recommendations?)|(?<good>strengths?\s+and\s+(?:good|notable)\s+practice|(?:(?:good|notable|notable\s+positive|positive|effective|promising|innovative)\s+practice)s?(?:\s+and\s+strengths?)?)|(?<strength>strengths|what\s+works\s+well|what\s+(?:the\s+\w+|we|they)\s+do(?:es)?\s+well)|(?<area>areas?\s+(?:for|of)\s+(?:improvement|development)|AFIs)|(?<issue>issues?\s+(?:to\s+(?:be\s+)?address(?:ed)?|for\s+improvement))|(?<rec>recommendations?(?:\s+and\s+(?:(?:our|government|the)\s+)*(?:responses?|repl(?:y|ies)))?))"
            + @"(?:\s*(?:[-–—:(]|to|for|from|and|made|in|of|by|on|accepted|addressed)\b[\w’'&,/(): –-]{0,80})?\s*[:)]?$",
        Options
    )]
    private static partial Regex Section();

    [GeneratedRegex(
        @"^what\s+(?:does|do|must)\s+(?:the\s+)?[\w ]{2,40}\s+(?:need|have)\s+to\s+do\s+to\s+improve|^(?:actions?\s+the\s+(?:service|provider|trust)\s+(?:must|should)\s+take)|^what\s+needs\s+to\s+(?:improve|be\s+better)",
        Options
    )]
    private static partial Regex Improvement();

    [GeneratedRegex(@"^(?:\d+\.?\s+)?(?:priority|key|main)\s+concerns(?:\s+and\s+recommendations)?$", Options)]
    private static partial Regex Concern();

    [GeneratedRegex(
        @"^(?:\d{1,2}\.?\s+)?(?:annex(?:e|es)?|appendix|appendices|notes?\s+(?:to|for)\s+editors?|notes|glossary|contact(?:s|\s+us|\s+details)?|further\s+information|about\s+(?:this|the|us|our)\b.*|background|endnotes?|footnotes?|references|acknowledgements?|media\s+enquiries|agency\s+comments.*|related\s+(?:links|content|documents)|end\s+of\s+document|methodology|introduction|foreword|executive\s+summary|summary|conclusions?|next\s+steps|what\s+happens\s+next|share\s+this|ends?|chapter\s+\d+(?!.*\b(?:recommendation|issue|improvement|practice|strength)))(?:\s*(?:[:.–—-]|[A-Z0-9]\b).*)?$",
        Options
    )]
    private static partial Regex End();

    [GeneratedRegex(
        @"\b(?:is|are|was|were|has|have|had|accepts?|accepted|recommends?|agrees?|we|will|should|must|made|make|this|that|response)\b(?<!accepted\b)(?<!made\b)",
        Options
    )]
    private static partial Regex Sentence();
}
