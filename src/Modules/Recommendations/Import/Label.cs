namespace Inspection.Recommendations.Import;

internal enum LabelKind
{
    None,
    Item,
    Conclusion,
    Section,
    End,
    Response,
    Position,
    Due,
    Owner,
    Rating,
    Number,
    Part,
    Bullet,
}

/// <summary>What the first words of a passage announce, and what is left of the passage after them.</summary>
internal sealed record Label(LabelKind Kind, Excerpt Rest)
{
    public ItemKind Item { get; init; }
    public string? Number { get; init; }
    public Excerpt? NumberWords { get; init; }
    public bool IsMixed { get; init; }
    public bool HasColon { get; init; }

    /// <summary>"Concern 1": a finding of its own where a document has none called anything else.</summary>
    public bool IsConcern { get; init; }

    /// <summary>The findings that an answer is to; of an item, all that it stands for where they are several.</summary>
    public IReadOnlyList<int> Numbers { get; init; } = [];

    public static Label None(Excerpt words) => new(LabelKind.None, words);
}
