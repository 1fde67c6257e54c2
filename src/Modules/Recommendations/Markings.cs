namespace Inspection.Recommendations;

/// <summary>The classifications that this suite may hold.</summary>
internal static class Markings
{
    public const string Official = "OFFICIAL";
    public const string Sensitive = "OFFICIAL-SENSITIVE";

    public static bool Allowed(string marking) =>
        marking.Trim().ToUpperInvariant().Replace(' ', '-') is Official or Sensitive;
}
