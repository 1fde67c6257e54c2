using System.Buffers.Binary;
using System.Text;

namespace Inspection.Kernel.Files;

/// <summary>Copies a GIF without metadata: comments, XMP and other applications' blocks, what follows its end.</summary>
internal static class Gif
{
    private const byte Extension = 0x21;
    private const byte Picture = 0x2C;
    private const byte End = 0x3B;
    private const int HeaderSize = 13;

    // How often it repeats, and its colours.
    private static readonly string[] Applications = ["NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"];

    public static async Task Strip(Incoming from, Stream to, CancellationToken cancel)
    {
        await from.Need(HeaderSize, cancel);
        Pixels.Check(Short(from, 6), Short(from, 8));
        await from.Copy(HeaderSize + Colours(from.Span[10]), to, cancel);

        for (var pictures = 0; ; )
        {
            await from.Need(1, cancel);

            switch (from.Span[0])
            {
                case Picture:
                    await from.Need(10, cancel);
                    Pixels.Check(Short(from, 5), Short(from, 7));
                    await from.Copy(10 + Colours(from.Span[9]) + 1, to, cancel);
                    await Blocks(from, to, cancel);
                    pictures++;
                    break;
                case Extension:
                    await from.Need(2, cancel);
                    var target = await IsKept(from, cancel) ? to : null;
                    await from.Copy(2, target, cancel);
                    await Blocks(from, target, cancel);
                    break;
                case End when pictures > 0:
                    await from.Copy(1, to, cancel);
                    return;
                default:
                    throw new DamagedException("there is no picture where one should be");
            }
        }
    }

    private static async Task<bool> IsKept(Incoming from, CancellationToken cancel)
    {
        // Graphic control, plain text.
        if (from.Span[1] is 0xF9 or 0x01)
            return true;
        if (from.Span[1] != 0xFF)
            return false;

        await from.Need(3, cancel);
        var length = from.Span[2];
        await from.Need(3 + length, cancel);
        return Applications.Contains(Encoding.Latin1.GetString(from.Span.Slice(3, length)));
    }

    private static async Task Blocks(Incoming from, Stream? to, CancellationToken cancel)
    {
        for (var length = -1; length != 0; )
        {
            await from.Need(1, cancel);
            length = from.Span[0];
            await from.Copy(1 + length, to, cancel);
        }
    }

    private static int Colours(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static ushort Short(Incoming from, int at) => BinaryPrimitives.ReadUInt16LittleEndian(from.Span[at..]);
}
