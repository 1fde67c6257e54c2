using System.Buffers.Binary;
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

/// <summary>One file of a zip archive, as its directory declares it.</summary>
internal sealed record ZipEntry(string Name, int Method, int Flags, long PackedSize, long Size, long Header)
{
    public bool IsEncrypted => (Flags & 0x41) != 0;

    public bool IsDeflated => Method == 8;
}

/// <summary>Reads a zip archive's directory, bounded before anything is read.</summary>
internal static class ZipDirectory
{
    private const int EndSize = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int EntrySize = 46;
    private const int HeaderSize = 30;
    private const int LargestDirectory = 2 * 1024 * 1024;

    public static async Task<IReadOnlyList<ZipEntry>> Read(Stream zip, int most, CancellationToken cancel)
    {
        var tail = await Bytes(zip, Math.Max(0, zip.Length - EndSize - LongestComment), null, cancel);
        var at = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);

        if (at < 0 || at + EndSize > tail.Length)
            throw new DamagedException("it has no directory");

        var (count, size, place) = (Short(tail, at + 10), Int(tail, at + 12), Int(tail, at + 16));

        if (count > most || size > LargestDirectory)
            throw new NotTakenException($"holds more than {most:N0} files, the most that is taken");
        if (place + (long)size > zip.Length)
            throw new DamagedException("its directory is not where it should be");

        return Entries(await Bytes(zip, place, (int)size, cancel), count);
    }

    /// <summary>What an entry holds, still packed.</summary>
    public static async Task<Stream> Open(Stream zip, ZipEntry entry, CancellationToken cancel)
    {
        if (entry.Method is not (0 or 8))
            throw new NotTakenException("is packed in a way that is not known here");

        var header = await Bytes(zip, entry.Header, HeaderSize, cancel);

        if (!header.AsSpan().StartsWith("PK\u0003\u0004"u8))
            throw new DamagedException("a part of it is not where it should be");

        var from = entry.Header + HeaderSize + Short(header, 26) + Short(header, 28);

        if (from + entry.PackedSize > zip.Length)
            throw new DamagedException("a part of it is cut off");

        return new Slice(zip, from, entry.PackedSize);
    }

    private static List<ZipEntry> Entries(byte[] directory, int count)
    {
        var entries = new List<ZipEntry>(count);

        for (var at = 0; at < directory.Length; )
        {
            if (at + EntrySize > directory.Length || !directory.AsSpan(at).StartsWith("PK\u0001\u0002"u8))
                throw new DamagedException("its directory cannot be read");

            var name = Short(directory, at + 28);
            var next = at + EntrySize + name + Short(directory, at + 30) + Short(directory, at + 32);

            if (next > directory.Length || entries.Count == count)
                throw new DamagedException("its directory cannot be read");

            entries.Add(
                new(
                    Encoding.UTF8.GetString(directory, at + EntrySize, name),
                    Short(directory, at + 10),
                    Short(directory, at + 8),
                    Int(directory, at + 20),
                    Int(directory, at + 24),
                    Int(directory, at + 42)
                )
            );
            at = next;
        }

        return entries.Count == count ? entries : throw new DamagedException("its directory is not complete");
    }

    private static async Task<byte[]> Bytes(Stream zip, long from, int? length, CancellationToken cancel)
    {
        if (from > zip.Length)
            throw new DamagedException("a part of it is not where it should be");

        var bytes = new byte[length ?? (int)(zip.Length - from)];
        zip.Position = from;

        if (await zip.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel) < bytes.Length)
            throw new DamagedException("it is cut off");

        return bytes;
    }

    private static ushort Short(byte[] from, int at) => BinaryPrimitives.ReadUInt16LittleEndian(from.AsSpan(at));

    private static uint Int(byte[] from, int at) => BinaryPrimitives.ReadUInt32LittleEndian(from.AsSpan(at));

    private sealed class Slice(Stream whole, long from, long length) : Stream
    {
        private long taken;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => length;

        public override long Position
        {
            get => taken;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            whole.Position = from + taken;
            var read = await whole.ReadAsync(buffer[..(int)Math.Min(buffer.Length, length - taken)], cancellationToken);
            taken += read;
            return read;
        }

        public override Task<int> ReadAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
