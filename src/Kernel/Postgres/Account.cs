using System.Globalization;
using System.Runtime.InteropServices;

namespace Inspection.Kernel.Postgres;

/// <summary>A user of this machine, as far as owning and reaching folders goes.</summary>
internal sealed record Account(string Name, uint User, uint Group)
{
    private const int CurrentFolder = -100;
    private const uint WithOwner = 0x8;
    private const int OwnerOffset = 20;

    private static readonly string[] ServerAccounts = ["postgres", "nobody"];

    /// <summary>Whom the server must run as; null when it runs as this process does.</summary>
    public static Account? ForServer(string? wanted, string data)
    {
        if (!Environment.IsPrivilegedProcess)
            return null;
        if (wanted is not null)
            return Named(wanted) ?? throw Missing($"user {wanted} does not exist");

        var known = ServerAccounts.Select(Named).OfType<Account>().ToList();
        var owner = Directory.Exists(data) ? known.Find(account => account.User == OwnerOf(data)) : null;
        return owner ?? known.FirstOrDefault() ?? throw Missing("there is neither a user postgres nor a user nobody");
    }

    public static string NameOf(uint user) =>
        All().FirstOrDefault(account => account.User == user)?.Name ?? $"number {user}";

    public static string Current => Environment.IsPrivilegedProcess ? "root" : Environment.UserName;

    public static uint OwnerOf(string path)
    {
        var answer = new byte[256];
        return statx(CurrentFolder, path, 0, WithOwner, answer) == 0
            ? BitConverter.ToUInt32(answer, OwnerOffset)
            : throw new IOException($"The owner of {path} cannot be read.", Marshal.GetLastPInvokeError());
    }

    public static uint CurrentUser => geteuid();

    public void Own(string path)
    {
        if (chown(path, User, Group) != 0)
            throw new IOException($"{path} cannot be given to {Name}.", Marshal.GetLastPInvokeError());
    }

    /// <summary>The first folder on the way to a path that this user may not pass.</summary>
    public string? BlockedAt(string path)
    {
        var way = new Stack<string>();
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
            way.Push(folder);
        return way.FirstOrDefault(folder => Directory.Exists(folder) && !MayPass(folder));
    }

    public bool MayPass(string folder) =>
        File.GetUnixFileMode(folder)
            .HasFlag(OwnerOf(folder) == User ? UnixFileMode.UserExecute : UnixFileMode.OtherExecute);

    private static Account? Named(string name) =>
        All().FirstOrDefault(account => account.Name == name && account.User != 0);

    private static IEnumerable<Account> All() =>
        from line in File.ReadLines("/etc/passwd")
        let field = line.Split(':')
        where field.Length > 3
        select new Account(
            field[0],
            uint.Parse(field[2], CultureInfo.InvariantCulture),
            uint.Parse(field[3], CultureInfo.InvariantCulture)
        );

    private static EmbeddedPostgresException Missing(string why) =>
        new(
            ExitCode.NoUsablePostgres,
            $"PostgreSQL refuses to run as root, and {why}; start as an ordinary user, or give a --postgres connection."
        );

    [DllImport("libc", SetLastError = true)]
    private static extern int chown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);

    [DllImport("libc")]
    private static extern uint geteuid();

    [DllImport("libc", SetLastError = true)]
    private static extern int statx(
        int folder,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        int flags,
        uint mask,
        byte[] answer
    );
}
