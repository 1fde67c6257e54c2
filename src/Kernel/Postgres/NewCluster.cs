using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Inspection.Kernel.Postgres;

/// <summary>Makes a cluster where there is none.</summary>
internal sealed class NewCluster(
    ClusterFolder folder,
    EmbeddedPostgresOptions options,
    Account? account,
    Binaries binaries
)
{
    /// <summary>Made beside its place and renamed, so that a killed set-up leaves nothing that looks complete.</summary>
    public async Task Make(CancellationToken cancel)
    {
        folder.Guard(() =>
        {
            RemoveUnfinished();
            ClusterFolder.MakePrivate(folder.NewData, account);
            WriteSecret();
        });

        string[] locale =
            binaries.Major >= 17
                ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
                : ["--locale=C.UTF-8"];
        string[] sync = options.Durable ? [] : ["--no-sync"];
        var answer = await Command.Run(
            binaries.InitDb,
            [
                "-D",
                folder.NewData,
                "--username=" + options.User,
                "--pwfile=" + folder.NewPassword,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--data-checksums",
                "--no-clean",
                "--no-instructions",
                .. locale,
                .. sync,
            ],
            account,
            cancel
        );
        File.Delete(folder.NewPassword);
        if (answer.ExitCode != 0)
            throw NotMade(answer.Error);
        folder.Guard(() =>
        {
            if (Directory.Exists(folder.Data))
                Directory.Delete(folder.Data);
            Directory.Move(folder.NewData, folder.Data);
        });
    }

    private EmbeddedPostgresException NotMade(string error)
    {
        var why = ClusterFolder.IsFull(error)
            ? folder.DiskFull()
            : new(ExitCode.NoUsablePostgres, $"A new cluster could not be made in {folder.NewData}: {error}");
        folder.Guard(RemoveUnfinished);
        return why;
    }

    private void RemoveUnfinished()
    {
        if (!Directory.Exists(folder.NewData))
            return;
        foreach (var process in Process.GetProcesses().Where(MakesTheSame))
        {
            process.Kill();
            process.WaitForExit(TimeSpan.FromSeconds(5));
        }
        Directory.Delete(folder.NewData, recursive: true);
    }

    private bool MakesTheSame(Process process) =>
        Postmaster.WorksIn(process.Id, "initdb", folder.NewData)
        || Postmaster.WorksIn(process.Id, "postgres", folder.NewData);

    /// <summary>A password that is there may belong to data that were moved away for a while.</summary>
    private void WriteSecret()
    {
        if (!File.Exists(folder.Secret))
            WritePrivately(folder.Secret, RandomNumberGenerator.GetHexString(48, lowercase: true));
        File.Delete(folder.NewPassword);
        WritePrivately(folder.NewPassword, File.ReadAllText(folder.Secret));
        account?.Own(folder.NewPassword);
    }

    private static void WritePrivately(string path, string text)
    {
        var incoming = path + ".new";
        File.Delete(incoming);
        using (var file = new FileStream(incoming, Private))
            file.Write(Encoding.ASCII.GetBytes(text));
        File.Move(incoming, path);
    }

    private static FileStreamOptions Private =>
        new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
}
