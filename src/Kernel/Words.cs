namespace Inspection.Kernel;

/// <summary>Values as a person reads them.</summary>
public static partial class Words
{
    /// <summary>An enumeration's member in lower-case words: <c>IssueToAddress</c> as "issue to address".</summary>
    public static string Of(Enum value) =>
        string.Concat(
            value
                .ToString()
                .Select(
                    (c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"
                )
        );

    /// <summary>The same with its first letter large.</summary>
    public static string Sentence(Enum value) =>
        Of(value) is var words ? char.ToUpperInvariant(words[0]) + words[1..] : "";
}
