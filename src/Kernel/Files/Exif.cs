using System.Buffers.Binary;

namespace Inspection.Kernel.Files;

/// <summary>Of everything that EXIF says about a picture, the one thing that is kept: which way up it is.</summary>
internal static class Exif
{
    private const ushort OrientationTag = 0x0112;
    private const int EntrySize = 12;

    /// <summary>Bytes of <see cref="Minimal"/>.</summary>
    public const int MinimalSize = 26;

    /// <summary>1 to 8, as EXIF counts; 1 (as it is) where nothing else is said.</summary>
    /// <param name="tiff">The EXIF data, with or without the prefix that JPEG gives it.</param>
    public static int Orientation(ReadOnlySpan<byte> tiff)
    {
        if (tiff.StartsWith("Exif\0\0"u8))
            tiff = tiff[6..];

        var little = tiff.StartsWith("II*\0"u8);

        if (tiff.Length < 8 || (!little && !tiff.StartsWith("MM\0*"u8)))
            return 1;

        var directory = Int(tiff[4..], little);

        if (directory > tiff.Length - 2)
            return 1;

        var entries = Short(tiff[(int)directory..], little);

        for (var i = 0; i < entries; i++)
        {
            var at = directory + 2 + i * EntrySize;

            if (at + EntrySize > tiff.Length)
                return 1;

            var entry = tiff[(int)at..];

            if (Short(entry, little) == OrientationTag)
                return Short(entry[8..], little) is >= 1 and <= 8 and var way ? way : 1;
        }

        return 1;
    }

    /// <summary>EXIF that says nothing but the orientation.</summary>
    public static byte[] Minimal(int orientation) =>
        [
            .. "MM\0*"u8,
            .. (byte[])[0, 0, 0, 8],
            .. (byte[])[0, 1],
            .. (byte[])[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0],
            .. new byte[4],
        ];

    private static ushort Short(ReadOnlySpan<byte> at, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);

    private static uint Int(ReadOnlySpan<byte> at, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);
}
