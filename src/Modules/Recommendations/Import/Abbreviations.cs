using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>Abbreviations the document itself explains: "Area Business Manager (ABM)".</summary>
internal sealed partial class Abbreviations
{
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    public static Abbreviations In(IEnumerable<Passage> passages)
    {
        var abbreviations = new Abbreviations();
        foreach (var passage in passages)
            if (passage.Text.Contains('('))
                foreach (Match match in Explained().Matches(passage.Text))
                    abbreviations.Add(match.Groups["name"].Value, match.Groups["short"].Value);
        return abbreviations;
    }

    public string Expand(string name)
    {
        var bare = Bracketed().Replace(name, "").Trim();
        if (names.TryGetValue(bare, out var full))
            return full;
        if (bare.EndsWith('s') && names.TryGetValue(bare[..^1], out full))
            return full;
        return Bracketed().Match(name) is { Success: true } match && names.ContainsKey(match.Groups["short"].Value)
            ? bare
            : name;
    }

    private void Add(string name, string abbreviation)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var from = words.Length - 1; from >= 0; from--)
            if (char.IsUpper(words[from][0]) && Spells(words[from..], abbreviation))
            {
                names.TryAdd(abbreviation, string.Join(' ', words[from..]));
                return;
            }
    }

    private static bool Spells(string[] words, string abbreviation)
    {
        var letters = string.Concat(words.SelectMany(Initials));
        return letters.Equals(abbreviation, StringComparison.Ordinal)
            || string.Concat(letters.Where(char.IsUpper)).Equals(abbreviation, StringComparison.Ordinal);
    }

    private static IEnumerable<char> Initials(string word) =>
        word.Split('-', '’').Where(p => p.Length > 0).Select(p => p[0]).Where(c => char.IsLetter(c) || c == '&');

    [GeneratedRegex(
        @"(?<name>(?:[A-Z][\w’'&-]*\s+)(?:(?:[A-Z&][\w’'&-]*|of|and|for|the|to|in|on)\s+){0,9})\((?:the\s+)?[“‘""']?(?<short>[A-Z][A-Za-z&]{1,9}?)s?[”’""']?\)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Explained();

    [GeneratedRegex(
        @"\s*\((?<short>[A-Z][A-Za-z&]{1,9}?)s?\)\s*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Bracketed();
}
