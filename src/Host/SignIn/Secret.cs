using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Inspection.Host.SignIn;

/// <summary>Something that is shown once and of which only the hash is kept.</summary>
internal static class Secret
{
    private const string Letters = "ABCDEFGHJKMNPQRSTVWXYZ0123456789";

    /// <summary>256 random bits for addresses and headers.</summary>
    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>100 random bits for typing: without letters that look like others.</summary>
    public static string MakeTypable() =>
        string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Letters, 5)));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
