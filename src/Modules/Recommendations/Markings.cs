using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>The classifications that this suite may hold.</summary>
internal static class Markings
{
    public const string Official = "OFFICIAL";
    public const string Sensitive = "OFFICIAL-SENSITIVE";

    public static IReadOnlyList<Option> Options { get; } = [new(Official, Official), new(Sensitive, Sensitive)];

    public static bool Allowed(string marking) => Of(marking) is Official or Sensitive;

    /// <summary>The marking in its one spelling, by which the register filters; OFFICIAL where none is given.</summary>
    public static string Of(string? marking) => marking?.Trim().ToUpperInvariant().Replace(' ', '-') ?? Official;
}
