namespace Inspection.Deadlines;

/// <summary>How long a mail waits after an attempt: twice as long each time, and never all of them at once.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(4);

    /// <summary>After so long a mail is given up.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromDays(5);

    /// <summary>A minute after the first attempt, twice that after each other, at most four hours; a fifth more or less.</summary>
    /// <param name="attempts">How many were made.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan After(int attempts, double chance)
    {
        var doubled = First * Math.Pow(2, Math.Clamp(attempts - 1, 0, 20));
        return (doubled < Longest ? doubled : Longest) * (0.8 + 0.4 * chance);
    }
}
