namespace Inspection.Kernel.Files;

/// <summary>Copies a JPEG without metadata: EXIF but for the orientation, XMP, IPTC, comments, thumbnails, what follows its end.</summary>
internal static class Jpeg
{
    private const byte Mark = 0xFF;
    private const byte StartOfPicture = 0xD8;
    private const byte EndOfPicture = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte Comment = 0xFE;

    public static async Task Strip(Incoming from, Stream to, CancellationToken cancel)
    {
        await from.Need(2, cancel);
        await Write(from, to, 2, cancel);
        var (framed, scanned, turned) = (false, false, false);

        while (true)
        {
            var marker = await Next(from, cancel);

            if (marker == EndOfPicture)
                break;

            await from.Need(4, cancel);
            var length = 2 + from.BigShort(2);

            if (length < 4)
                throw new DamagedException("one of its segments has no length");

            await from.Need(length, cancel);

            if (IsFrame(marker))
            {
                if (length < 9)
                    throw new DamagedException("its header is too short");

                Pixels.Check(from.BigShort(7), from.BigShort(5));
                framed = true;
            }

            if (marker is Comment or (>= 0xE0 and <= 0xEF))
            {
                var kept = Kept(marker, from.Span[4..length], ref turned);

                if (kept is not null)
                    await to.WriteAsync(kept, cancel);

                from.Skip(length);
                continue;
            }

            await Write(from, to, length, cancel);

            if (marker == StartOfScan)
            {
                await Scan(from, to, cancel);
                scanned = true;
            }
        }

        if (!framed || !scanned)
            throw new DamagedException("there is no picture in it");

        await Write(from, to, 2, cancel);
    }

    private static async Task<byte> Next(Incoming from, CancellationToken cancel)
    {
        await from.Need(2, cancel);

        while (from.Span[0] == Mark && from.Span[1] == Mark)
        {
            from.Skip(1);
            await from.Need(2, cancel);
        }

        var marker = from.Span[1];

        return from.Span[0] == Mark && marker is >= 0xC0 and not (>= 0xD0 and <= StartOfPicture)
            ? marker
            : throw new DamagedException("what follows one of its segments is none");
    }

    /// <summary>The pixels, up to the next marker.</summary>
    private static async Task Scan(Incoming from, Stream to, CancellationToken cancel)
    {
        for (var ended = false; !ended; )
        {
            await from.Need(2, cancel);
            (var length, ended) = Pixelled(from.Span);
            await Write(from, to, length, cancel);
        }
    }

    /// <summary>How much is pixels, and whether a marker follows; a mark at the very end is looked at with what comes next.</summary>
    private static (int Length, bool Ended) Pixelled(ReadOnlySpan<byte> span)
    {
        for (var at = 0; ; )
        {
            var next = span[at..^1].IndexOf(Mark);

            if (next < 0)
                return (span.Length - 1, false);

            at += next;

            if (span[at + 1] is 0 or (>= 0xD0 and < 0xD8))
                at += 2;
            else if (span[at + 1] == Mark)
                at++;
            else
                return (at, true);

            if (at >= span.Length - 1)
                return (Math.Min(at, span.Length), false);
        }
    }

    private static byte[]? Kept(byte marker, ReadOnlySpan<byte> data, ref bool turned)
    {
        switch (marker)
        {
            // Without its thumbnail.
            case 0xE0 when data.StartsWith("JFIF\0"u8) && data.Length >= 14:
                return Segment(marker, [.. data[..12], 0, 0]);
            case 0xE1 when data.StartsWith("Exif\0\0"u8) && !turned && Exif.Orientation(data) is > 1 and var way:
                turned = true;
                return Segment(marker, [.. "Exif\0\0"u8, .. Exif.Minimal(way)]);
            // Colours are wrong without these two.
            case 0xE2 when data.StartsWith("ICC_PROFILE\0"u8):
                return Segment(marker, data);
            case 0xEE when data.StartsWith("Adobe"u8) && data.Length >= 12:
                return Segment(marker, data[..12]);
            default:
                return null;
        }
    }

    private static byte[] Segment(byte marker, ReadOnlySpan<byte> data) =>
        [Mark, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static async Task Write(Incoming from, Stream to, int length, CancellationToken cancel)
    {
        await to.WriteAsync(from.Ahead[..length], cancel);
        from.Skip(length);
    }
}
