using System.Security.Cryptography;
using System.Text;

namespace Inspection.Kernel.Postgres;

/// <summary>Chooses where the data live when nobody said so.</summary>
public static class DataFolder
{
    private const string Shared = "/var/lib/inspection";

    /// <summary>"data" beside the application; for root, elsewhere when the server's user cannot get there.</summary>
    public static string Default(string applicationFolder)
    {
        var beside = Path.Combine(Path.GetFullPath(applicationFolder), "data");
        return Account.ForServer(wanted: null, beside)?.BlockedAt(beside) is null
            ? beside
            : Path.Combine(Shared, ShortHash(Path.GetDirectoryName(beside)!));
    }

    internal static string ShortHash(string path) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..8];
}
