namespace Inspection.Kernel.Access;

/// <summary>Names for pages that anybody may open.</summary>
public static class Open
{
    /// <summary>The rate limit of pages that show a division's data to whoever has a secret link.</summary>
    public const string ToStrangers = "open to strangers";
}
