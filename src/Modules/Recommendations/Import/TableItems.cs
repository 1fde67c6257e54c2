namespace Inspection.Recommendations.Import;

/// <summary>Reads a table of findings by the heads of its columns; merged cells carry over to the rows beside them.</summary>
internal sealed class TableItems
{
    private const int LastHeadRow = 3;

    private readonly List<(PassageCell Head, ColumnRole Role)> columns = [];
    private readonly IReadOnlyList<ColumnRole> roles = [];
    private readonly List<Draft> drafts = [];
    private ItemKind kind;
    private Excerpt? group;

    private TableItems(Passage heads, IEnumerable<Passage> rows)
    {
        columns = [.. heads.Cells.Select(c => (c, TableHeads.Role(c.Words.Text)))];
        if (columns.Count(c => c.Role == ColumnRole.Text) > 1)
            KeepOneText();
        else if (WordyColumn(heads, rows) is { } text)
            columns = columns.ConvertAll(c => c.Head == text ? (c.Head, ColumnRole.Text) : c);
        kind = TableHeads.Kind(columns.First(c => c.Role == ColumnRole.Text).Head.Words.Text);
    }

    private TableItems(IReadOnlyList<ColumnRole> roles) => this.roles = roles;

    public static IReadOnlyList<Draft>? Read(IReadOnlyList<Passage> rows)
    {
        var known = rows[0].Roles.Count > 0;
        var head = known ? -1 : rows.Take(LastHeadRow).ToList().FindIndex(IsHead);
        if (head < 0 && !known && WordyColumn(rows[0], rows.Skip(1)) is not null)
            head = 0;
        if (head < 0 && !known)
            return null;
        var table = known ? new TableItems(rows[0].Roles) : new TableItems(rows[head], rows.Skip(head + 1));
        foreach (var row in rows.Skip(head + 1))
            table.Add(row);
        return table.drafts.Count == 0 ? null : table.drafts;
    }

    private static bool IsHead(Passage row)
    {
        var heads = row.Cells.Where(c => !c.Words.IsEmpty).ToList();
        var roles = heads.Where(c => c.Words.Length <= 120).Select(c => TableHeads.Role(c.Words.Text)).ToHashSet();
        roles.Remove(ColumnRole.Other);
        return heads.Count >= 2
            && TableHeads.AreFindings(roles)
            && heads.All(h =>
                (h.Words.Text[^1] != '.' || h.Words.Length <= 5)
                && (h.Words.Text.Any(char.IsLetter) || h.Words.Length < 3)
            );
    }

    /// <summary>
    /// The head over what is asked, where it is called something of its own ("What inspectors want") among columns that say
    /// who answers what, and by when: the first of the others that holds sentences.
    /// </summary>
    private static PassageCell? WordyColumn(Passage heads, IEnumerable<Passage> rows)
    {
        const int Sentence = 30;
        var roles = heads.Cells.Select(c => TableHeads.Role(c.Words.Text)).ToList();
        if (
            roles.Contains(ColumnRole.Text)
            || !roles.Exists(role => role is ColumnRole.Position or ColumnRole.Response)
            || !roles.Exists(role => role is ColumnRole.Owner or ColumnRole.Due)
        )
            return null;
        var lengths = rows.SelectMany(row => row.Cells).ToLookup(cell => cell.Column, cell => cell.Words.Length);
        return heads
            .Cells.Where((_, i) => roles[i] == ColumnRole.Other)
            .FirstOrDefault(head => lengths[head.Column].DefaultIfEmpty().Average() >= Sentence);
    }

    private void KeepOneText()
    {
        var texts = columns.Where(c => c.Role == ColumnRole.Text).ToList();
        var kept = texts.Find(c => c.Head.Words.Text.Contains("recommendation", StringComparison.OrdinalIgnoreCase));
        kept = kept.Head is null ? texts[0] : kept;
        for (var i = 0; i < columns.Count; i++)
            if (columns[i].Role == ColumnRole.Text && columns[i].Head != kept.Head)
                columns[i] = (columns[i].Head, ColumnRole.Other);
    }

