using System.Globalization;
using System.Text;
using Inspection.Recommendations.Import;

namespace Inspection.Tests.Import;

/// <summary>Precision and recall of each field over a set of documents, and what was missed.</summary>
internal sealed class Scores
{
    private static readonly string[] Fields = ["items", "number", "kind", "text start", "position", "owners", "due"];

    private readonly Dictionary<string, (int Right, int Read, int Expected)> totals = Fields.ToDictionary(
        f => f,
        _ => (0, 0, 0)
    );
    private readonly StringBuilder documents = new();

    public StringBuilder Misses { get; } = new();

    public static Scores Of(IEnumerable<CorpusDocument> corpus)
    {
        var scores = new Scores();
        foreach (var document in corpus)
            scores.Add(document, Corpus.Read(document.Path));
        return scores;
    }

    public double Worst(string field) => Math.Min(Precision(field), Recall(field));

    public double Precision(string field) => totals[field] is { Read: > 0 } t ? (double)t.Right / t.Read : 1;

    public double Recall(string field) => totals[field] is { Expected: > 0 } t ? (double)t.Right / t.Expected : 1;

    public static IReadOnlyList<string> AllFields => Fields;

    public string Table()
    {
        var table = new StringBuilder("field        precision  recall\n");
        foreach (var field in Fields)
            table.Append(
                CultureInfo.InvariantCulture,
                $"{field, -12} {Precision(field), 9:0.000} {Recall(field), 7:0.000}\n"
            );
        return table.Append('\n').Append(documents).ToString();
    }

    private void Add(CorpusDocument document, ReadReport read)
    {
        var before = totals.ToDictionary();
        var pairs = Pairs(document.Items, read.Items);
        Count("items", pairs.Count, read.Items.Count, document.Items.Count);
        foreach (var missing in document.Items.Except(pairs.Select(p => p.Expected)))
            Miss(document, $"no item: {missing.Number} {missing.TextStart}");
        foreach (var extra in read.Items.Except(pairs.Select(p => p.Read)))
            Miss(document, $"extra item: {extra.Number.Value} {Head(extra.Text.Value)}");
        foreach (var (expected, item) in pairs)
            Compare(document, expected, item);
        Report(document, before);
    }

    private void Compare(CorpusDocument document, ExpectedItem expected, ReadItem item)
    {
        var name = $"{expected.Number ?? "-"} {Head(expected.TextStart)}";
        Check(
            "number",
            expected.Number == item.Number.Value || expected.NumberAlt.Contains(item.Number.Value),
            $"{item.Number.Value}"
        );
        var kind = ImportJson.Word(item.Kind.Value);
        Check("kind", expected.Kind == kind || expected.KindAlt?.Contains(kind) == true, kind);
        Check("text start", StartsAs(item, expected), Head(item.Text.Value));
        var position = ImportJson.Word(item.Position.Value.Position);
        Check(
            "position",
            expected.Response == position || expected.ResponseAlt.Contains(position),
            $"{position}, not {expected.Response}"
        );
        CompareOwners(document, expected, item, name);
        CompareDue(document, expected, item, name);

        void Check(string field, bool right, string was)
        {
            Count(field, right ? 1 : 0, 1, 1);
            if (!right)
                Miss(document, $"{name}: {field} read as {was}");
        }
    }

    private void CompareOwners(CorpusDocument document, ExpectedItem expected, ReadItem item, string name)
    {
        var read = item.Owners.Select(o => o.Value).ToList();
        var right = expected.Owners.Where(o => read.Any(r => SameName(o, r))).ToList();
        var counted = read.Where(r =>
                expected.Owners.Any(o => SameName(o, r)) || !expected.OwnersAlt.Any(o => SameName(o, r))
            )
            .ToList();
        Count("owners", right.Count, counted.Count, expected.Owners.Count);
        if (right.Count < expected.Owners.Count || right.Count < counted.Count)
            Miss(document, $"{name}: owners {string.Join(" + ", read)}, not {string.Join(" + ", expected.Owners)}");
    }

    private void CompareDue(CorpusDocument document, ExpectedItem expected, ReadItem item, string name)
    {
        var read = item.Due.Value.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var right = read is not null && (read == expected.Due || expected.DueAlt.Contains(read));
        var excused = read is null && expected.Due is null;
        if (!excused)
            Count("due", right ? 1 : 0, read is null ? 0 : 1, expected.Due is null && !right ? 0 : 1);
        if (!right && !excused)
            Miss(document, $"{name}: due {read}, not {expected.Due}");
    }

    private static List<(ExpectedItem Expected, ReadItem Read)> Pairs(
        IReadOnlyList<ExpectedItem> expected,
        IReadOnlyList<ReadItem> read
    )
    {
        var pairs = new List<(ExpectedItem, ReadItem)>();
        var free = read.ToList();
        foreach (var item in expected)
            Pair(item, free.Find(r => StartsAs(r, item)));
        foreach (var item in expected.Where(e => e.Number is not null && pairs.TrueForAll(p => p.Item1 != e)))
            Pair(item, free.Find(r => r.Number.Value == item.Number));
        return pairs;

        void Pair(ExpectedItem item, ReadItem? found)
        {
            if (found is null)
                return;
            pairs.Add((item, found));
            free.Remove(found);
        }
    }

    private static bool StartsAs(ReadItem item, ExpectedItem expected) =>
        Folded(item.Text.Value).StartsWith(Folded(expected.TextStart), StringComparison.Ordinal);

    private static bool SameName(string a, string b)
    {
        var (x, y) = (Folded(a), Folded(b));
        return x == y || x + "s" == y || y + "s" == x || Short(a) == b || Short(b) == a || Long(a) == y || Long(b) == x;
    }

    private static string? Short(string name) =>
        name.IndexOf('(') is > 0 and var open ? name[(open + 1)..].TrimEnd(')') : null;

    private static string? Long(string name) => name.IndexOf('(') is > 0 and var open ? Folded(name[..open]) : null;

    private static string Folded(string words)
    {
        var folded = new StringBuilder(words.Length);
        foreach (var c in words)
            if (char.IsLetterOrDigit(c))
                folded.Append(char.ToLowerInvariant(c));
        return folded.ToString();
    }

    private static string Head(string words) => words.Length <= 60 ? words : words[..60];

    private void Count(string field, int right, int read, int expected)
    {
        var (r, p, e) = totals[field];
        totals[field] = (r + right, p + read, e + expected);
    }

    private void Miss(CorpusDocument document, string what) =>
        Misses.Append(CultureInfo.InvariantCulture, $"{document.Name}: {what}\n");

    private void Report(CorpusDocument document, Dictionary<string, (int Right, int Read, int Expected)> before)
    {
        var cells = Fields.Select(f =>
        {
            var (right, read, expected) = (
                totals[f].Right - before[f].Right,
                totals[f].Read - before[f].Read,
                totals[f].Expected - before[f].Expected
            );
            return right == read && right == expected ? $"{f} {right}" : $"{f} {right}/{read}r/{expected}e !";
        });
        documents.Append(CultureInfo.InvariantCulture, $"{document.Name, -44} {string.Join(", ", cells)}\n");
    }
}
