using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>A passage with what its first words announce; or a table of findings, already read.</summary>
internal sealed partial record Marked(Passage Passage, Label Label)
{
    public IReadOnlyList<Draft> Table { get; init; } = [];

    public bool IsAnswer =>
        Label.Kind is LabelKind.Response or LabelKind.Position
        || Label.Kind is LabelKind.None or LabelKind.Bullet or LabelKind.Number or LabelKind.Part
            && Wording.OpensAnswer(Label.Rest.Text);

    public static IReadOnlyList<Marked> All(IReadOnlyList<Passage> passages)
    {
        var marks = new List<Marked>();
        for (var i = 0; i < passages.Count; i++)
        {
            if (passages[i].Kind != PassageKind.Row)
            {
                marks.Add(new Marked(passages[i], Labels.Read(passages[i])));
                continue;
            }
            var rows = passages
                .Skip(i)
                .TakeWhile(p => p.Kind == PassageKind.Row && p.Table == passages[i].Table)
                .ToList();
            marks.AddRange(OfTable(rows));
            i += rows.Count - 1;
        }
        return Answered(marks.Exists(m => m.Label.Kind == LabelKind.Item) ? marks : [.. marks.Select(AsItem)]);
    }

    private static Marked AsItem(Marked marked) =>
        marked.Label.IsConcern ? marked with { Label = marked.Label with { Kind = LabelKind.Item } } : marked;

    /// <summary>A finding's label that stands again over an answer announces the answer, not another finding.</summary>
    private static List<Marked> Answered(List<Marked> marks)
    {
        var (asked, titles) = (new HashSet<int>(), new HashSet<(int, string)>());
        for (var i = 0; i < marks.Count; i++)
        {
            var label = marks[i].Label;
            if (
                label.Kind == LabelKind.None
                && Verdict().Match(label.Rest.Head(80)) is { Success: true } verdict
                && Numbers.Value(verdict.Groups["num"].Value) is { } judged
                && asked.Contains(judged)
            )
                marks[i] = marks[i] with { Label = new(LabelKind.Response, label.Rest) { Numbers = [judged] } };
            if (label.Kind is not (LabelKind.Item or LabelKind.Number) || Numbers.Value(label.Number) is not { } number)
                continue;
            IReadOnlyList<int> numbers = label.Numbers.Count > 0 ? label.Numbers : [number];
            var next = marks.ElementAtOrDefault(i + 1);
            var repeated =
                !titles.Add((number, label.Rest.Text))
                && next is { Label.Kind: LabelKind.None or LabelKind.Part or LabelKind.Number };
            var body = label.Rest.IsEmpty || repeated ? next?.Label.Rest : label.Rest;
            if (body is null || !Wording.OpensAnswer(body.Text))
                asked.UnionWith(numbers);
            else if (label.Kind == LabelKind.Item && numbers.All(asked.Contains))
                marks[i] = marks[i] with
                {
                    Label = new(LabelKind.Response, repeated ? Excerpt.Empty : label.Rest) { Numbers = numbers },
                };
        }
        return marks;
    }

    /// <summary>"Recommendation II is accepted." opens an answer, in an annex.</summary>
    [GeneratedRegex(
        @"^Recommendations?\s+(?<num>" + Numbers.Printed + @")\s+(?:is|was|has\s+been|cannot)\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Verdict();

    private static IEnumerable<Marked> OfTable(List<Passage> rows) =>
        TableItems.Read(rows) is { } drafts
            ? [new Marked(rows[0], Label.None(rows[0].Words)) { Table = drafts }]
            : rows.SelectMany(Loose).Select(p => new Marked(p, Labels.Read(p)));

    /// <summary>Rows of a table with no heads: a label beside its value, or simply paragraphs.</summary>
    private static IEnumerable<Passage> Loose(Passage row)
    {
        const int LongestLabel = 60;
        var cells = row.Cells.Where(c => !c.Words.IsEmpty).ToList();
        if (cells.Count == 2 && cells[0].Words.Length <= LongestLabel)
        {
            var pair = new Passage(PassageKind.Paragraph, Excerpt.Join([cells[0].Words, cells[1].Lines[0]]));
            return [pair, .. cells[1].Lines.Skip(1).Select(l => new Passage(PassageKind.Paragraph, l))];
        }
        return cells.SelectMany(c => c.Lines).Select(l => new Passage(PassageKind.Paragraph, l));
    }
}
