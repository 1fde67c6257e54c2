using System.Buffers.Binary;
using System.Text;

namespace Inspection.Kernel.Files;

/// <summary>
/// Copies a HEIC picture with zeros where its EXIF and XMP were: everything in it is found by its place, so nothing may move.
/// Its orientation is not in the EXIF, and stays.
/// </summary>
internal static class Heic
{
    private const int LargestIndex = 96 * 1024;
    private static readonly byte[] Zeros = new byte[16 * 1024];

    public static async Task Strip(Incoming from, Stream to, CancellationToken cancel)
    {
        IReadOnlyList<(long From, long To)>? erased = null;
        var at = 0L;

        while (await from.Has(1, cancel))
        {
            await from.Need(8, cancel);
            var type = Encoding.Latin1.GetString(from.Span[4..8]);
            var header = from.BigInt(0) == 1 ? 16 : 8;
            await from.Need(header, cancel);
            var size = from.BigInt(0) switch
            {
                0 => long.MaxValue,
                1 => (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(from.Span[8..]), long.MaxValue),
                var small => small,
            };

            if (size < header)
                throw new DamagedException("one of its boxes has no length");
            if (type is "moov" or "moof")
                throw new NotTakenException("is a moving picture, which is not taken");

            if (type == "meta" && erased is null)
            {
                if (size > LargestIndex)
                    throw new NotTakenException("has an index too large to be looked through. Save it as JPEG");

                await from.Need((int)size, cancel);
                var index = from.Span[..(int)size].ToArray();
                erased = new HeicIndex(index, at).Erase();
                await to.WriteAsync(index, cancel);
                from.Skip(index.Length);
            }
            else
                size = await Box(from, to, size, at, type == "uuid" ? [(at + 24, at + size)] : erased ?? [], cancel);

            if (type == "meta" && erased?.Any(range => range.From < at) == true)
                throw new NotTakenException("has metadata before its index. Save it as JPEG");

            at += size;
        }

        if (erased is null)
            throw new DamagedException("there is no picture in it");
    }

    /// <summary>Copies a box, with zeros in the ranges of the file that are to be erased.</summary>
    private static async Task<long> Box(
        Incoming from,
        Stream to,
        long size,
        long at,
        IReadOnlyList<(long From, long To)> erased,
        CancellationToken cancel
    )
    {
        var copied = 0L;

        for (; copied < size; )
        {
            if (!await from.Has(1, cancel))
                return size == long.MaxValue ? copied : throw new DamagedException("it ends too early");

            var place = at + copied;
            var inside = erased.FirstOrDefault(range => range.From <= place && place < range.To);
            var next = erased
                .Where(range => range.From > place)
                .Select(range => range.From)
                .DefaultIfEmpty(long.MaxValue)
                .Min();
            var length = (int)
                Math.Min(from.Ahead.Length, Math.Min(size - copied, (inside.To > 0 ? inside.To : next) - place));

            if (inside.To > 0)
                length = Math.Min(length, Zeros.Length);

            await to.WriteAsync(inside.To > 0 ? Zeros.AsMemory(0, length) : from.Ahead[..length], cancel);
            from.Skip(length);
            copied += length;
        }

        return copied;
    }
}
