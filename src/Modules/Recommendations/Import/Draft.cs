namespace Inspection.Recommendations.Import;

/// <summary>An item while its passages are being gathered.</summary>
internal sealed class Draft(ItemKind kind, int start)
{
    public ItemKind Kind { get; set; } = kind;
    public int Start { get; } = start;
    public string? Number { get; set; }
    public Excerpt? NumberWords { get; set; }
    public Excerpt? Group { get; set; }
    public Excerpt? Title { get; set; }

    /// <summary>The words before a list that hold for each of its items: "We recommend that the Board:".</summary>
    public Excerpt? LeadIn { get; init; }
    public List<Excerpt> Text { get; } = [];
    public List<Excerpt> Response { get; } = [];
    public Excerpt? Verdict { get; set; }
    public List<Excerpt> Owners { get; } = [];
    public List<Excerpt> Due { get; } = [];
    public Excerpt? Rating { get; set; }
    public double Confidence { get; set; } = 0.9;

    /// <summary>Findings that are answered by the same words.</summary>
    public List<Draft> Others { get; } = [];

    public bool IsAnswered => Response.Count > 0 || Verdict is not null;

    public int Completeness =>
        Text.Sum(t => Math.Min(t.Length, 1000))
        + (IsAnswered ? 2000 : 0)
        + (Number is null ? 0 : 100)
        + (Due.Count + Owners.Count) * 50;

    public void Answer(Excerpt words)
    {
        if (words.IsEmpty)
            return;
        if (Verdict is null && Verdicts.Whole(words.Text) is not null)
            Verdict = words;
        Response.Add(words);
    }

    /// <summary>Gives the others what was said to all. What each of them asks is its own paragraph, where there are as many.</summary>
    public void Share()
    {
        var asked = Text.ToList();
        var each = asked.Count == Others.Count + 1;

        foreach (var (i, other) in Others.Index())
        {
            if (other.Text.Count == 0)
                other.Text.AddRange(each ? [asked[i + 1]] : asked);
            other.Response.AddRange(Response);
            other.Owners.AddRange(Owners);
            other.Due.AddRange(Due);
            other.Verdict ??= Verdict;
        }

        if (each && Others.Any(other => other.Text.Contains(asked[^1])))
            Text.RemoveRange(1, asked.Count - 1);
    }
}
