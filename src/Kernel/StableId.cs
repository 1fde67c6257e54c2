using System.Security.Cryptography;
using System.Text;

namespace Inspection.Kernel;

/// <summary>Ids that follow from what they are for: the same key gives the same id, so that doing it again does it once.</summary>
public static class StableId
{
    /// <summary>The id of a key: the first half of its SHA-256.</summary>
    public static Guid Of(ReadOnlySpan<byte> key) => new(SHA256.HashData(key).AsSpan(0, 16));

    /// <summary>The id of a key in words.</summary>
    public static Guid Of(string key) => Of(Encoding.UTF8.GetBytes(key));
}
