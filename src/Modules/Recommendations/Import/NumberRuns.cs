namespace Inspection.Recommendations.Import;

/// <summary>Tells the bare numbers that count findings from those that count paragraphs.</summary>
internal sealed class NumberRuns
{
    private const int FarthestAnswer = 40;

    private readonly IReadOnlyList<Marked> marks;
    private readonly bool hasLabels;
    private readonly bool hasTrailingNumbers;
    private readonly Label?[] sections;

    private NumberRuns(IReadOnlyList<Marked> marks)
    {
        this.marks = marks;
        hasTrailingNumbers = marks.Count(m => TrailingNumber.Read(m.Passage.Words) is not null) > 1;
        hasLabels = marks.Any(m => m.Label.Kind == LabelKind.Item || m.Table.Count > 0);
        sections = new Label?[marks.Count];
        Label? section = null;
        var level = 0;
        for (var i = 0; i < marks.Count; i++)
        {
            if (
                marks[i] is { Passage.Kind: PassageKind.Heading, Label.Kind: LabelKind.None }
                && marks[i].Passage.Level <= level
            )
                section = null;
            if (marks[i].Label.Kind == LabelKind.Section)
                level = marks[i].Passage.Kind == PassageKind.Heading ? marks[i].Passage.Level : 0;
            section = marks[i].Label.Kind switch
            {
                LabelKind.Section => marks[i].Label,
                LabelKind.End => null,
                _ => section,
            };
            sections[i] = section;
        }
    }

    /// <summary>The passages whose numbers count findings.</summary>
    public HashSet<int> Items { get; } = [];

    /// <summary>Those among them that only conclude something, and ask for nothing.</summary>
    public HashSet<int> Conclusions { get; } = [];

    public static NumberRuns Of(IReadOnlyList<Marked> marks)
    {
        var runs = new NumberRuns(marks);
        foreach (var run in runs.Find().Where(runs.CountsItems))
            runs.Keep(run);
        return runs;
    }

    private void Keep(List<int> run)
    {
        Items.UnionWith(run);
        var mixed =
            !LeadsIn(run[0]) && (sections[run[0]]?.IsMixed ?? Share(run, i => Wording.Recommends(BodyOf(i))) >= 0.3);
        foreach (var i in run)
            if (
                Wording.Tag(BodyOf(i)) is { } tag
                    ? tag == LabelKind.Conclusion
                    : mixed && !Wording.Recommends(BodyOf(i))
            )
                Conclusions.Add(i);
    }

    private List<List<int>> Find()
    {
        const int DeepestNesting = 6;
        var all = new List<List<int>>();
        var open = new List<List<int>>();
        for (var i = 0; i < marks.Count; i++)
        {
            if (marks[i].Label.Kind is not (LabelKind.Number or LabelKind.Part))
                continue;
            var run = open.FindLastIndex(r => Follows(marks[r[^1]].Label.Number!, marks[i].Label.Number!));
            if (run >= 0)
            {
                open[run].Add(i);
                open.RemoveRange(run + 1, open.Count - run - 1);
                continue;
            }
            if (marks[i].Label.Kind == LabelKind.Part)
                open.RemoveAll(r => marks[r[^1]].Label.Kind == LabelKind.Part);
            all.Add([i]);
            open.Add(all[^1]);
            if (open.Count > DeepestNesting)
                open.RemoveAt(0);
        }
        return all;
    }

    public static bool Follows(string before, string after, bool anyFirst) => anyFirst || Follows(before, after);

    private static bool Follows(string before, string after)
    {
        if (char.IsAsciiLetterLower(before[0]))
            return Lettered.Follows(before, after);
        var (a, b) = (before.Split('.'), after.Split('.'));
        if (a.Length != b.Length || Numbers.Value(a[^1]) is not { } last || Numbers.Value(b[^1]) is not { } next)
            return false;
        if (a.Length == 1)
            return next == last + 1 || next == last + 2;
        return a.AsSpan()[..^1].SequenceEqual(b.AsSpan()[..^1])
            ? next == last + 1
            : next == 1 && Numbers.Value(b[0]) == Numbers.Value(a[0]) + 1;
    }

    private bool CountsItems(List<int> run)
    {
        if (
            run.Any(IsInsideLabelled)
            || run.Any(i => marks[i].IsAnswer)
            || Share(run, i => IsCapitals(BodyOf(i))) >= 0.5
            || hasTrailingNumbers
        )
            return false;
        var answered = Share(run, IsAnswered);
        var recommending = Share(run, i => Wording.Recommends(BodyOf(i)));
        var words = recommending >= 0.3 || answered >= 0.3;
        if (marks[run[0]].Label.Kind == LabelKind.Part)
            return answered >= 0.6 && run.Count >= 2;
        if (sections[run[0]] is { } section)
            return words || LeadsIn(run[0]) || section.Item != ItemKind.Recommendation && !HasParagraphNumbers(run);
        return LeadsIn(run[0]) && words
            || Lists(run[0])
            || answered >= 0.5 && (run.Count >= 2 || recommending > 0)
            || !hasLabels && run.Count >= 2 && recommending >= 0.6;
    }

    private static bool IsCapitals(string words) => words.Length > 0 && !words.Any(char.IsLower);

    private bool HasParagraphNumbers(List<int> run) => marks[run[0]].Label.Number!.Contains('.');

    private static double Share(List<int> run, Func<int, bool> holds) => (double)run.Count(holds) / run.Count;

    private bool IsInsideLabelled(int at)
    {
        for (var i = at - 1; i >= 0; i--)
            if (marks[i].Label.Kind is LabelKind.Item or LabelKind.Conclusion)
                return true;
            else if (marks[i].Label.Kind is LabelKind.Section or LabelKind.End || at - i > 200)
                return LabelledNext(at);
        return LabelledNext(at);
    }

    /// <summary>A numbered heading over labelled items ("2. Policing", then "Recommendation: …").</summary>
    private bool LabelledNext(int at)
    {
        if (BodyOf(at) is { Length: > 60 } || BodyOf(at).EndsWith('.'))
            return false;
        for (var i = at + 1; i < Math.Min(marks.Count, at + 3); i++)
            if (marks[i].Label.Kind == LabelKind.Item)
                return true;
        return false;
    }

    private bool IsAnswered(int at)
    {
        for (var i = at + 1; i < Math.Min(marks.Count, at + FarthestAnswer); i++)
        {
            if (marks[i].IsAnswer)
                return true;
            if (marks[i].Label.Kind is LabelKind.Item or LabelKind.Section or LabelKind.End)
                return false;
            if (
                marks[i].Label.Kind is LabelKind.Number or LabelKind.Part
                && Follows(marks[at].Label.Number!, marks[i].Label.Number!)
            )
                return false;
        }
        return false;
    }

    private string BodyOf(int at) =>
        marks[at].Label.Rest is { IsEmpty: false } rest ? rest.Text
        : at + 1 < marks.Count ? marks[at + 1].Passage.Text
        : "";

    private bool Lists(int at) => at > 0 && Wording.ListsFindings(marks[at - 1].Passage.Text);

    private bool LeadsIn(int at) =>
        at > 0 && marks[at - 1].Passage.Text is var text && text.EndsWith(':') && Wording.Recommends(text);
}
