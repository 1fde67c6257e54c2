namespace Inspection.Recommendations.Import;

/// <content>What follows within an item: the rest of its text, its answer, its owner and date.</content>
internal sealed partial class ItemFinder
{
    private void Continue(int i, Draft draft)
    {
        var (passage, label) = marks[i];
        switch (label.Kind)
        {
            case LabelKind.Response
                when label.Numbers.Count > 1
                    || label.Numbers.Count == 1 && Numbers.Value(draft.Number) is { } n && n != label.Numbers[0]:
                if (Reopen(label.Numbers))
                    Answer(label.Rest);
                break;
            case LabelKind.Response:
                TakeResponse(i, draft, label);
                break;
            case LabelKind.Position:
                draft.Verdict ??= label.Rest.IsEmpty ? null : label.Rest;
                slot = label.Rest.IsEmpty ? Slot.Position : Slot.Response;
                if (label.Rest.Length > 40)
                    draft.Response.Add(label.Rest);
                break;
            case LabelKind.Due:
                Keep(draft.Due, label.Rest.IsEmpty ? label.Rest : passage.Words, Slot.Due);
                break;
            case LabelKind.Owner:
                Keep(draft.Owners, label.Rest, Slot.Owner);
                break;
            case LabelKind.Rating:
                draft.Rating ??= label.Rest.IsEmpty ? null : label.Rest;
                slot = label.Rest.IsEmpty ? Slot.Rating : slot;
                break;
            default:
                ContinueBody(i, draft, passage, label);
                break;
        }
    }

    private void TakeResponse(int i, Draft draft, Label label)
    {
        if (
            draft.Response.Count > 0
            && slot == Slot.Response
            && IsNewAnswer(marks[i].Passage.Text)
            && SplitRequest(i, draft) is { Count: > 0 } asked
        )
            BeginUnlabelled(asked);
        Answer(label.Rest);
    }

    private static bool IsNewAnswer(string text) => text.Contains("esponse", StringComparison.Ordinal);

    /// <summary>Two answers to one item: what was asked just before the second is an item of its own.</summary>
    private List<Marked> SplitRequest(int i, Draft draft)
    {
        var asked = new List<Marked>();
        for (var k = i - 1; k > 0 && asked.Count < 6 && marks[k].Label.Kind is LabelKind.None or LabelKind.Bullet; k--)
        {
            if (!draft.Response.Contains(marks[k].Label.Rest) && !draft.Response.Contains(marks[k].Passage.Words))
                break;
            asked.Insert(0, marks[k]);
            if (Wording.Recommends(marks[k].Passage.Text) && marks[k].Label.Kind == LabelKind.None)
            {
                draft.Response.RemoveRange(draft.Response.Count - asked.Count, asked.Count);
                return asked;
            }
        }
        return [];
    }

    private void Keep(List<Excerpt> values, Excerpt rest, Slot awaiting)
    {
        if (rest.IsEmpty)
            slot = awaiting;
        else
            values.Add(rest);
    }

    private void ContinueBody(int i, Draft draft, Passage passage, Label label)
    {
        var words = label.Kind is LabelKind.Part ? passage.Words : label.Rest;
        if (passage.Kind == PassageKind.Heading && draft.Text.Count > 0)
        {
            if (headingLevel == 0 || passage.Level <= headingLevel)
                current = null;
            return;
        }
        if (words.IsEmpty)
            return;
        if (label.Kind == LabelKind.Number && !marks[i].IsAnswer && GoesOnAfter(draft.Number, label.Number!))
        {
            current = null;
            return;
        }
        if (Verdicts.IsRating(words.Text) && slot != Slot.Position)
            draft.Rating ??= words;
        else if (slot is Slot.Due or Slot.Owner or Slot.Position or Slot.Rating)
            Fill(draft, words);
        else if (draft.Text.Count == 0)
            AddFirst(draft, passage, label);
        else if (slot == Slot.Response)
            draft.Answer(label.Kind == LabelKind.Number ? words : passage.Words);
        else if (marks[i].IsAnswer)
            Answer(words);
        else
            ContinueText(i, draft, passage, label);
    }

    private void AddFirst(Draft draft, Passage passage, Label label)
    {
        var words = label.Kind == LabelKind.Number ? label.Rest : passage.Words;
        if (draft.Number is null && label is { Kind: LabelKind.Number, Number: { } number } && !number.Contains('.'))
            (draft.Number, draft.NumberWords) = (number, label.NumberWords);
        if (ItemFields.IsReference(words.Text))
            return;
        if (Verdicts.Whole(words.Text) is not null)
            draft.Verdict ??= words;
        else if (slot == Slot.Response)
            draft.Answer(words);
        else if (TrailingNumber.Read(words) is not { } trailing)
            draft.Text.Add(words);
        else if (!trailing.Text.IsEmpty)
            draft.Text.Add(trailing.Text);
    }

    private void Fill(Draft draft, Excerpt words)
    {
        if (slot == Slot.Due)
            draft.Due.Add(words);
        else if (slot == Slot.Owner)
            draft.Owners.Add(words);
        else if (slot == Slot.Rating)
            draft.Rating ??= words;
        else
            draft.Verdict ??= words;
        if (slot == Slot.Position && words.Length > 40)
            draft.Response.Add(words);
        slot = Slot.Response;
    }

    private void ContinueText(int i, Draft draft, Passage passage, Label label)
    {
        var last = draft.Text[^1].Text;
        var goesOn =
            last[^1] is ':' or ';' or ','
            || label.Kind is LabelKind.Bullet or LabelKind.Part
            || char.IsLower(words(passage)[0])
            || label.Kind == LabelKind.Number && draft.Text.Count > 1 && !isResponse;
        if (label.Kind == LabelKind.Number && BelongsTo(label.Number!, draft.Number))
            Answer(label.Rest);
        else if (goesOn || answerAhead[i])
            draft.Text.Add(passage.Words);
        else if (isResponse)
            Answer(passage.Words);
        else
            current = null;

        static string words(Passage passage) => passage.Text;
    }

    /// <summary>Where items are numbered as the report's paragraphs are, its next paragraph is none of the item's.</summary>
    private static bool GoesOnAfter(string? item, string paragraph) =>
        item is not null
        && item.Split('.') is [var chapter, var a]
        && paragraph.Split('.') is [var its, var b]
        && its == chapter
        && Numbers.Value(b) > Numbers.Value(a);

    private static bool BelongsTo(string paragraph, string? item) =>
        item is not null && paragraph.StartsWith(item + ".", StringComparison.Ordinal);
}
