using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>Findings that have neither label nor number: the list or paragraphs under a heading that names their kind.</summary>
internal static partial class SectionItems
{
    private const int MostItems = 80;

    public static IEnumerable<Draft> Read(Label section, List<Marked> passages, bool isResponse)
    {
        var bullets = passages.FindIndex(m => m.Label.Kind is LabelKind.Bullet or LabelKind.Part or LabelKind.Number);
        var positive = section.Item is ItemKind.GoodPractice or ItemKind.Strength;
        if (bullets >= 0 && GoOnFrom(passages, bullets))
            return [OfLeadIn(section, passages, bullets, IsBullet)];
        if (bullets >= 0)
            return OfBullets(section, passages, bullets, positive, isResponse);
        if (positive && isResponse)
            return [];
        if (
            passages.FindIndex(OpensClauses) is >= 0 and var opening
            && opening + 1 < passages.Count
            && Continues(passages[opening + 1])
        )
            return [OfLeadIn(section, passages, opening + 1, Continues)];
        return passages
            .Where(m =>
                positive ? EndsSentence(m) : Wording.Recommends(m.Passage.Text) && !m.Passage.Text.EndsWith(':')
            )
            .Take(MostItems)
            .Select(m => Draft(section, m.Passage.Words, 0.6));
    }

    private static bool EndsSentence(Marked marked) =>
        marked.Passage.Text[^1] is '.' or ']' or ')' && marked.Label.Kind == LabelKind.None;

    /// <summary>Bullets that finish the sentence before them are parts of one finding.</summary>
    private static bool GoOnFrom(List<Marked> passages, int bullets) =>
        bullets > 0
        && passages[bullets - 1].Passage.Text.EndsWith(':')
        && !passages[bullets].Label.Rest.IsEmpty
        && char.IsLower(passages[bullets].Label.Rest.Text[0])
        && Wording.Recommends(passages[bullets - 1].Passage.Text);

    private static bool OpensClauses(Marked marked) =>
        marked.Passage.Text.EndsWith(':') && Wording.Recommends(marked.Passage.Text);

    private static bool Continues(Marked marked) => char.IsLower(marked.Passage.Text[0]);

    private static bool IsBullet(Marked marked) => marked.Label.Kind is LabelKind.Bullet or LabelKind.Part;

    private static Draft OfLeadIn(Label section, List<Marked> passages, int first, Predicate<Marked> belongs)
    {
        var draft = Draft(section, passages[first - 1].Passage.Words, 0.75);
        draft.Text.AddRange(passages.Skip(first).TakeWhile(m => belongs(m)).Select(m => m.Passage.Words));
        return draft;
    }

    /// <summary>The bullets that ask for something; in an answer, with what stands after each.</summary>
    private static List<Draft> OfBullets(
        Label section,
        List<Marked> passages,
        int bullets,
        bool positive,
        bool isResponse
    )
    {
        var drafts = new List<Draft>();
        foreach (var (passage, label) in passages.Skip(bullets))
            if (label.Kind is LabelKind.Bullet or LabelKind.Number or LabelKind.Part)
            {
                if (
                    drafts.Count < MostItems
                    && label.Rest.Length > 15
                    && (positive || section.Item != ItemKind.Recommendation || Wording.Recommends(label.Rest.Text))
                )
                    drafts.Add(Draft(section, label.Rest, 0.7, label));
            }
            else if (isResponse && !positive && drafts.Count > 0 && label.Kind == LabelKind.None)
                drafts[^1].Answer(passage.Words);
        return drafts;
    }

    private static Draft Draft(Label section, Excerpt words, double confidence, Label? label = null)
    {
        var number = label?.Kind == LabelKind.Number ? label.NumberWords : null;
        if (ParagraphNumber().Match(words.Head(8)) is { Success: true } printed)
            (number, words) = (words.Slice(0, printed.Length), words.From(printed.Length));
        var draft = new Draft(section.Item, words.Start)
        {
            Group = section.Rest,
            Confidence = confidence,
            Number = number?.Text,
            NumberWords = number,
        };
        draft.Text.Add(words);
        return draft;
    }

    [GeneratedRegex(@"^\d{1,3}(?=\s+[A-Z])")]
    private static partial Regex ParagraphNumber();
}
