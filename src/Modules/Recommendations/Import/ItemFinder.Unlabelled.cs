namespace Inspection.Recommendations.Import;

/// <content>Items without a label at their head: numbered at the end, or known by the answer that follows.</content>
internal sealed partial class ItemFinder
{
    private void TakeTrailing(int i, TrailingNumber trailing)
    {
        var parts = new List<Excerpt> { trailing.Text };
        if (trailing.Text.IsEmpty)
            parts = pending.Count > 0 ? [pending[^1].Passage.Words] : parts;
        else if (marks[i].Label.Kind is LabelKind.Bullet or LabelKind.Part)
            for (var k = pending.Count - 1; k >= 0; k--)
            {
                parts.Insert(0, pending[k].Passage.Words);
                if (pending[k].Label.Kind is not (LabelKind.Bullet or LabelKind.Part))
                    break;
            }
        else if (
            pending is [.., { } before]
            && before.Passage.Text.EndsWith(':')
            && char.IsLower(trailing.Text.Text[0])
        )
            parts.Insert(0, before.Passage.Words);
        if (parts[0].IsEmpty)
            return;
        var draft = new Draft(ItemKind.Recommendation, parts[0].Start)
        {
            Number = trailing.Number,
            NumberWords = trailing.NumberWords,
            Group = section?.Rest,
            LeadIn = leadIn,
            Confidence = 0.9,
        };
        draft.Text.AddRange(parts);
        drafts.Add(draft);
        pending.Clear();
    }

    private void TakeLoose(int i)
    {
        var label = marks[i].Label;
        if (label.Kind != LabelKind.Response)
        {
            if (marks[i].Passage.Kind == PassageKind.Heading)
                TakeHeading(marks[i].Passage);
            else if (!isConclusion)
                pending.Add(marks[i]);
            return;
        }
        if (label.Numbers.Count > 0 && Reopen(label.Numbers))
            Answer(label.Rest);
        else if (!isConclusion && AskedBefore(pending) is { Count: > 0 } asked)
        {
            BeginUnlabelled(asked);
            Answer(label.Rest);
        }
    }

    private void TakeHeading(Passage heading)
    {
        if (section is not null && heading.Level <= sectionLevel)
            EndSection();
        else if (section is null)
            pending.Clear();
    }

    /// <summary>The paragraphs just before an answer that put the request it answers.</summary>
    private static List<Marked> AskedBefore(List<Marked> passages)
    {
        const int Farthest = 12;
        for (var i = passages.Count - 1; i >= Math.Max(0, passages.Count - Farthest); i--)
            if (
                passages[i].Label.Kind is LabelKind.None or LabelKind.Number
                && Wording.Recommends(passages[i].Label.Rest.Text)
            )
                return passages[i..];
        return [];
    }

    private void BeginUnlabelled(List<Marked> asked)
    {
        var first = asked[0];
        current = new Draft(section?.Item ?? ItemKind.Recommendation, first.Passage.Words.Start)
        {
            Group = section?.Rest,
            Number = first.Label.Number,
            NumberWords = first.Label.NumberWords,
            LeadIn = leadIn,
            Confidence = section is null ? 0.6 : 0.75,
        };
        current.Text.Add(first.Label.Rest);
        current.Text.AddRange(asked.Skip(1).Select(m => m.Passage.Words));
        drafts.Add(current);
        pending.Clear();
    }

    /// <summary>What follows answers these findings: the last of them takes it, for all.</summary>
    private bool Reopen(IReadOnlyList<int> numbers)
    {
        var asked = numbers
            .Select(number => drafts.FindLast(draft => Numbers.Value(draft.Number) == number))
            .OfType<Draft>()
            .ToList();
        current = asked.LastOrDefault();
        current?.Others.AddRange(asked.SkipLast(1).Where(other => !other.IsAnswered));
        return current is not null;
    }

    private void Answer(Excerpt rest)
    {
        slot = Slot.Response;
        current!.Answer(rest);
    }
}
