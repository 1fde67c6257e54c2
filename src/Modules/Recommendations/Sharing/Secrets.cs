using System.Security.Cryptography;
using System.Text;

namespace Inspection.Recommendations;

/// <summary>What is told apart from the link: kept as a salted, slow hash.</summary>
internal static class Passphrases
{
    public const int Shortest = 8;
    private const int Rounds = 600_000;
    private const int Salt = 16;

    public static byte[] Hash(string passphrase)
    {
        var salt = RandomNumberGenerator.GetBytes(Salt);
        return [.. salt, .. Derive(passphrase, salt)];
    }

    public static bool IsRight(string? passphrase, byte[] hash) =>
        CryptographicOperations.FixedTimeEquals(Derive(passphrase ?? "", hash.AsSpan(0, Salt)), hash.AsSpan(Salt));

    private static byte[] Derive(string passphrase, ReadOnlySpan<byte> salt) =>
        Rfc2898DeriveBytes.Pbkdf2(
            passphrase.Trim().Normalize(NormalizationForm.FormKC),
            salt,
            Rounds,
            HashAlgorithmName.SHA256,
            SHA256.HashSizeInBytes
        );
}
