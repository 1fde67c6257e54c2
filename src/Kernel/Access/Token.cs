using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Inspection.Kernel.Access;

/// <summary>The token of a secret link: 256 random bits, of which only the hash is kept.</summary>
public static class Token
{
    private const int Bytes = 32;

    /// <summary>A new one, in base64url.</summary>
    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is kept of it, and looked for: SHA-256 in hexadecimal.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>What a hash has to look like.</summary>
    public static bool IsHash(string? hash) => hash is { Length: 64 } && hash.All(char.IsAsciiHexDigitLower);
}
