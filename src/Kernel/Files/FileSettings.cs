namespace Inspection.Kernel.Files;

/// <summary>How much is taken, and who looks at it; section <c>Inspection:Files</c> of the configuration.</summary>
public sealed class FileSettings
{
    /// <summary>The most that one file may have, in megabytes of 1,048,576 bytes.</summary>
    public int LargestMegabytes { get; set; } = 50;

    /// <summary>clamd's address, <c>HOST:PORT</c> or the path of its socket; files are not scanned when nothing is said.</summary>
    public string? Clamd { get; set; }

    /// <summary>How long the scanner may take over one file.</summary>
    public TimeSpan ScanWithin { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The most bytes that one file may have.</summary>
    public long Largest => LargestMegabytes * 1024L * 1024;
}
