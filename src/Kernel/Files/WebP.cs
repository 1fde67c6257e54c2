using System.Text;

namespace Inspection.Kernel.Files;

/// <summary>
/// Copies a WebP without metadata. Its size stands at its beginning, so nothing gets shorter: EXIF becomes one that says
/// the orientation only, XMP and unknown chunks become zeros.
/// </summary>
internal static class WebP
{
    private const int HeaderSize = 12;
    private const byte XmpFlag = 0x04;
    private const int LargestExif = 64 * 1024;

    private static readonly string[] Kept = ["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"];
    private static readonly byte[] Nothing = new byte[16 * 1024];

    public static async Task Strip(Incoming from, Stream to, CancellationToken cancel)
    {
        await from.Need(HeaderSize, cancel);
        var left = from.LittleInt(4) - 4L;
        await from.Copy(HeaderSize, to, cancel);
        var (first, pixels) = (true, false);

        for (; left > 0; first = false)
        {
            await from.Need(8, cancel);
            var type = Encoding.Latin1.GetString(from.Span[..4]);
            long length = from.LittleInt(4);
            // The last one is not always padded.
            var padded = Math.Min(length + (length & 1), left - 8);
            left -= 8 + padded;

            if (padded < length || (first && type is not ("VP8 " or "VP8L" or "VP8X")))
                throw new DamagedException("its chunks do not fit into it");

            if (type is "VP8 " or "VP8L" or "VP8X")
                await Measure(from, type, length, cancel);

            pixels |= type is "VP8 " or "VP8L" or "ANMF";

            if (type == "VP8X")
                await Header(from, to, padded, cancel);
            else if (Kept.Contains(type))
                await from.Copy(8 + padded, to, cancel);
            else
                await Erase(from, to, type, length, padded, cancel);
        }

        if (!pixels)
            throw new DamagedException("there is no picture in it");
    }

    private static async Task Measure(Incoming from, string type, long length, CancellationToken cancel)
    {
        if (length < 10)
            throw new DamagedException("its header is too short");

        await from.Need(18, cancel);
        var (width, height) = type switch
        {
            "VP8X" => (1 + (from.LittleInt(12) & 0xFFFFFF), 1 + (from.LittleInt(14) >> 8)),
            "VP8L" => (1 + (from.LittleInt(9) & 0x3FFF), 1 + ((from.LittleInt(9) >> 14) & 0x3FFF)),
            _ => (from.LittleInt(14) & 0x3FFF, (from.LittleInt(14) >> 16) & 0x3FFF),
        };
        Pixels.Check(width, height);
    }

    private static async Task Header(Incoming from, Stream to, long padded, CancellationToken cancel)
    {
        byte[] begin = [.. from.Span[..8], (byte)(from.Span[8] & ~XmpFlag)];
        await to.WriteAsync(begin, cancel);
        from.Skip(begin.Length);
        await from.Copy(padded - 1, to, cancel);
    }

    private static async Task Erase(
        Incoming from,
        Stream to,
        string type,
        long length,
        long padded,
        CancellationToken cancel
    )
    {
        var isExif = type == "EXIF" && length >= Exif.MinimalSize;
        byte[] begin = [.. isExif ? "EXIF"u8 : "JUNK"u8, .. from.Span[4..8]];

        if (isExif)
        {
            var way = 1;

            if (length <= LargestExif)
            {
                await from.Need(8 + (int)length, cancel);
                way = Exif.Orientation(from.Span.Slice(8, (int)length));
            }

            begin = [.. begin, .. Exif.Minimal(way)];
        }

        await to.WriteAsync(begin, cancel);
        await from.Copy(8 + padded, null, cancel);

        for (var zeros = 8 + padded - begin.Length; zeros > 0; zeros -= Nothing.Length)
            await to.WriteAsync(Nothing.AsMemory(0, (int)Math.Min(zeros, Nothing.Length)), cancel);
    }
}
