using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>Joins wrapped lines into paragraphs again, across page breaks and without furniture.</summary>
internal sealed partial class Passages
{
    private const int UnwrappedWidth = 180;

    private readonly SourceDocument document;
    private readonly Furniture furniture;
    private readonly int width;
    private readonly List<Passage> passages = [];
    private readonly List<TextSpan> open = [];
    private bool crossedPage;

    private Passages(SourceDocument document, Furniture furniture)
    {
        (this.document, this.furniture) = (document, furniture);
        width = TypicalWidth();
    }

    public static IReadOnlyList<Passage> Of(SourceDocument document, Furniture furniture)
    {
        var reader = new Passages(document, furniture);
        reader.ReadAll();
        return reader.passages;
    }

    private void ReadAll()
    {
        var blocks = document.Blocks;
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i].Kind == BlockKind.PageBreak || furniture.IsRemoved(i))
            {
                crossedPage = true;
                continue;
            }
            if (blocks[i].Kind == BlockKind.Line)
            {
                if (TryTable(i) is { } last)
                {
                    i = last;
                    continue;
                }
                AddLine(WithoutReference(blocks[i].Span));
            }
            else
                AddBlock(blocks[i]);
            crossedPage = false;
        }
        Close();
    }

    private int? TryTable(int first)
    {
        var (rows, last) =
            ColumnTable.TryRead(document, furniture, first) is { } columns ? (columns.Rows, columns.LastBlock)
            : FieldLines.TryRead(document, furniture, first) is { } fields ? fields
            : FlatTable.TryRead(document, furniture, first) is { } flat ? (flat.Rows, flat.LastBlock)
            : ([], 0);
        if (rows.Count == 0)
            return null;
        Close();
        passages.AddRange(rows);
        return last;
    }

    private void AddBlock(Block block)
    {
        Close();
        passages.Add(
            block.Kind switch
            {
                BlockKind.TableRow => Row(block),
                BlockKind.Heading => new Passage(
                    PassageKind.Heading,
                    Excerpt.Of(document.Text, block.Span),
                    block.Level
                ),
                BlockKind.ListItem => new Passage(
                    PassageKind.ListItem,
                    Excerpt.Of(document.Text, block.Span),
                    block.Level
                ),
                _ => new Passage(PassageKind.Paragraph, Excerpt.Of(document.Text, block.Span)),
            }
        );
    }

    private Passage Row(Block block) =>
        new(PassageKind.Row, Excerpt.Of(document.Text, block.Span))
        {
            Table = block.Table,
            Cells = [.. block.Cells.Select(Cell)],
        };

    private PassageCell Cell(Cell cell)
    {
        var lines = new List<Excerpt>();
        for (int start = cell.Span.Start, i = start; i <= cell.Span.End; i++)
            if (i == cell.Span.End || document.Text[i] == '\n')
            {
                if (Excerpt.Of(document.Text, TextSpan.Between(start, i)) is { IsEmpty: false } line)
                    lines.Add(line);
                start = i + 1;
            }
        return new PassageCell(Excerpt.Of(document.Text, cell.Span), lines, cell.Column, cell.ColumnSpan, cell.RowSpan);
    }

    private void AddLine(TextSpan line)
    {
        if (open.Count > 0 && StartsPassage(line))
            Close();
        open.Add(line);
    }

    /// <summary>"Paragraph 2.18" in a margin of its own is none of the words beside it.</summary>
    private TextSpan WithoutReference(TextSpan line) =>
        MarginReference().Match(line.In(document.Text)) is { Success: true, Length: var margin }
            ? TextSpan.Between(line.Start + margin, line.End)
            : line;

    private void Close()
    {
        if (open.Count == 0)
            return;
        var words = Excerpt.Of(document.Text, [.. open]);
        open.Clear();
        if (words.IsEmpty)
            return;
        var kind = Bullet().IsMatch(words.Head(4)) ? PassageKind.ListItem : PassageKind.Paragraph;
        var start = 0;
        foreach (Match label in InlineLabel().Matches(words.Text))
        {
            passages.Add(new Passage(kind, words.Slice(start, label.Index - start)));
            (start, kind) = (label.Index + 1, PassageKind.Paragraph);
        }
        passages.Add(new Passage(kind, words.From(start)));
    }

    private bool StartsPassage(TextSpan span)
    {
        var line = document.Text.AsSpan(span.Start, span.Length);
        var before = document.Text.AsSpan(open[^1].Start, open[^1].Length);
        if (before.Length <= 2 && LoneBullet().IsMatch(before))
            return false;
        if (Labels.StartsLabel(line[..Math.Min(line.Length, 200)]))
            return !Dangling().IsMatch(before) || HasBlankBetween(open[^1], span);
        if (EndsSentence(before) && Wording.OpensRequestOrAnswer(line))
            return true;
        var continues = !char.IsUpper(line[0]) && !EndsSentence(before);
        if (HasBlankBetween(open[^1], span))
            return !(crossedPage && continues);
        if (continues && before[^1] != ':' && before[^1] != ';')
            return char.IsDigit(line[0]) && before.Length < width * 0.4;
        return EndedEarly(before, line);
    }

    /// <summary>The next word would have fitted, so the line was ended on purpose.</summary>
    private bool EndedEarly(ReadOnlySpan<char> before, ReadOnlySpan<char> line)
    {
        if (width > UnwrappedWidth)
            return true;
        var word = line.IndexOf(' ') is var end and > 0 ? end : line.Length;
        var fits = before.Length + 1 + word <= width * 0.92;
        return fits && (EndsSentence(before) || before[^1] is ':' or ';' || before.Length < width * 0.7);
    }

    private bool HasBlankBetween(TextSpan before, TextSpan after)
    {
        var feeds = 0;
        for (var i = before.End; i < after.Start; i++)
            feeds += document.Text[i] is '\n' or '\f' ? 1 : 0;
        return feeds > 1;
    }

    private static bool EndsSentence(ReadOnlySpan<char> line) =>
        line.TrimEnd("”’\"')]*_") is [.., '.' or '?' or '!' or ':'];

    private int TypicalWidth()
    {
        var lengths = document
            .Blocks.Where(b => b.Kind == BlockKind.Line && b.Span.Length > 20)
            .Select(b => b.Span.Length);
        var sorted = lengths.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[(int)(sorted.Count * 0.9)];
    }

    /// <summary>Fields that follow each other in one paragraph: "… each month. Response: Agreed. Owner: Governor."</summary>
    [GeneratedRegex(
        @"(?<=[.!?)”])\s(?=(?:(?:Management |Agency |Our )?[Rr]esponse|Responsible(?: (?:[Oo]fficer|[Oo]wner|[Pp]erson))?|Action by|By whom|Owner|Lead|(?:Target |Completion |Due |Implementation )?[Dd]ate|Deadline|Timescale|Timing|ECD|Estimated [Cc]ompletion [Dd]ate(?: \(ECD\))?|By when|Due(?: by)?|Status):\s)"
    )]
    private static partial Regex InlineLabel();

    [GeneratedRegex(@"^(?:Paragraphs?|Paras?\.?)\s[\d.]+(?:\s*(?:[-–,]|and|to)\s*[\d.]+)*\s{3,}(?=\S)")]
    private static partial Regex MarginReference();

    /// <summary>A line that cannot end there: "replied separately to", then "Recommendations 1 to 6."</summary>
    [GeneratedRegex(@"\b(?:to|of|in|with|and|by|from|for|the|on|our|its|their)$")]
    private static partial Regex Dangling();

    [GeneratedRegex(@"^[-–—•▪●◦*·\u2023]\s")]
    private static partial Regex Bullet();

    [GeneratedRegex(@"^[-–—•▪●◦*·o\u2023]$")]
    private static partial Regex LoneBullet();
}
