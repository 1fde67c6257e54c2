using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>Walks through the marked passages and gathers each finding with what was answered to it.</summary>
internal sealed partial class ItemFinder
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
    private Excerpt? leadIn;
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
        foreach (var draft in finder.drafts)
            draft.Share();
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

    private bool OpensItem(int i) =>
        marks[i].Label.Kind == LabelKind.Item || numbered.Contains(i) || marks[i].Table.Count > 0;

    private void Take(int i)
    {
        var (passage, label) = marks[i];
        if (marks[i].Table.Count > 0)
            TakeTable(marks[i].Table);
        else if (IsLeadIn(i))
            (leadIn, current) = (passage.Words, null);
        else if (Addresses(i))
        {
            (leadIn, current) = (passage.Words, null);
            pending.Clear();
        }
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

    private bool IsLeadIn(int i) =>
        marks[i].Label.Kind is LabelKind.None
        && i + 1 < marks.Count
        && OpensItem(i + 1)
        && marks[i].Passage.Text is [.., ':'] text
        && Wording.Recommends(text);

    /// <summary>"To the National Crime Agency:" heads what is asked of it.</summary>
    private bool Addresses(int i) =>
        marks[i].Label.Kind is LabelKind.None or LabelKind.Section
        && Owners.IsAddress(marks[i].Passage.Text)
        && (
            section is not null
            || marks[i].Label.Kind is LabelKind.Section
            || drafts.Count > 0
            || runs.Items.Contains(i + 1)
        );

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
            LeadIn = leadIn,
            Confidence = confidence,
        };
        if (label.Number is null && !numbered.Contains(i) && CodeAbove(i) is { } code)
            (current.Number, current.NumberWords) = (code.Text, code);
        drafts.Add(current);
        foreach (var number in label.Numbers.Skip(1))
            current.Others.Add(
                new(kind, passage.Words.Start)
                {
                    Number = $"{number}",
                    NumberWords = label.NumberWords,
                    Group = section?.Rest,
                    Confidence = confidence,
                }
            );
        drafts.AddRange(current.Others);
        pending.Clear();
        headingLevel = passage.Kind == PassageKind.Heading ? passage.Level : 0;
        slot = Slot.Text;
        TakeLabelRest(i, current, label.Rest);
    }

    /// <summary>"IG/25/01 – Subject access requests" over a finding, its recommendation and its answer.</summary>
    private Excerpt? CodeAbove(int i)
    {
        const int Farthest = 6;
        for (var k = i - 1; k >= Math.Max(0, i - Farthest) && marks[k].Label.Kind != LabelKind.Item; k--)
            if (marks[k].Passage.Kind == PassageKind.Heading)
                return Code().Match(marks[k].Passage.Text) is { Success: true } code
                    ? marks[k].Passage.Words.Slice(0, code.Length)
                    : null;
        return null;
    }

    [GeneratedRegex(@"^[A-Z]{1,5}[/.-]\d{1,3}(?:[/.-]\d{1,3})?\b")]
    private static partial Regex Code();

    private void TakeLabelRest(int i, Draft draft, Excerpt rest)
    {
        if (rest.IsEmpty || ItemFields.IsReference(rest.Text))
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
        if (rest.Length > LongestTitle || i + 1 >= marks.Count || IsLeadIn(i + 1) || Addresses(i + 1))
            return false;
        if (rest.Text is ['(', .., ')'] or ['[', .., ']'])
            return true;
        var next = marks[i + 1];
        return rest.Text[^1] is not ('.' or ';' or ':' or ',')
            && next.Label.Kind is LabelKind.None
            && next.Passage.Kind != PassageKind.Row
            && !next.IsAnswer
            && (next.Passage.Text.Length > 40 || next.Passage.Text[^1] is '.' or ':')
            && (
                headingLevel > 0
                || !Wording.Recommends(rest.Text)
                || Wording.Recommends(next.Passage.Text) && !rest.Text.Contains(" should ")
            );
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
        (current, section, leadIn, isConclusion) = (null, null, null, false);
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
        label.Number is null
        && current is { Number: not null, IsAnswered: false, Text: [] or [{ Text: [.., not '.'] }] }
        && current.Kind == label.Item;

    private void TakeRepeatedLabel(int i, Draft draft, Label label)
    {
        if (draft.Text.Count == 1)
            draft.Title ??= draft.Text[0];
        draft.Text.Clear();
        TakeLabelRest(i, draft, label.Rest);
    }

    private static readonly HashSet<string> SoftEnds = new(StringComparer.OrdinalIgnoreCase)
    {
        "Background",
        "Next steps",
        "Summary",
        "Conclusion",
        "Introduction",
        "References",
        "Methodology",
    };

    private void BeginConclusion()
    {
        (current, isConclusion) = (null, true);
        pending.Clear();
    }
}
