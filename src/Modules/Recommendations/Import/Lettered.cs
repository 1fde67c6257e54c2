using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>Findings in parts, (a), (b) and so on, and answers that accept one part and refuse another.</summary>
internal static partial class Lettered
{
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly string[][] Sequences =
    [
        ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"],
        ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"],
    ];

    /// <summary>The parts in their order, from the first letter on; empty where there are not at least two.</summary>
    public static IReadOnlyList<(string Letter, Excerpt Words)> In(Excerpt text)
    {
        var marks = Mark().Matches(text.Text);

        foreach (var sequence in Sequences)
        {
            var found = new List<Match>();
            foreach (Match mark in marks)
                if (found.Count < sequence.Length && mark.Groups["letter"].Value == sequence[found.Count])
                    found.Add(mark);
            var parts = found
                .Select((mark, i) => (sequence[i], Words(mark, i + 1 < found.Count ? found[i + 1] : null)))
                .ToList();
            if (parts.Count > 1 && parts.TrueForAll(part => !part.Item2.IsEmpty))
                return parts;
        }

        return [];

        Excerpt Words(Match mark, Match? next)
        {
            var start = mark.Index + mark.Length;
            var words = text.Text[start..(next?.Index ?? text.Length)];
            return text.Slice(start, words.Length - End().Match(words).Length);
        }
    }

    /// <summary>Whether one part's letter, or small Roman number, comes next after another's.</summary>
    public static bool Follows(string before, string after) =>
        Sequences.Any(one =>
            Array.IndexOf(one, before) is >= 0 and var at && at + 1 < one.Length && one[at + 1] == after
        );

    /// <summary>What an answer says of each part that it names.</summary>
    public static IReadOnlyDictionary<string, Position> Answers(Excerpt response)
    {
        var answers = new Dictionary<string, Position>();

        foreach (var sentence in Sentences.Of(response))
        foreach (var clause in Turn().Split(sentence.Text))
        {
            var refused = Refuses().IsMatch(clause);

            if (refused || Accepts().IsMatch(clause))
                foreach (var letter in Names(clause))
                    answers.TryAdd(letter, refused ? Position.Rejected : Position.Accepted);
        }

        return answers;
    }

    /// <summary>The parts that a sentence names.</summary>
    public static IEnumerable<string> Names(Excerpt sentence) => Names(sentence.Text);

    private static IEnumerable<string> Names(string words) =>
        Name()
            .Matches(words)
            .SelectMany(name => name.Groups["letter"].Captures)
            .Select(one => one.Value.ToLowerInvariant());

    private const string Letter = "(?<letter>[a-l]|[ivx]{1,4})";

    [GeneratedRegex(@"(?<![\w(])\(?" + Letter + @"\)\s+")]
    private static partial Regex Mark();

    [GeneratedRegex(@"[\s;,.:]*(?:\b(?:and|or)\b)?[\s;,.:]*$", Options)]
    private static partial Regex End();

    [GeneratedRegex(
        @"(?<!\w)\(" + Letter + @"\)|\bparts?\s+" + Letter + @"\b(?:(?:\s*,\s*|\s+and\s+)" + Letter + @"\b)*",
        Options
    )]
    private static partial Regex Name();

    [GeneratedRegex(@";|,?\s+\b(?:but|while|whilst|whereas|however|although)\b", Options)]
    private static partial Regex Turn();

    [GeneratedRegex(
        @"\b(?:not|cannot|unable\s+to|declines?\s+to)\s+(?:\w+\s+){0,2}(?:accept|agree|support|concur|adopt)(?:ed|d|red)?\b|\b(?:reject|disagree|decline)(?:s|d|ed)?\b",
        Options
    )]
    private static partial Regex Refuses();

    [GeneratedRegex(@"\b(?:accept|agree|support|concur|adopt)(?:s|d|ed|red)?\b", Options)]
    private static partial Regex Accepts();
}
