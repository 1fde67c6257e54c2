using System.Text;

namespace Inspection.Kernel.Files;

/// <summary>Whether bytes are text: UTF-8 or an older Windows encoding, or UTF-16; no control characters but those of lines.</summary>
internal sealed class TextCheck
{
    private readonly bool wide;
    private long seen;

    /// <param name="head">The beginning, which tells the encoding.</param>
    public TextCheck(ReadOnlySpan<byte> head) => wide = Encoded(head).Wide;

    /// <summary>Looks at the next bytes.</summary>
    /// <returns>False at the first that no text has.</returns>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        if (!wide)
            return bytes.IndexOfAny(Controls) < 0;

        // Half of the bytes of UTF-16 are mostly zero; both halves zero is no character.
        for (var i = 1; i < bytes.Length; i++)
            if (bytes[i] == 0 && bytes[i - 1] == 0 && (seen + i) % 2 == 1)
                return false;

        seen += bytes.Length;
        return true;
    }

    public static bool IsText(ReadOnlySpan<byte> head) => head.Length > 0 && new TextCheck(head).Take(head);

    public static string Decode(ReadOnlySpan<byte> head) =>
        Encoded(head) switch
        {
            (false, _) => Encoding.UTF8.GetString(head),
            (_, 0) => Encoding.Unicode.GetString(head),
            _ => Encoding.BigEndianUnicode.GetString(head),
        };

    private static readonly System.Buffers.SearchValues<byte> Controls = System.Buffers.SearchValues.Create([
        .. Enumerable.Range(0, 32).Where(c => c is not ('\t' or '\n' or '\r' or '\f')).Select(c => (byte)c),
        0x7F,
    ]);

    /// <summary>Whether it is UTF-16, and which byte of two is the low one.</summary>
    private static (bool Wide, int Low) Encoded(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return (true, 0);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return (true, 1);

        Span<int> zeros = stackalloc int[2];
        for (var i = 0; i < head.Length; i++)
            zeros[i % 2] += head[i] == 0 ? 1 : 0;

        // Without a mark: every other byte is zero, as in Western text, and the others hardly ever.
        return zeros[1] * 4 > head.Length && zeros[0] == 0 ? (true, 0)
            : zeros[0] * 4 > head.Length && zeros[1] == 0 ? (true, 1)
            : (false, 0);
    }
}
