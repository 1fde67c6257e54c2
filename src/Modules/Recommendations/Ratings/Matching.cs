using System.Text.RegularExpressions;

namespace Inspection.Recommendations;

/// <summary>An item of a document for which the recommendation is sought that it restates.</summary>
internal sealed record Sought(string? Number, ItemKind Kind, string Text);

/// <summary>The recommendation that an item says again.</summary>
/// <param name="Part">The part that the item is about, from 1; null where it is about the whole.</param>
/// <param name="Likeness">How alike the texts are, from 0 to 1.</param>
/// <param name="IsSame">The texts are the same but for their layout.</param>
/// <param name="IsCertain">Nobody need be asked: the same text, or the same number and nearly the same text.</param>
internal sealed record Restatement(RecommendationRow Existing, int? Part, double Likeness, bool IsSame, bool IsCertain);

/// <summary>Finds which items of a report say again what earlier ones said.</summary>
internal static partial class Matching
{
    public const double NearlyEqual = 0.85;
    public const double Alike = 0.6;
    public const double RatherAlike = 0.4;
    public const double AlikeUnderOneNumber = 0.35;

    /// <summary>For each item its recommendation, or null; each recommendation, or part of one, belongs to one item.</summary>
    public static IReadOnlyList<Restatement?> Of(IReadOnlyList<Sought> items, IReadOnlyList<RecommendationRow> existing)
    {
        var (found, taken) = (new Restatement?[items.Count], new HashSet<(Guid, int?)>());
        var texts = existing.Select(one => WordCounts.Of(one.Text)).ToList();
        var pairs =
            from item in items.Index()
            let words = WordCounts.Of(item.Item.Text)
            let key = TextKeys.Of(item.Item.Text)
            from one in existing.Index()
            let pair = Pair(item.Item, words, key, one.Item, texts[one.Index])
            where pair.Match is not null
            let match = pair.Match!
            orderby match.IsSame descending, pair.SameNumber && match.Likeness >= NearlyEqual descending, match.Likeness
                + (pair.SameNumber ? 0.25 : 0) descending, one.Item.RecordedOn descending, item.Index, one.Item.Id
            select (item.Index, match);

        foreach (var (item, match) in pairs)
            if (found[item] is null && taken.Add((match.Existing.Id, match.Part)))
                found[item] = match;

        return found;
    }

    /// <summary>The texts most like one, the likest first.</summary>
    public static IEnumerable<(T One, double Likeness)> Nearest<T>(
        string text,
        IEnumerable<T> others,
        Func<T, string> textOf,
        double atLeast
    )
    {
        var words = WordCounts.Of(text);
        return others
            .Select(one => (One: one, Likeness: words.LikenessTo(WordCounts.Of(textOf(one)))))
            .Where(one => one.Likeness >= atLeast)
            .OrderByDescending(one => one.Likeness);
    }

    private static (Restatement? Match, bool SameNumber) Pair(
        Sought item,
        WordCounts words,
        string key,
        RecommendationRow existing,
        WordCounts text
    )
    {
        var part = PartOf(item.Number, existing);
        var sameNumber = part is not null || SameNumber(item.Number, existing.Number) && item.Kind == existing.Kind;
        var likeness = words.LikenessTo(text);

        if (
            part is { } number
            && WordCounts.Of(existing.Parts[number - 1].Text) is var ofPart
            && words.LikenessTo(ofPart) > likeness
        )
            (text, likeness) = (ofPart, words.LikenessTo(ofPart));

        var isSame = key == existing.TextKey;
        return likeness >= (sameNumber ? AlikeUnderOneNumber : Alike) || isSame
            ? (
                new(
                    existing,
                    part,
                    likeness,
                    isSame,
                    isSame || sameNumber && likeness >= NearlyEqual && words.Denials == text.Denials
                ),
                sameNumber
            )
            : (null, sameNumber);
    }

    /// <summary>"4(b)" is the second part of recommendation 4, where that has two.</summary>
    private static int? PartOf(string? number, RecommendationRow existing) =>
        number is not null
        && Lettered().Match(number) is { Success: true } match
        && SameNumber(match.Groups[1].Value, existing.Number)
        && char.ToLowerInvariant(match.Groups[2].Value[0]) - 'a' + 1 is var part
        && part <= existing.Parts.Count
            ? part
            : null;

    private static bool SameNumber(string? one, string? other) =>
        one is not null
        && other is not null
        && string.Equals(one.Trim(' ', '.'), other.Trim(' ', '.'), StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^\s*(\d+(?:\.\d+)*)\s*\.?\(?([A-Za-z])\)?\s*$")]
    private static partial Regex Lettered();
}
