using System.Text.RegularExpressions;
using Inspection.Kernel;
using Inspection.Kernel.Events;

namespace Inspection.Recommendations;

/// <summary>Which words an inspectorate rates progress with.</summary>
internal enum ScaleKind
{
    Hmcpsi,
    HmiPrisons,

    /// <summary>Any words: nothing says which is better.</summary>
    Free,

    /// <summary>A list of the inspectorate's own.</summary>
    Own,
}

/// <summary>The words that an inspectorate rates progress with, best first; none where it may use any.</summary>
/// <param name="Name">What a rating is stored with: it says enough to read the rating again when the scale has changed.</param>
internal sealed partial record RatingScale(ScaleKind Kind, string Name, Many<string> Grades)
{
    /// <summary>The most characters of a rating.</summary>
    public const int Longest = 60;

    private const string Between = " / ";

    public static readonly RatingScale Hmcpsi = new(
        ScaleKind.Hmcpsi,
        "HMCPSI",
        ["Achieved", "Substantial progress", "Limited progress", "No progress"]
    );

    public static readonly RatingScale HmiPrisons = new(
        ScaleKind.HmiPrisons,
        "HMI Prisons",
        ["Good progress", "Reasonable progress", "Insufficient progress", "No meaningful progress"]
    );

    public static RatingScale Free(string inspectorate) => new(ScaleKind.Free, inspectorate, []);

    public static RatingScale Own(string inspectorate, Many<string> grades) =>
        new(ScaleKind.Own, $"{inspectorate} ({string.Join(Between, grades)})", grades);

    public static RatingScale Of(string inspectorate, ScaleKind kind, Many<string> own) =>
        kind switch
        {
            ScaleKind.Hmcpsi => Hmcpsi,
            ScaleKind.HmiPrisons => HmiPrisons,
            ScaleKind.Own => Own(inspectorate, own),
            _ => Free(inspectorate),
        };

    /// <summary>The scale of an inspectorate for which nobody has chosen one.</summary>
    public static RatingScale DefaultOf(string inspectorate) =>
        Inspectorate.KeyOf(inspectorate) switch
        {
            Inspectorate.Hmcpsi => Hmcpsi,
            Inspectorate.HmiPrisons => HmiPrisons,
            _ => Free(inspectorate),
        };

    /// <summary>The scale that a rating was stored with.</summary>
    public static RatingScale Named(string name) =>
        name == Hmcpsi.Name ? Hmcpsi
        : name == HmiPrisons.Name ? HmiPrisons
        : name.LastIndexOf('(') is > 0 and var open
        && name[^1] == ')'
        && name.IndexOf(Between, open, StringComparison.Ordinal) > 0
            ? Own(name[..open].TrimEnd(), [.. name[(open + 1)..^1].Split(Between)])
        : Free(name);

    /// <summary>A rating in the scale's own spelling; null where it is none of the scale's.</summary>
    public string? Find(string? rating)
    {
        var words = Spaces().Replace(rating ?? "", " ").Trim(' ', '.');

        return words.Length == 0 ? null
            : Grades.Count > 0 ? Grades.FirstOrDefault(grade => Plain(grade) == Plain(words))
            : words.Length <= Longest ? words
            : null;
    }

    /// <exception cref="RefusedException">The scale has no such rating.</exception>
    public string Read(string? rating) =>
        Find(rating)
        ?? throw new RefusedException(
            Grades.Count == 0
                ? $"The rating must be 1 to {Longest} characters"
                : $"“{rating?.Trim()}” is not on the scale of {Name}: it has {string.Join(", ", Grades).ToLowerInvariant()}"
        );

    /// <summary>How far from the best a rating is; null where the scale does not say.</summary>
    public int? PlaceOf(string rating) =>
        Grades.Index().FirstOrDefault(one => one.Item == rating) is (var place, not null) ? place : null;

    // "Good progress made" is good progress.
    private static string Plain(string words) => Made().Replace(words.ToLowerInvariant(), "");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"(?<=progress)\s+made$")]
    private static partial Regex Made();
}