    private void Add(Passage row)
    {
        var cells = row.Cells.Where(c => !c.Words.IsEmpty).ToList();
        if (cells.Count == 0 || roles.Count == 0 && IsHead(row))
            return;
        if (cells.Count == 1 && cells[0].ColumnSpan > 1 && cells[0].ColumnSpan >= columns.Count - 1)
        {
            BeginGroup(cells[0].Words);
            return;
        }
        var text = In(cells, ColumnRole.Text).Select(c => c.Words).FirstOrDefault();
        var number = In(cells, ColumnRole.Number).Select(c => c.Words).FirstOrDefault() ?? NumberedTitle(cells);
        if (text is not null && text.Text.Count(char.IsLetter) >= 8)
            Begin(row, text, number);
        if (drafts.Count > 0 && (text is null || text.Text.Count(char.IsLetter) >= 8))
            Fill(drafts[^1], cells);
    }

    private void BeginGroup(Excerpt words)
    {
        group = words;
        if (SectionLabels.Read(words, isHeading: true) is { Kind: LabelKind.Section } section)
            kind = section.Item;
    }

    private void Begin(Passage row, Excerpt text, Excerpt? number)
    {
        var label = Labels.Read(new Passage(PassageKind.Paragraph, text));
        var draft = new Draft(kind, row.Words.Start) { Group = group, Confidence = 0.93 };
        if (label.Kind is LabelKind.Item && !label.Rest.IsEmpty)
            (draft.Kind, draft.Number, draft.NumberWords, text) = (
                label.Item,
                label.Number,
                label.NumberWords,
                label.Rest
            );
        else if (label.Kind == LabelKind.Number && number is null && !label.Rest.IsEmpty)
            (draft.Number, draft.NumberWords, text) = (label.Number, label.NumberWords, label.Rest);
        if (number is not null && NumberOf(number) is { } printed)
            (draft.Number, draft.NumberWords) = (printed, number);
        draft.Text.Add(text);
        drafts.Add(draft);
    }

    /// <summary>"1. Group accounts" in a column before the one that says what is recommended.</summary>
    private Excerpt? NumberedTitle(List<PassageCell> cells) =>
        cells[0].Column == 0
        && RoleOf(cells[0]) == ColumnRole.Other
        && Labels.Read(new Passage(PassageKind.Paragraph, cells[0].Words)) is { Kind: LabelKind.Number } label
            ? label.NumberWords
            : null;

    private static string? NumberOf(Excerpt cell)
    {
        var label = Labels.Read(new Passage(PassageKind.Paragraph, cell));
        return label.Number
            ?? (cell.Length <= 12 && cell.Text.Any(char.IsDigit) ? cell.Text.Trim('.', '(', ')') : null);
    }

    private void Fill(Draft draft, List<PassageCell> cells)
    {
        foreach (var cell in cells)
            switch (RoleOf(cell))
            {
                case ColumnRole.Position when Verdicts.Whole(cell.Words.Text) is not null || cell.Words.Length < 40:
                    draft.Verdict ??= cell.Words;
                    break;
                case ColumnRole.Position or ColumnRole.Response:
                    foreach (var line in cell.Lines)
                        AddResponse(draft, line);
                    break;
                case ColumnRole.Owner:
                    draft.Owners.AddRange(IsWrapped(cell) ? [cell.Words] : cell.Lines);
                    break;
                case ColumnRole.Due:
                    draft.Due.Add(cell.Words);
                    break;
                case ColumnRole.Rating:
                    draft.Rating ??= cell.Words;
                    break;
            }
    }

    private static void AddResponse(Draft draft, Excerpt line)
    {
        var label = Labels.Read(new Passage(PassageKind.Paragraph, line));
        if (label.Kind == LabelKind.Due)
            draft.Due.Add(label.Rest);
        else if (label.Kind == LabelKind.Owner)
            draft.Owners.Add(label.Rest);
        else
            draft.Answer(line);
    }

    /// <summary>Lines that merely wrap: the later ones go on in the middle of a phrase.</summary>
    private static bool IsWrapped(PassageCell cell) =>
        cell.Lines.Skip(1).Any(l => char.IsLower(l.Text[0]))
        || cell.Lines.SkipLast(1)
            .Any(l =>
                l.Text.EndsWith(" of", StringComparison.Ordinal)
                || l.Text.EndsWith(',')
                || l.Text.EndsWith(" and", StringComparison.Ordinal)
            );

    private IEnumerable<PassageCell> In(List<PassageCell> cells, ColumnRole role) =>
        cells.Where(c => RoleOf(c) == role);

    private ColumnRole RoleOf(PassageCell cell)
    {
        if (roles.Count > 0)
            return roles[cell.Column];
        foreach (var (head, role) in columns)
            if (head.Covers(cell.Column))
                return role;
        return ColumnRole.Other;
    }
}
