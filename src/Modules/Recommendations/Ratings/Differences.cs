namespace Inspection.Recommendations;

/// <summary>A run of words; <paramref name="Differs"/> where the other text does not have it.</summary>
internal sealed record Run(string Text, bool Differs);

/// <summary>Two texts, each with what the other does not have marked; layout, case and punctuation are no difference.</summary>
internal sealed record Differences(IReadOnlyList<Run> Then, IReadOnlyList<Run> Now)
{
    // Beyond this many comparisons what lies between the first and the last difference is marked as one.
    private const int Most = 4_000_000;

    public bool None => Then.Concat(Now).All(run => !run.Differs);

    public static Differences Between(string then, string now)
    {
        var (left, right) = (Words(then), Words(now));
        var (a, b) = (Keys(left), Keys(right));
        var (start, tail) = (0, 0);

        while (start < a.Length && start < b.Length && a[start] == b[start])
            start++;
        while (tail < a.Length - start && tail < b.Length - start && a[^(tail + 1)] == b[^(tail + 1)])
            tail++;

        var (kept, also) = Common(a[start..^tail], b[start..^tail]);
        return new(Runs(left, start, tail, kept), Runs(right, start, tail, also));
    }

    /// <summary>Which words of each belong to the longest sequence that both have.</summary>
    private static (bool[] Left, bool[] Right) Common(string[] a, string[] b)
    {
        var (left, right) = (new bool[a.Length], new bool[b.Length]);

        if ((long)a.Length * b.Length > Most)
            return (left, right);

        var longest = new int[a.Length + 1, b.Length + 1];

        for (var i = a.Length - 1; i >= 0; i--)
        for (var j = b.Length - 1; j >= 0; j--)
            longest[i, j] = a[i] == b[j] ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);

        for (int i = 0, j = 0; i < a.Length && j < b.Length; )
            if (a[i] == b[j])
                left[i++] = right[j++] = true;
            else if (longest[i + 1, j] >= longest[i, j + 1])
                i++;
            else
                j++;

        return (left, right);
    }

    private static List<Run> Runs(string[] words, int start, int tail, bool[] kept)
    {
        var runs = new List<Run>();

        foreach (var (i, word) in words.Index())
        {
            var differs = i >= start && i < words.Length - tail && !kept[i - start];

            if (runs.Count > 0 && runs[^1].Differs == differs)
                runs[^1] = runs[^1] with { Text = $"{runs[^1].Text} {word}" };
            else
                runs.Add(new(word, differs));
        }

        return runs;
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string[] Keys(string[] words) =>
        [.. words.Select(word => string.Concat(word.Where(char.IsLetterOrDigit)).ToLowerInvariant())];
}
