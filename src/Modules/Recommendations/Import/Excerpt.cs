using System.Text;

namespace Inspection.Recommendations.Import;

/// <summary>Words taken from a document on one line, with the place each character came from.</summary>
internal sealed class Excerpt
{
    public static readonly Excerpt Empty = new("", []);

    private readonly int[] origins;

    private Excerpt(string text, int[] origins) => (Text, this.origins) = (text, origins);

    public string Text { get; }

    public int Length => Text.Length;

    public bool IsEmpty => Text.Length == 0;

    public TextSpan? Span => IsEmpty ? null : SpanOf(0, Length);

    public int Start => origins[0];

    public static Excerpt Of(string source, params ReadOnlySpan<TextSpan> spans)
    {
        var text = new StringBuilder();
        var origins = new List<int>();
        foreach (var span in spans)
        {
            if (text.Length > 0)
                Space(text, origins, span.Start);
            for (var i = span.Start; i < span.End; i++)
                if (char.IsWhiteSpace(source[i]))
                    Space(text, origins, i);
                else if (!IsEmphasis(source, i, span))
                    Put(text, origins, source[i], i);
        }
        return new Excerpt(text.ToString(), [.. origins]).Trim();
    }

    public static Excerpt Join(IEnumerable<Excerpt> parts)
    {
        var kept = parts.Where(p => !p.IsEmpty).ToList();
        if (kept.Count <= 1)
            return kept.Count == 0 ? Empty : kept[0];
        var text = new StringBuilder();
        var origins = new List<int>();
        foreach (var part in kept)
        {
            if (text.Length > 0)
                Put(text, origins, '\n', origins[^1]);
            text.Append(part.Text);
            origins.AddRange(part.origins);
        }
        return new Excerpt(text.ToString(), [.. origins]);
    }

    public Excerpt From(int start) => Slice(start, Length - start);

    public Excerpt Slice(int start, int length) =>
        new Excerpt(Text.Substring(start, length), origins[start..(start + length)]).Trim();

    /// <summary>From the first to the last character: cells of one row can interleave line by line.</summary>
    public TextSpan SpanOf(int start, int length)
    {
        var places = origins.AsSpan(start, Math.Max(length, 1));
        var (first, last) = (places[0], places[0]);
        foreach (var place in places)
            (first, last) = (Math.Min(first, place), Math.Max(last, place));
        return TextSpan.Between(first, last + 1);
    }

    public string Head(int length) => Text.Length <= length ? Text : Text[..length];

    public override string ToString() => Text;

    private Excerpt Trim()
    {
        int start = 0,
            end = Text.Length;
        while (end > 0 && char.IsWhiteSpace(Text[end - 1]))
            end--;
        while (start < end && char.IsWhiteSpace(Text[start]))
            start++;
        return start == 0 && end == Text.Length ? this : new Excerpt(Text[start..end], origins[start..end]);
    }

    private static bool IsEmphasis(string source, int i, TextSpan span) =>
        source[i] is '*' or '_'
        && (i > span.Start && source[i - 1] == source[i] || i + 1 < span.End && source[i + 1] == source[i]);

    private static void Space(StringBuilder text, List<int> origins, int at)
    {
        if (text.Length > 0 && text[^1] != ' ')
            Put(text, origins, ' ', at);
    }

    private static void Put(StringBuilder text, List<int> origins, char c, int at)
    {
        text.Append(c);
        origins.Add(at);
    }
}
