using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Inspection.Kernel.Files;

namespace Inspection.Recommendations;

/// <summary>A pack before it is written: its pages, and which stored files go with them.</summary>
internal sealed record Pack(string Name, IReadOnlyList<PackEntry> Entries, Report.PackMade Happened)
{
    public const string Sums = "SHA256SUMS";

    // The first moment that a zip file can name.
    private static readonly DateTimeOffset Moment = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Writes the zip file as it goes: a part of one file is held at a time. Where a file is not as it was stored, or
    /// cannot be read, it throws and what was written has no end: nobody takes half a pack for a whole one.
    /// </summary>
    public async Task Write(Stream to, FileStore files, CancellationToken cancel)
    {
        var outflow = new Outflow(to);
        var zip = await ZipArchive.CreateAsync(outflow, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancel);

        foreach (var entry in Entries)
        {
            var written = zip.CreateEntry(entry.Path, CompressionLevel.Fastest);
            written.LastWriteTime = Moment;
            var content = await written.OpenAsync(cancel);

            if (entry.Content is { } page)
                await content.WriteAsync(page, cancel);
            else
                await Copy(entry, files, content, cancel);

            await content.DisposeAsync();
        }

        await zip.DisposeAsync();
        await outflow.FlushAsync(cancel);
    }

    private static async Task Copy(PackEntry entry, FileStore files, Stream to, CancellationToken cancel)
    {
        await using var from = files.Outgoing(entry.File!);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = ArrayPool<byte>.Shared.Rent(64 * 1024);

        try
        {
            for (int read; (read = await from.ReadAsync(piece, cancel)) > 0; )
            {
                hash.AppendData(piece, 0, read);
                await to.WriteAsync(piece.AsMemory(0, read), cancel);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != entry.Sha256)
            throw new InvalidDataException($"File {entry.File!.Id} is not as it was stored");
    }
}

/// <summary>One file of a pack: a page that was made for it, or a stored file.</summary>
internal sealed record PackEntry(string Path, long Size, string Sha256)
{
    public byte[]? Content { get; private init; }

    public StoredFile? File { get; private init; }

    public static PackEntry Of(string path, string text) => Of(path, Encoding.UTF8.GetBytes(text));

    public static PackEntry Of(string path, byte[] content) =>
        new(path, content.Length, Convert.ToHexStringLower(SHA256.HashData(content))) { Content = content };

    public static PackEntry Of(string path, StoredFile file) => new(path, file.Size, file.Sha256) { File = file };
}

/// <summary>Names within one folder, cleaned, and each only once whatever their case.</summary>
internal sealed class UniqueNames
{
    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);

    public string Take(string? name)
    {
        var clean = FileName.Clean(name);
        var dot = clean.LastIndexOf('.') is > 0 and var at ? at : clean.Length;
        var unique = clean;

        for (var number = 2; !taken.Add(unique); number++)
            unique = FileName.Clean($"{clean[..dot]} ({number}){clean[dot..]}");

        return unique;
    }
}
