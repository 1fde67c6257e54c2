using System.Buffers.Binary;
using System.Text;

namespace Inspection.Kernel.Files;

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
