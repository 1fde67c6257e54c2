using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Inspection.Kernel.Files;

namespace Inspection.Tests.Files;

/// <summary>Small pictures without metadata, as common programs write them, and the metadata that cameras add.</summary>
internal static class Pictures
{
    public static readonly byte[] Jpeg = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdB"
            + "RkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P"
            + "T09PT09PT09PT09PT0//wAARCAAQABgDASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAQG/8QAFhABAQEAAAAAAAAA"
            + "AAAAAAAAABNh/8QAFQEBAQAAAAAAAAAAAAAAAAAAAAX/xAAWEQADAAAAAAAAAAAAAAAAAAAAFWH/2gAMAwEAAhEDEQA/AMxb"
            + "S2oLFlhDC+6pfbRBYEMDqn//2Q=="
    );

    public static readonly byte[] Progressive = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdB"
            + "RkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P"
            + "T09PT09PT09PT09PT0//wgARCAAQABgDASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAMF/8QAFQEBAQAAAAAAAAAA"
            + "AAAAAAAAAAT/2gAMAwEAAhADEAAAActBZfdAf//EABUQAQEAAAAAAAAAAAAAAAAAAAAR/9oACAEBAAEFAqqqqv/EABURAQEA"
            + "AAAAAAAAAAAAAAAAAAAU/9oACAEDAQE/AbVr/8QAFREBAQAAAAAAAAAAAAAAAAAAABT/2gAIAQIBAT8BgQP/xAAUEAEAAAAA"
            + "AAAAAAAAAAAAAAAg/9oACAEBAAY/Al//xAAUEAEAAAAAAAAAAAAAAAAAAAAg/9oACAEBAAE/IV//AP/aAAwDAQACAAMAAAAQ"
            + "xx//xAAVEQEBAAAAAAAAAAAAAAAAAAAAcf/aAAgBAwEBPxClP//EABURAQEAAAAAAAAAAAAAAAAAAABx/9oACAECAQE/EIQ/"
            + "/8QAFhABAQEAAAAAAAAAAAAAAAAAcQAg/9oACAEBAAE/EFKWB//Z"
    );

    public static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAABgAAAAQBAMAAAD+CqKmAAAAMFBMVEX/AADuABHdACLMADO7AESqAFWZAGaIAHd3AIhmAJlV"
            + "AKpEALszAMwiAN0RAO4AAP8lworGAAAAO0lEQVQI103BQQEAEADAwFVQQQUVVFBBBRVUUEEFFVRQQQW+uwMLQhSSkIUiVKEJ"
            + "XRjCFJawhSNc4ckHGRdfoQLKecQAAAAASUVORK5CYII="
    );

    /// <summary>Two frames that repeat.</summary>
    public static readonly byte[] Gif = Convert.FromBase64String(
        "R0lGODlhCAAIAPAAAP8AAAAAACH5BAAKAAAAIf8LTkVUU0NBUEUyLjADAQAAACwAAAAACAAIAAACB4SPqcvtXQAAIfkEAAoA"
            + "AAAsAAAAAAgACACAAAD/AAAAAgeEj6nL7V0AADs="
    );

    /// <summary>With a colour profile, and so with the header that says what else there is.</summary>
    public static readonly byte[] WebP = Convert.FromBase64String(
        "UklGRkACAABXRUJQVlA4WAoAAAAgAAAAFwAADwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAA"
            + "AABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAA"
            + "ABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAA"
            + "AAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAA"
            + "AAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAA"
            + "AABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggUgAAADAE"
            + "AJ0BKhgAEAA+tUqfSjKkIqawCAJQFolsAJ0yhHA3kH4k8IDuAAQkbAD+71/CRdbC3KzW+lKH/z2GXWv88bW0W16oP1xBQW+D"
            + "Tayf8uiAAAA="
    );

    public static readonly byte[] PlainWebP = Convert.FromBase64String(
        "UklGRmIAAABXRUJQVlA4IFYAAADwAwCdASoYABAAPpE6l0eloyIhMAgAsBIJbDuAG9Yir+gAC1ay8J6AAP7sF40Z8avX/7S/"
            + "/4oad9+1H//UJuf/5CbgkES5bxwZz2ZEqLwNEiNFk3VwAA=="
    );

    public static readonly byte[] RealHeic = Convert.FromBase64String(
        "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaptZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA"
            + "AAAAAA5waXRtAAAAAAACAAAAEGlkYXQAAAAAABgAEAAAADhpbG9jAQAAAERAAAIAAQAAAAAAAAHOAAEAAAAAAAAATgACAAEA"
            + "AAAAAAAAAQAAAAAAAAAIAAAAOGlpbmYAAAAAAAIAAAAVaW5mZQIAAAEAAQAAaHZjMQAAAAAVaW5mZQIAAAAAAgAAZ3JpZAAA"
            + "AADVaXBycAAAALNpcGNvAAAAc2h2Y0MBA3AAAAAAAAAAAAAe8AD8/fj4AAAPAyAAAQAYQAEMAf//A3AAAAMAkAAAAwAAAwAe"
            + "ugJAIQABACdCAQEDcAAAAwCQAAADAAADAB6gIIEFluqumubAgAAAAwCAAAADAIQiAAEABkQBwXPBiQAAABRpc3BlAAAAAAAA"
            + "AEAAAABAAAAAFGlzcGUAAAAAAAAAGAAAABAAAAAQcGl4aQAAAAADCAgIAAAAGmlwbWEAAAAAAAAAAgABAoECAAICA4QAAAAa"
            + "aXJlZgAAAAAAAAAOZGltZwACAAEAAQAAAFZtZGF0AAAASigBrxMhb7NA9So0Y4Me6/3FBBbGQSe+Sn6cClaNDMdAZDfFKLj/"
            + "z6q5x+hJ536H4RuyZAsQy2U8meAj9L4MhMeC42iN3e2jaZ+A"
    );

    /// <summary>EXIF with an orientation, a description, and whatever else is said, in either byte order.</summary>
    public static byte[] ExifOf(int orientation, byte[] secret, bool little)
    {
        var exif = new byte[8 + 2 + 24 + 4 + secret.Length];
        (little ? "II*\0"u8 : "MM\0*"u8).CopyTo(exif);
        Int(4, 8);
        Short(8, 2);
        Entry(10, 0x010E, 2, secret.Length, 38);
        Short(22, 0x0112);
        Short(24, 3);
        Int(26, 1);
        Short(30, orientation);
        secret.CopyTo(exif, 38);
        return exif;

        void Entry(int at, int tag, int type, int count, int value)
        {
            Short(at, tag);
            Short(at + 2, type);
            Int(at + 4, count);
            Int(at + 8, value);
        }

        void Short(int at, int value)
        {
            if (little)
                BinaryPrimitives.WriteInt16LittleEndian(exif.AsSpan(at), (short)value);
            else
                BinaryPrimitives.WriteInt16BigEndian(exif.AsSpan(at), (short)value);
        }

        void Int(int at, int value)
        {
            if (little)
                BinaryPrimitives.WriteInt32LittleEndian(exif.AsSpan(at), value);
            else
                BinaryPrimitives.WriteInt32BigEndian(exif.AsSpan(at), value);
        }
    }

    public static byte[] Segment(byte marker, params byte[] data) =>
        [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    /// <summary>A JPEG with segments put in behind its first one, and bytes behind its end.</summary>
    public static byte[] With(byte[] jpeg, byte[] segments, byte[] behind) =>
        [.. jpeg[..20], .. segments, .. jpeg[20..], .. behind];

    public static byte[] Chunk(string type, params byte[] data)
    {
        byte[] chunk = [.. new byte[4], .. Encoding.Latin1.GetBytes(type), .. data, .. new byte[4]];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(chunk.AsSpan(4..^4)));
        return chunk;
    }

    /// <summary>A PNG with chunks put in behind its header.</summary>
    public static byte[] WithChunks(byte[] chunks, byte[] behind) => [.. Png[..33], .. chunks, .. Png[33..], .. behind];

    /// <summary>A PNG that says it has this many pixels.</summary>
    public static byte[] PngOf(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 0);
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(new byte[1000]);
        return [.. Png[..8], .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND")];
    }

    /// <summary>A GIF with blocks put in before its first picture.</summary>
    public static byte[] WithBlocks(byte[] blocks, byte[] behind) => [.. Gif[..19], .. blocks, .. Gif[19..], .. behind];

    public static byte[] Block(byte label, byte[]? application, byte[] data)
    {
        List<byte> block = [0x21, label];

        if (application is not null)
            block.AddRange([(byte)application.Length, .. application]);
        foreach (var piece in data.Chunk(255))
            block.AddRange([(byte)piece.Length, .. piece]);

        return [.. block, 0];
    }

    public static byte[] Riff(string type, params byte[] data)
    {
        byte[] chunk = [.. Encoding.Latin1.GetBytes(type), .. new byte[4], .. data, .. new byte[data.Length & 1]];
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), data.Length);
        return chunk;
    }

    /// <summary>A WebP with chunks put in at its end, and flags that say so.</summary>
    public static byte[] WithRiff(byte[] chunks, byte[] behind)
    {
        byte[] webp = [.. WebP, .. chunks];
        BinaryPrimitives.WriteInt32LittleEndian(webp.AsSpan(4), webp.Length - 8);
        webp[20] |= 0x0C;
        return [.. webp, .. behind];
    }

    public static byte[] Box(string type, params byte[] data)
    {
        byte[] box = [.. new byte[4], .. Encoding.Latin1.GetBytes(type), .. data];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        return box;
    }

    /// <summary>The boxes of a HEIC picture: one item of pixels, one of EXIF, one of XMP.</summary>
    public static byte[] Heic(byte[] pixels, byte[] exif, byte[] xmp, int width = 4032, int height = 3024)
    {
        var type = Box("ftyp", [.. "heic"u8, 0, 0, 0, 0, .. "mif1heic"u8]);
        var size = Meta(0).Length;
        return [.. type, .. Meta(type.Length + size + 8), .. Box("mdat", [.. pixels, .. exif, .. xmp])];

        byte[] Meta(int from) =>
            Box(
                "meta",
                [
                    0,
                    0,
                    0,
                    0,
                    .. Box("hdlr", new byte[24]),
                    .. Box("iinf", [0, 0, 0, 0, 0, 3, .. Info(1, "hvc1"), .. Info(2, "Exif"), .. Info(3, "mime")]),
                    .. Box(
                        "iloc",
                        [
                            0,
                            0,
                            0,
                            0,
                            0x44,
                            0,
                            0,
                            3,
                            .. Place(1, from, pixels.Length),
                            .. Place(2, from + pixels.Length, exif.Length),
                            .. Place(3, from + pixels.Length + exif.Length, xmp.Length),
                        ]
                    ),
                    .. Box("iprp", Box("ipco", Box("ispe", [0, 0, 0, 0, .. Int(width), .. Int(height)]))),
                ]
            );

        static byte[] Info(byte id, string kind) =>
            Box("infe", [2, 0, 0, 0, 0, id, 0, 0, .. Encoding.Latin1.GetBytes(kind), 0]);

        static byte[] Place(byte id, int at, int length) => [0, id, 0, 0, 0, 1, .. Int(at), .. Int(length)];

        static byte[] Int(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
    }

    /// <summary>What the store makes of a picture.</summary>
    public static async Task<byte[]> Strip(byte[] picture)
    {
        using var incoming = new Incoming(new MemoryStream(picture), long.MaxValue);
        using var stored = new MemoryStream();
        await incoming.Has(Sniffer.Enough, default);
        var looks = Sniffer.Of(incoming.Span);
        var type = FileRules.Evidence.Types.Single(one => one.Looks == looks && looks != Looks.Text);
        await Judge.Take(type, incoming, stored, default);
        await incoming.Drain(default);
        return stored.ToArray();
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;

        foreach (var one in data)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        }

        return ~crc;
    }
}
