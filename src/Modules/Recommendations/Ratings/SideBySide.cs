namespace Inspection.Recommendations;

/// <summary>The words of an earlier recommendation beside those of a later one.</summary>
internal sealed record SideBySide(string ThenCalled, string Then, string NowCalled, string Now)
{
    public string OnlyThen { get; init; } = "then";

    public string OnlyNow { get; init; } = "now";

    public Differences Differences => Differences.Between(Then, Now);
}
