using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

internal sealed record WholeDocumentPosition(
    Position Position,
    IReadOnlySet<int>? Only,
    IReadOnlySet<int> Except,
    bool CoversIssues,
    Excerpt Words
);

/// <summary>Sentences that accept or refuse recommendations wholesale, outside the answers to single ones.</summary>
internal sealed partial class Blanket
{
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private readonly List<WholeDocumentPosition> statements = [];

    public static Blanket In(IEnumerable<Passage> passages, int items)
    {
        var blanket = new Blanket();
        foreach (var passage in passages)
            if (passage.Kind != PassageKind.Row && passage.Text.Contains("ecommendation", StringComparison.Ordinal))
                foreach (var sentence in Sentences.Of(passage.Words))
                    blanket.Add(sentence, items);
        return blanket;
    }

    public WholeDocumentPosition? For(Draft draft) =>
        Named(draft)
        ?? statements.Find(s =>
            s.Only is null && !(Numbers.Value(draft.Number) is { } n && s.Except.Contains(n)) && Covers(s, draft)
        );

    /// <summary>What a sentence says of this finding that says something of others too: "supports 5 and does not support 6".</summary>
    public WholeDocumentPosition? Apart(Draft draft) =>
        Named(draft) is { } named
        && statements.Exists(s => s.Words == named.Words && s.Only is { } others && !others.SetEquals(named.Only!))
            ? named
            : null;

    /// <summary>The statement that names this finding by its number.</summary>
    private WholeDocumentPosition? Named(Draft draft) =>
        Numbers.Value(draft.Number) is { } number && draft.Kind == ItemKind.Recommendation
            ? statements.Find(s => s.Only is not null && s.Only.Contains(number))
            : null;

    private static bool Covers(WholeDocumentPosition statement, Draft draft) =>
        draft.Kind == ItemKind.Recommendation
        || statement.CoversIssues && draft.Kind is ItemKind.IssueToAddress or ItemKind.AreaForImprovement;

    private void Add(Excerpt sentence, int items)
    {
        var text = sentence.Text;
        if (text.Length > 700 || !Stance().IsMatch(text) || Counted().IsMatch(text))
            return;
        if (Clauses(text) is { Count: > 0 } numbered)
        {
            foreach (var (words, numbers) in numbered)
                if (PositionOf(words, sentence) is { } own)
                    statements.Add(new(own, numbers, Empty, false, sentence));
            return;
        }
        var except = Exception().Match(text);
        var whole = except.Success ? text[..except.Index] : text;
        if (PositionOf(whole, sentence) is not { } position || !IsWhole(text, items))
            return;
        if (except.Success && Numbers.Listed(except.Groups["nums"].Value) is { Count: > 0 } numbers2)
        {
            statements.Add(new(position, null, numbers2.ToHashSet(), Issues().IsMatch(text), sentence));
            if (PositionOf(text[except.Index..], sentence) is { } other)
                statements.Add(new(other, numbers2.ToHashSet(), Empty, false, sentence));
        }
        else if (!except.Success)
            statements.Add(new(position, null, Empty, Issues().IsMatch(text), sentence));
    }

    private static readonly IReadOnlySet<int> Empty = new HashSet<int>();

    private static Position? PositionOf(string words, Excerpt sentence)
    {
        if (Ambiguous().IsMatch(words))
            return null;
        var found = Positions.OfSentence(
            words == sentence.Text
                ? sentence
                : sentence.Slice(sentence.Text.IndexOf(words, StringComparison.Ordinal), words.Length)
        );
        return found is { Confidence: >= 0.7 } ? found.Position : null;
    }

    /// <summary>Clauses that name their recommendations: "accepts recommendations 1 to 4 and rejects recommendation 5".</summary>
    private static List<(string Words, IReadOnlySet<int> Numbers)> Clauses(string text)
    {
        var clauses = new List<(string, IReadOnlySet<int>)>();
        if (Exception().IsMatch(text))
            return clauses;
        foreach (var clause in ClauseBreak().Split(text))
            if (Named().Match(clause) is { Success: true } named)
                clauses.Add((clause.Trim(), Numbers.Listed(named.Groups["nums"].Value).ToHashSet()));
        return clauses;
    }

    private static bool IsWhole(string text, int items) =>
        !OtherReport().IsMatch(text) && (All().IsMatch(text) || items == 1 && Single().IsMatch(text));

    [GeneratedRegex(@"\b(?:accept|agree|concur|support|reject|disagree|endorse)", Options)]
    private static partial Regex Stance();

    [GeneratedRegex(
        @"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)\s+(?:of|out\s+of)\s+(?:the|its|our|these|\d)|\b(?:some|many|most|several|majority|number)\s+of\s+(?:the|its|our|these)",
        Options
    )]
    private static partial Regex Counted();

    [GeneratedRegex(
        @"\bin\s+full\s+or\s+(?:in\s+)?part|\bin\s+whole\s+or\s+(?:in\s+)?part|\bfully\s+or\s+(?:partially|partly|in\s+part)|\bwhether\b|\bneither\b|\bif\b|\bto\s+consider\b",
        Options
    )]
    private static partial Regex Ambiguous();

    [GeneratedRegex(
        @"\brecommendations?\s+(?:nos?\.?\s+)?(?<nums>(?:\d{1,3}|(?:"
            + Numbers.Word
            + @")\b)(?:\s*(?:,|and|to|[-–]|through|&|,\s*and)\s*\d{1,3})*)(?!\w|\.\d)",
        Options
    )]
    private static partial Regex Named();

    [GeneratedRegex(
        @"(?:,?\s+(?:but|while|whereas)\s+|;\s*|,?\s+and\s+(?=(?:it\s+|we\s+|they\s+)?(?:does\s+not|do\s+not|did\s+not|partially|partly|accept|agree|disagree|concur|reject)))",
        Options
    )]
    private static partial Regex ClauseBreak();

    [GeneratedRegex(
        @"\b(?:all\s+but|except(?:\s+for)?|with\s+the\s+exception\s+of|apart\s+from|other\s+than|save\s+for)\s+(?:(?:for\s+)?(?:one|recommendations?|number|the)\b\s*){0,3}\(?(?<nums>[\d, –-]*(?:(?:and|to)\s+\d+)?)",
        Options
    )]
    private static partial Regex Exception();

    [GeneratedRegex(
        @"\b(?:all|each|every|both|any)\b[^.]{0,60}\brecommendations?\b|\b(?:the|these|its|our|their|your|(?:committee|inspectorate|report|inquiry|inspectors?|GAO|ICIBI|HMCPSI)(?:[’']s|s[’'])?)\s+(?:(?:report[’']s|\w+)\s+){0,2}(?:(?:findings|issues|conclusions)\s+and\s+)?recommendations\b|\brecommendations\s+(?:made|in|set\s+out|of|contained)\b",
        Options
    )]
    private static partial Regex All();

    [GeneratedRegex(@"\b(?:the|this|our|its)\s+(?:\w+\s+)?recommendation\b", Options)]
    private static partial Regex Single();

    [GeneratedRegex(
        @"\b(?:previous|earlier|prior|past|last|20[012]\d)\b(?![^.]{0,15}\btoday)[^.]{0,50}\b(?:recommendations?|report|inspection|review)\b",
        Options
    )]
    private static partial Regex OtherReport();

    [GeneratedRegex(@"\bissues?\b|\bfindings\b|\bareas\s+for\s+improvement\b|\breport\s+in\s+full\b", Options)]
    private static partial Regex Issues();
}
