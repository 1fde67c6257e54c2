namespace Inspection.Kernel.Ui;

/// <summary>One answer of a select, radios, checkboxes or a filter.</summary>
/// <param name="Value">What is sent.</param>
/// <param name="Text">What is read.</param>
/// <param name="Hint">A line of help below it.</param>
public sealed record Option(string Value, string Text, string? Hint = null)
{
    /// <summary>One option for each word of an enum, in its order.</summary>
    public static IReadOnlyList<Option> Of<TWord>(Func<TWord, string>? words = null)
        where TWord : struct, Enum =>
        [.. Enum.GetValues<TWord>().Select(word => new Option(word.ToString(), words?.Invoke(word) ?? Words.Of(word)))];

    /// <summary>"Yes" and "No", for a <c>bool?</c>.</summary>
    public static IReadOnlyList<Option> YesNo { get; } = [new("true", "Yes"), new("false", "No")];
}

/// <summary>The colours of a tag. Colour never stands alone: the tag's words say it.</summary>
public enum TagColour
{
    Blue,
    Grey,
    Green,
    Teal,
    Purple,
    Magenta,
    Red,
    Orange,
    Yellow,
}

/// <summary>A status in words on a colour.</summary>
public sealed record Tag(string Text, TagColour Colour = TagColour.Blue);
