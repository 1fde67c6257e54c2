using System.Text;

namespace Inspection.Recommendations.Import;

internal static class TextDecoder
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    // What Windows-1252 has in 0x80-0x9F, where Latin-1 has control characters.
    private const string Windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

    public static string Decode(byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return Encoding.UTF8.GetString(bytes, 3, bytes.Length - 3);
        if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2);
        if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2);
        if (Utf16WithoutMark(bytes) is { } utf16)
            return utf16.GetString(bytes);
        return RefuseBinary(DecodeBytes(bytes));
    }

    private static string DecodeBytes(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return string.Create(
                bytes.Length,
                bytes,
                (chars, source) =>
                {
                    for (var i = 0; i < chars.Length; i++)
                        chars[i] = source[i] is >= 0x80 and < 0xA0 ? Windows1252[source[i] - 0x80] : (char)source[i];
                }
            );
        }
    }

    private static UnicodeEncoding? Utf16WithoutMark(byte[] bytes)
    {
        var sample = Math.Min(bytes.Length & ~1, 512);
        if (sample < 16)
            return null;
        int even = 0,
            odd = 0;
        for (var i = 0; i < sample; i += 2)
        {
            even += bytes[i] == 0 ? 1 : 0;
            odd += bytes[i + 1] == 0 ? 1 : 0;
        }
        return odd > sample * 2 / 5 && even == 0 ? new UnicodeEncoding(false, false)
            : even > sample * 2 / 5 && odd == 0 ? new UnicodeEncoding(true, false)
            : null;
    }

    private static string RefuseBinary(string text)
    {
        var sample = text.AsSpan(0, Math.Min(text.Length, 4096));
        var odd = 0;
        foreach (var c in sample)
            odd += char.IsControl(c) && c is not ('\n' or '\r' or '\t' or '\f') ? 1 : 0;
        return odd * 5 <= sample.Length
            ? text
            : throw new UnreadableDocumentException(
                "This file is not a document that can be read. Use PDF, Word (.docx), OpenDocument, HTML or text."
            );
    }
}
