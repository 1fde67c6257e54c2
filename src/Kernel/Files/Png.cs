using System.Buffers.Binary;
using System.Text;

namespace Inspection.Kernel.Files;

/// <summary>Copies a PNG without metadata: texts, times, EXIF but for the orientation, unknown chunks, what follows its end.</summary>
internal static class Png
{
    private const int SignatureSize = 8;
    private const int LargestExif = 64 * 1024;

    private static readonly HashSet<string> Kept =
    [
        "IHDR",
        "PLTE",
        "IDAT",
        "IEND",
        "tRNS",
        "gAMA",
        "cHRM",
        "sRGB",
        "iCCP",
        "cICP",
        "sBIT",
        "bKGD",
        "hIST",
        "pHYs",
        "sPLT",
        "acTL",
        "fcTL",
        "fdAT",
    ];

    private static readonly uint[] Crcs = [.. Enumerable.Range(0, 256).Select(n => CrcOf((uint)n))];

    public static async Task Strip(Incoming from, Stream to, CancellationToken cancel)
    {
        await from.Need(SignatureSize, cancel);
        await from.Copy(SignatureSize, to, cancel);
        var (first, pixels, turned) = (true, false, false);

        for (var type = ""; type != "IEND"; first = false)
        {
            await from.Need(8, cancel);
            var length = from.BigInt(0);
            type = Encoding.Latin1.GetString(from.Span[4..8]);

            if (length > int.MaxValue || first != (type == "IHDR"))
                throw new DamagedException("its chunks are out of order");

            if (first)
            {
                await from.Need(16, cancel);
                Pixels.Check(from.BigInt(8), from.BigInt(12));
            }

            // A chunk that says it is needed to show the picture, and is of a kind that nobody knows.
            if (char.IsAsciiLetterUpper(type[0]) && !Kept.Contains(type))
                throw new DamagedException($"it has a chunk {Named(type)} that no PNG has");

            pixels |= type == "IDAT";

            if (type == "eXIf" && !turned && length <= LargestExif)
            {
                await from.Need(8 + (int)length, cancel);
                turned = await Turn(Exif.Orientation(from.Span.Slice(8, (int)length)), to, cancel);
            }

            await Chunk(from, Kept.Contains(type) ? to : null, length, cancel);
        }

        if (!pixels)
            throw new DamagedException("there is no picture in it");
    }

    private static async Task Chunk(Incoming from, Stream? to, long length, CancellationToken cancel)
    {
        var crc = Crc(uint.MaxValue, from.Span[4..8]);
        await from.Copy(8, to, cancel);
        await from.Take(
            length,
            (piece, stop) =>
            {
                crc = Crc(crc, piece.Span);
                return to is null ? ValueTask.CompletedTask : to.WriteAsync(piece, stop);
            },
            cancel
        );
        await from.Need(4, cancel);

        if (from.BigInt(0) != ~crc)
            throw new DamagedException("one of its chunks is not as it was written");

        await from.Copy(4, to, cancel);
    }

    private static async Task<bool> Turn(int way, Stream to, CancellationToken cancel)
    {
        if (way == 1)
            return false;

        byte[] chunk = [0, 0, 0, Exif.MinimalSize, .. "eXIf"u8, .. Exif.Minimal(way), 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(^4), ~Crc(uint.MaxValue, chunk.AsSpan(4..^4)));
        await to.WriteAsync(chunk, cancel);
        return true;
    }

    private static string Named(string type) => type.All(char.IsAsciiLetter) ? type : "without a name";

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var one in data)
            crc = Crcs[(crc ^ one) & 0xFF] ^ (crc >> 8);

        return crc;
    }

    private static uint CrcOf(uint n)
    {
        for (var bit = 0; bit < 8; bit++)
            n = (n & 1) == 0 ? n >> 1 : 0xEDB88320 ^ (n >> 1);

        return n;
    }
}
