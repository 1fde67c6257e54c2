using System.Security.Cryptography;
using System.Text;

namespace Inspection.Recommendations;

/// <summary>Recognises the same text again, whatever spaces, case, hyphens and quotes the layout gave it.</summary>
internal static class TextKeys
{
    public static string Of(string text) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant()))
        )[..32];
}
