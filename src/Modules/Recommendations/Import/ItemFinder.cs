namespace Inspection.Recommendations.Import;

/// <summary>Walks through the marked passages and gathers each finding with what was answered to it.</summary>
internal sealed class ItemFinder
{
    private const int LongestTitle = 110;
    private const int MostPassages = 60;

    private readonly IReadOnlyList<Marked> marks;
    private readonly NumberRuns runs;
    private readonly HashSet<int> numbered;
    private readonly int lastItem;
    private readonly bool[] answerAhead;
    private readonly bool isResponse;
    private readonly List<Draft> drafts = [];
    private readonly List<Marked> pending = [];
    private Draft? current;
    private Label? section;
    private Slot slot;
    private int headingLevel;
    private int sectionLevel;
    private int draftsAtSection;
    private bool isConclusion;

    private ItemFinder(IReadOnlyList<Marked> marks, bool isResponse)
    {
        (this.marks, this.isResponse) = (marks, isResponse);
        runs = NumberRuns.Of(marks);
        numbered = runs.Items;
        lastItem = Enumerable.Range(0, marks.Count).LastOrDefault(OpensItem, -1);
        answerAhead = AnswersAhead();
    }

    /// <summary>Which part of the item the next plain passage belongs to.</summary>
    private enum Slot
    {
        Text,
        Response,
        Owner,
        Due,
        Position,
        Rating,
        Done,
    }

    public static List<Draft> Find(IReadOnlyList<Marked> marks, bool isResponse)
    {
        var finder = new ItemFinder(marks, isResponse);
        for (var i = 0; i < marks.Count; i++)
            finder.Take(i);
        finder.EndSection();
        return finder.drafts;
    }

    private bool[] AnswersAhead()
    {
        const int Reach = 14;
        var ahead = new bool[marks.Count + 1];
        var distance = Reach;
        for (var i = marks.Count - 1; i >= 0; i--)
        {
            distance = marks[i].IsAnswer && !numbered.Contains(i) ? 0 : distance + 1;
            ahead[i] = distance < Reach;
            if (OpensItem(i) || marks[i].Label.Kind is LabelKind.Section or LabelKind.End or LabelKind.Conclusion)
                distance = Reach;
        }
        return ahead;
    }

    private bool OpensItem(int i) => marks[i].Label.Kind == LabelKind.Item || numbered.Contains(i) || marks[i].Table.Count > 0;

    private void Take(int i)
    {
        var (passage, label) = marks[i];
        if (marks[i].Table.Count > 0)
            TakeTable(marks[i].Table);
        else if (label.Kind == LabelKind.Item && RepeatsLabel(label))
            TakeRepeatedLabel(i, current!, label);
        else if (label.Kind == LabelKind.Item)
            Begin(i, label.Item, label.HasColon ? 0.95 : 0.9);
        else if (numbered.Contains(i))
            BeginNumbered(i);
        else if (label.Kind == LabelKind.Section)
            BeginSection(passage, label);
        else if (label.Kind == LabelKind.End && !IsSoftEnd(i))
            EndSection();
        else if (label.Kind == LabelKind.Conclusion)
            BeginConclusion();
        else if (TrailingNumber.Read(passage.Words) is { } trailing && current is null)
            TakeTrailing(i, trailing);
        else if (current is null)
            TakeLoose(i);
        else if (current.Text.Count + current.Response.Count < MostPassages)
            Continue(i, current);
    }

    private void TakeTable(IReadOnlyList<Draft> table)
    {
        current = null;
        pending.Clear();
        foreach (var draft in table)
            draft.Group ??= section?.Rest;
        drafts.AddRange(table);
    }

    private void BeginNumbered(int i)
    {
        if (runs.Conclusions.Contains(i))
            BeginConclusion();
        else
            Begin(i, section?.Item ?? ItemKind.Recommendation, 0.85);
    }

    private void Begin(int i, ItemKind kind, double confidence)
    {
        var (passage, label) = marks[i];
        isConclusion = false;
        if (label.IsMixed && !label.Rest.IsEmpty && !Wording.Recommends(label.Rest.Text))
        {
            BeginConclusion();
            return;
        }
        current = new Draft(kind, passage.Words.Start)
        {
            Number = label.Number,
            NumberWords = label.NumberWords,
            Group = section?.Rest,
            Confidence = confidence,
        };
        drafts.Add(current);
        pending.Clear();
        headingLevel = passage.Kind == PassageKind.Heading ? passage.Level : 0;
        slot = Slot.Text;
        TakeLabelRest(i, current, label.Rest);
    }

    private void TakeLabelRest(int i, Draft draft, Excerpt rest)
    {
        if (rest.IsEmpty)
            return;
        if (Verdicts.Whole(rest.Text) is not null)
            draft.Verdict = rest;
        else if (IsTitle(i, rest))
            draft.Title = rest;
        else if (TrailingNumber.Read(rest) is { } trailing && draft.Number is null)
            (draft.Number, draft.NumberWords) = (trailing.Number, trailing.NumberWords);
        if (draft.Title is null && draft.Verdict is null)
            draft.Text.Add(rest);
    }

