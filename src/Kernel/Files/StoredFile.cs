namespace Inspection.Kernel.Files;

/// <summary>What is known of a file that was stored; its content is read with <see cref="FileStore.Open"/>.</summary>
/// <param name="Id">Its id, which is also its address: <c>/files/{id}</c>.</param>
/// <param name="Name">Its cleaned name, with the extension of its type.</param>
/// <param name="ContentType">The media type, found out from the content.</param>
/// <param name="Size">Bytes, as stored.</param>
/// <param name="Sha256">SHA-256 of what is stored, in hexadecimal.</param>
/// <param name="OriginalSha256">SHA-256 of what was handed in; another where a picture's metadata was removed.</param>
/// <param name="State">Whether it was looked at for malware.</param>
/// <param name="Finding">Why it is in quarantine, or was removed, in words; null otherwise.</param>
/// <param name="Kept">Something depends on it; drafts may be discarded.</param>
/// <param name="StoredBy">Who handed it in.</param>
/// <param name="StoredAt">When.</param>
/// <param name="RemovedAt">When its content was taken out again; null where it is there.</param>
public sealed record StoredFile(
    Guid Id,
    string Name,
    string ContentType,
    long Size,
    string Sha256,
    string OriginalSha256,
    FileState State,
    string? Finding,
    bool Kept,
    Guid StoredBy,
    DateTimeOffset StoredAt,
    DateTimeOffset? RemovedAt = null
)
{
    /// <summary>Whether it may be handed out and count as evidence: never while it is in quarantine, nor once it was removed.</summary>
    public bool IsUsable => State is FileState.Clean or FileState.NotScanned;

    /// <summary>Whether metadata (place, camera, author) was removed: what is stored is not byte for byte what came.</summary>
    public bool IsStripped => Sha256 != OriginalSha256;
}

/// <summary>What the malware scanner said of a file.</summary>
public enum FileState
{
    /// <summary>Nothing was found in it.</summary>
    Clean,

    /// <summary>No scanner is configured.</summary>
    NotScanned,

    /// <summary>The scanner did not answer, or could not look at all of it: nobody gets it before it did.</summary>
    Quarantined,

    /// <summary>Its content was taken out for ever, with a reason; what is known of it stays.</summary>
    Removed,
}
