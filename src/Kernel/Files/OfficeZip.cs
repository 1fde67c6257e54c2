using System.IO.Compression;
using System.Text;

namespace Inspection.Kernel.Files;

/// <summary>Word, Excel, PowerPoint and OpenDocument files are zip archives: measured by their directory, then counted while unpacked to nowhere.</summary>
internal static class OfficeZip
{
    public const int MostEntries = 5_000;
    public const long MostUnpacked = 500L * 1024 * 1024;
    private const int LargestTypes = 1024 * 1024;

    private static readonly (string Marker, FileType Type)[] Mains =
    [
        ("wordprocessingml.document.main+xml", FileType.Docx),
        ("spreadsheetml.sheet.main+xml", FileType.Xlsx),
        ("presentationml.presentation.main+xml", FileType.Pptx),
    ];

    private static readonly FileType[] OpenDocuments = [FileType.Odt, FileType.Ods, FileType.Odp];

    /// <exception cref="NotTakenException">It is another archive than its name says, too much, or has macros or a password.</exception>
    /// <exception cref="DamagedException">It cannot be read as an archive.</exception>
    public static async Task Check(FileType type, Stream stored, CancellationToken cancel)
    {
        var entries = await ZipDirectory.Read(stored, MostEntries, cancel);
        RefuseNames(entries);

        if (entries.Any(entry => entry.IsEncrypted))
            throw new NotTakenException("is locked with a password. Save it without one, so that it can be checked");
        if (entries.Sum(entry => entry.Size) > MostUnpacked)
            throw TooMuch();

        foreach (var entry in entries)
            await Unpack(stored, entry, null, cancel);

        if (entries.Any(entry => IsMacro(entry.Name)))
            throw Macros();

        var found = await TypeOf(stored, entries, cancel);

        if (found != type)
            throw new NotTakenException($"is not {type.Noun}: it looks like {found?.Noun ?? Looks.Zip.Words()}");
    }

    private static async Task<FileType?> TypeOf(
        Stream stored,
        IReadOnlyList<ZipEntry> entries,
        CancellationToken cancel
    )
    {
        if (entries.FirstOrDefault(one => one.Name == "[Content_Types].xml") is { } types)
        {
            var text = await Text(stored, types, cancel);

            if (text.Contains("macroEnabled", StringComparison.OrdinalIgnoreCase))
                throw Macros();

            return Mains.FirstOrDefault(main => text.Contains(main.Marker, StringComparison.Ordinal)).Type;
        }

        if (entries.FirstOrDefault(one => one.Name == "mimetype") is { } declared)
        {
            var text = (await Text(stored, declared, cancel)).Trim();
            return OpenDocuments.FirstOrDefault(one => one.MediaType == text);
        }

        return null;
    }

    private static async Task<string> Text(Stream stored, ZipEntry entry, CancellationToken cancel)
    {
        if (entry.Size > LargestTypes)
            throw TooMuch();

        using var unpacked = new MemoryStream((int)entry.Size);
        await Unpack(stored, entry, unpacked, cancel);
        return Encoding.UTF8.GetString(unpacked.GetBuffer(), 0, (int)unpacked.Length);
    }

    /// <summary>Unpacks an entry to see that it holds no more than it declares.</summary>
    private static async Task Unpack(Stream stored, ZipEntry entry, Stream? to, CancellationToken cancel)
    {
        await using var packed = await ZipDirectory.Open(stored, entry, cancel);
        await using Stream content = entry.IsDeflated
            ? new DeflateStream(packed, CompressionMode.Decompress, leaveOpen: true)
            : packed;
        var piece = System.Buffers.ArrayPool<byte>.Shared.Rent(64 * 1024);

        try
        {
            var unpacked = 0L;

            for (int read; (read = await content.ReadAsync(piece, cancel)) > 0; )
            {
                if ((unpacked += read) > entry.Size)
                    throw new NotTakenException("unpacks to more than it declares, and was not unpacked");
                if (to is not null)
                    await to.WriteAsync(piece.AsMemory(0, read), cancel);
            }

            if (unpacked < entry.Size)
                throw new DamagedException("a part of it is cut off");
        }
        catch (InvalidDataException)
        {
            throw new DamagedException("a part of it cannot be unpacked");
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private static void RefuseNames(IReadOnlyList<ZipEntry> entries)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

        foreach (var name in entries.Select(entry => entry.Name.Replace('\\', '/')))
            if (name.StartsWith('/') || name.Contains(':') || name.Contains('\0') || name.Split('/').Contains(".."))
                throw new NotTakenException("holds a file that would be unpacked outside of its folder");
            else if (!names.Add(name))
                throw new DamagedException("it holds two files of one name");
    }

    private static bool IsMacro(string name) =>
        name.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("xl/macrosheets/", StringComparison.OrdinalIgnoreCase)
        || (
            (
                name.StartsWith("Basic/", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("Scripts/", StringComparison.OrdinalIgnoreCase)
            )
            && !name.EndsWith('/')
            && !name.EndsWith("script-lc.xml", StringComparison.OrdinalIgnoreCase)
            && !name.EndsWith("script-lb.xml", StringComparison.OrdinalIgnoreCase)
        );

    private static NotTakenException Macros() => new("holds macros. Save it without macros, or as PDF");

    private static NotTakenException TooMuch() =>
        new($"unpacks to more than {MostUnpacked / 1024 / 1024} MB, the most that is taken. Save it as PDF");
}