    private bool IsTitle(int i, Excerpt rest)
    {
        if (rest.Length > LongestTitle || i + 1 >= marks.Count)
            return false;
        if (rest.Text is ['(', .., ')'] or ['[', .., ']'])
            return true;
        var next = marks[i + 1];
        return rest.Text[^1] is not ('.' or ';' or ':' or ',')
            && next.Label.Kind is LabelKind.None
            && next.Passage.Kind != PassageKind.Row
            && !next.IsAnswer
            && next.Passage.Text.Length > 40
            && (headingLevel > 0 || !Wording.Recommends(rest.Text) || Wording.Recommends(next.Passage.Text) && !rest.Text.Contains(" should "));
    }

    private void BeginSection(Passage passage, Label label)
    {
        EndSection();
        section = label;
        sectionLevel = passage.Kind == PassageKind.Heading ? passage.Level : int.MaxValue;
        draftsAtSection = drafts.Count;
    }

    private void EndSection()
    {
        if (section is not null && drafts.Count == draftsAtSection)
            drafts.AddRange(SectionItems.Read(section, pending, isResponse));
        pending.Clear();
        (current, section, isConclusion) = (null, null, false);
    }

    /// <summary>A heading such as "Background" within an answer ends nothing while more items follow.</summary>
    private bool IsSoftEnd(int i) =>
        current is not null
        && i < lastItem
        && slot == Slot.Response
        && marks[i].Passage.Kind != PassageKind.Heading
        && SoftEnds.Contains(marks[i].Passage.Text.TrimEnd(':'));

    /// <summary>"Recommendation One – Planning", then "Chair's recommendation:": one item under two labels.</summary>
    private bool RepeatsLabel(Label label) =>
        label.Number is null && current is { Number: not null, IsAnswered: false, Text.Count: <= 1 } && current.Kind == label.Item;

    private void TakeRepeatedLabel(int i, Draft draft, Label label)
    {
        if (draft.Text.Count == 1)
            draft.Title ??= draft.Text[0];
        draft.Text.Clear();
        TakeLabelRest(i, draft, label.Rest);
    }

    private static readonly HashSet<string> SoftEnds = new(StringComparer.OrdinalIgnoreCase)
    {
        "Background", "Next steps", "Summary", "Conclusion", "Introduction", "References", "Methodology",
    };

    private void BeginConclusion()
    {
        (current, isConclusion) = (null, true);
        pending.Clear();
    }

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
        else if (pending is [.., { } before] && before.Passage.Text.EndsWith(':') && char.IsLower(trailing.Text.Text[0]))
            parts.Insert(0, before.Passage.Words);
        if (parts[0].IsEmpty)
            return;
        var draft = new Draft(ItemKind.Recommendation, parts[0].Start)
        {
            Number = trailing.Number,
            NumberWords = trailing.NumberWords,
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
        if (label.Answers.Count > 0 && Reopen(label.Answers))
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
            if (passages[i].Label.Kind is LabelKind.None or LabelKind.Number && Wording.Recommends(passages[i].Label.Rest.Text))
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
            Confidence = section is null ? 0.6 : 0.75,
        };
        current.Text.Add(first.Label.Rest);
        current.Text.AddRange(asked.Skip(1).Select(m => m.Passage.Words));
        drafts.Add(current);
        pending.Clear();
    }

    private bool Reopen(IReadOnlyList<int> numbers)
    {
        current = drafts.FindLast(d => Numbers.Value(d.Number) is { } n && numbers.Contains(n));
        return current is not null;
    }

    private void Answer(Excerpt rest)
    {
        slot = Slot.Response;
        current!.Answer(rest);
    }

    private void Continue(int i, Draft draft)
    {
        var (passage, label) = marks[i];
        switch (label.Kind)
        {
            case LabelKind.Response when label.Answers.Count > 0 && Numbers.Value(draft.Number) is { } n && !label.Answers.Contains(n):
                if (Reopen(label.Answers))
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
        if (draft.Response.Count > 0 && slot == Slot.Response && IsNewAnswer(marks[i].Passage.Text) && SplitRequest(i, draft) is { Count: > 0 } asked)
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
        if (ItemFields.IsReference(words.Text))
            return;
        if (Verdicts.Whole(words.Text) is not null)
            draft.Verdict ??= words;
        else if (slot == Slot.Response)
            draft.Answer(words);
        else
            draft.Text.Add(TrailingNumber.Read(words)?.Text ?? words);
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

    private static bool BelongsTo(string paragraph, string? item) =>
        item is not null && paragraph.StartsWith(item + ".", StringComparison.Ordinal);
}
