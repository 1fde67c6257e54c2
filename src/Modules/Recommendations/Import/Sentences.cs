using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

internal static partial class Sentences
{
    private const int Longest = 1200;

    /// <summary>The sentences of an excerpt; abbreviations such as "No. 4" or "Mr. Hall" do not end one.</summary>
    public static IEnumerable<Excerpt> Of(Excerpt words)
    {
        var start = 0;
        foreach (var end in Ends(words.Text))
        {
            foreach (var piece in Pieces(words, start, end))
                yield return piece;
            start = end;
        }
        foreach (var piece in Pieces(words, start, words.Length))
            yield return piece;
    }

    private static IEnumerable<int> Ends(string text)
    {
        for (var i = 0; i < text.Length - 1; i++)
            if (text[i] == '\n')
                yield return i;
            else if (text[i] is '.' or '?' or '!' or ';' && EndsAt(text, i))
                yield return i + 1;
    }

    private static bool EndsAt(string text, int i)
    {
        var next = i + 1;
        while (next < text.Length && text[next] is '”' or '’' or '"' or '\'' or ')' or ']')
            next++;
        if (next >= text.Length || !char.IsWhiteSpace(text[next]))
            return false;
        return text[i] != '.' || !Abbreviation().IsMatch(text.AsSpan(Math.Max(0, i - 6), i - Math.Max(0, i - 6)));
    }

    private static IEnumerable<Excerpt> Pieces(Excerpt words, int start, int end)
    {
        for (var from = start; from < end; from += Longest)
            if (words.Slice(from, Math.Min(Longest, end - from)) is { IsEmpty: false } piece)
                yield return piece;
    }

    [GeneratedRegex(
        @"(?:^|[\s(])(?:No|Nos|Mr|Mrs|Ms|Dr|St|para|paras|pp?|vol|ch|eg|e\.g|ie|i\.e|cf|v|etc|Rec|U\.S|[A-Z])$"
    )]
    private static partial Regex Abbreviation();
}
