using System.Text.RegularExpressions;

namespace Inspection.Recommendations;

/// <summary>The words of a text with how often each stands in it, to say how alike two texts are.</summary>
internal sealed partial class WordCounts
{
    // They stand in every recommendation and say nothing of what it is about.
    private static readonly HashSet<string> Common =
    [
        .. "a an and any are as at be been being by for from has have in into is it its of on or should that the their this to was were which will with must ensure".Split(
            ' '
        ),
    ];

    private static readonly string[] Negations = ["not", "no", "never", "without", "neither", "nor"];

    private readonly Dictionary<string, int> counts;
    private readonly double length;

    private WordCounts(Dictionary<string, int> counts)
    {
        this.counts = counts;
        length = counts.Values.Sum(count => (double)count * count);
    }

    public static WordCounts Of(string text)
    {
        var words = Word().Matches(text.ToLowerInvariant()).Select(word => word.Value).ToList();
        var telling = words.Where(word => !Common.Contains(word)).ToList();

        return new((telling.Count > 0 ? telling : words).CountBy(word => word).ToDictionary());
    }

    /// <summary>How often it says no: one word that turns two texts into opposites hardly changes their likeness.</summary>
    public int Denials => Negations.Sum(word => counts.GetValueOrDefault(word));

    /// <summary>The cosine of the angle between the two: 1 for the same words as often, 0 for no word in common.</summary>
    public double LikenessTo(WordCounts other)
    {
        if (length == 0 || other.length == 0)
            return length == other.length ? 1 : 0;

        var (few, many) = counts.Count <= other.counts.Count ? (counts, other.counts) : (other.counts, counts);
        return few.Sum(one => (double)one.Value * many.GetValueOrDefault(one.Key)) / Math.Sqrt(length * other.length);
    }

    [GeneratedRegex(@"[\p{L}\p{Nd}]+")]
    private static partial Regex Word();
}

internal static class Similarity
{
    /// <summary>How alike two texts are in their words, from 0 to 1, whatever the words' order.</summary>
    public static double Of(string one, string other) => WordCounts.Of(one).LikenessTo(WordCounts.Of(other));
}
