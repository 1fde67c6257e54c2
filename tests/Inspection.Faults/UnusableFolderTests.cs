using Inspection.Kernel.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Inspection.Faults;

public sealed class UnusableFolderTests
{
    [Fact]
    public async Task A_folder_that_an_ordinary_user_may_not_write_is_named()
    {
        using var folder = new Scratch();
        Scratch.Close(folder.Path, to: "555");

        using var host = ChildHost.Start(folder, user: "nobody");

        Assert.Equal((int)ExitCode.DataFolderNotUsable, await host.Ended());
        Assert.Contains($"The data folder {folder.Path} cannot be written", host.Error, StringComparison.Ordinal);
        Assert.Contains("--data", host.Error, StringComparison.Ordinal);
        Assert.Single(host.Error.Split('\n'));
    }

    [MountFact]
    public async Task A_read_only_file_system_is_named()
    {
        using var folder = new Scratch();
        Assert.True(Shell.Succeeds("mount", "-t", "tmpfs", "-o", "ro,mode=755", "tmpfs", folder.Path));

        await Refused(folder, ExitCode.DataFolderNotUsable, "Read-only file system");
    }

    [MountFact]
    public async Task A_disk_too_small_for_a_new_cluster_is_called_full()
    {
        using var folder = new Scratch();
        Assert.True(Shell.Succeeds("mount", "-t", "tmpfs", "-o", "size=20m,mode=755", "tmpfs", folder.Path));

        await Refused(folder, ExitCode.DiskFull, "MB left");
        Assert.False(Directory.Exists(folder.Cluster));
    }

    [MountFact]
    public async Task A_disk_that_filled_up_is_called_full_and_works_again_when_emptied()
    {
        using var folder = new Scratch();
        Assert.True(Shell.Succeeds("mount", "-t", "tmpfs", "-o", "size=80m,mode=755", "tmpfs", folder.Path));
        await (await Start(folder)).DisposeAsync();
        var filler = Path.Combine(folder.Path, "filler");
        Shell.Succeeds("dd", "if=/dev/zero", $"of={filler}", "bs=1M");

        await Refused(folder, ExitCode.DiskFull, "MB left");

        File.Delete(filler);
        await (await Start(folder)).DisposeAsync();
    }

    [RootFact]
    public async Task Data_of_another_user_are_not_touched()
    {
        using var folder = await Made();
        Assert.True(Shell.Succeeds("chown", "-R", "daemon", folder.Cluster));

        await Refused(folder, ExitCode.DataFolderNotUsable, "belongs to user daemon, but PostgreSQL would run as");
    }

    [RootFact]
    public async Task An_ordinary_user_is_told_whose_folder_it_is()
    {
        using var folder = await Made();

        using var host = ChildHost.Start(folder, user: "nobody");

        Assert.Equal((int)ExitCode.DataFolderNotUsable, await host.Ended());
        Assert.Contains("it belongs to root", host.Error, StringComparison.Ordinal);
    }

    [RootFact]
    public async Task A_closed_folder_on_the_way_is_named_with_its_remedy()
    {
        using var folder = new Scratch();
        Scratch.Close(folder.Top, to: "700");

        await Refused(folder, ExitCode.DataFolderNotUsable, $"run chmod o+x {folder.Top}");
    }

    [RootFact]
    public void Without_a_named_folder_root_looks_for_a_place_that_the_server_can_reach()
    {
        using var folder = new Scratch();
        Assert.Equal(folder.Cluster, DataFolder.Default(folder.Path));

        Scratch.Close(folder.Top, to: "700");

        Assert.Matches("^/var/lib/inspection/[0-9a-f]{8}$", DataFolder.Default(folder.Path));
    }

    [Fact]
    public async Task Data_of_another_major_version_name_both()
    {
        using var folder = await Made();
        File.WriteAllText(Path.Combine(folder.Cluster, "PG_VERSION"), "14\n");

        await Refused(folder, ExitCode.WrongMajorVersion, "belong to PostgreSQL 14, but only PostgreSQL");
    }

    [Fact]
    public async Task A_folder_of_other_things_is_left_alone()
    {
        using var folder = new Scratch();
        File.WriteAllText(Path.Combine(folder.Path, "thesis.txt"), "chapter 1");

        await Refused(folder, ExitCode.DataFolderNotUsable, "holds other things (thesis.txt, for one)");
        Assert.Equal(["thesis.txt"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Garbage_in_place_of_a_cluster_is_left_alone()
    {
        using var folder = new Scratch();
        Directory.CreateDirectory(folder.Cluster);
        File.WriteAllText(Path.Combine(folder.Cluster, "thesis.txt"), "chapter 1");

        await Refused(folder, ExitCode.DataFolderNotUsable, "is not a PostgreSQL cluster; nothing was changed");
        Assert.True(File.Exists(Path.Combine(folder.Cluster, "thesis.txt")));
    }

    [Fact]
    public async Task A_file_in_place_of_the_folder_is_named()
    {
        using var folder = new Scratch();
        Directory.Delete(folder.Path);
        File.WriteAllText(folder.Path, "");

        await Refused(folder, ExitCode.DataFolderNotUsable, "is a file");
    }

    [Fact]
    public async Task A_cluster_with_a_nonsense_version_is_called_damaged()
    {
        using var folder = await Made();
        File.WriteAllText(Path.Combine(folder.Cluster, "PG_VERSION"), "fifteen");

        await Refused(folder, ExitCode.DataFolderNotUsable, "is damaged");
    }

    [Fact]
    public async Task A_cluster_with_missing_parts_shows_what_the_server_says()
    {
        using var folder = await Made();
        File.Delete(Path.Combine(folder.Cluster, "global", "pg_control"));

        await Refused(folder, ExitCode.NoUsablePostgres, "could not find the database system");
    }

    [Fact]
    public async Task A_lost_password_file_is_named()
    {
        using var folder = await Made();
        File.Delete(Path.Combine(folder.Path, "secret"));

        await Refused(folder, ExitCode.DataFolderNotUsable, "secret, the password of the cluster");
        Assert.Equal(0, folder.Server);
    }

    [Fact]
    public async Task A_cluster_moved_away_and_back_still_opens()
    {
        using var folder = await Made();
        var away = Path.Combine(folder.Path, "moved-away");
        Directory.Move(folder.Cluster, away);
        await (await Start(folder)).DisposeAsync();
        Directory.Delete(folder.Cluster, recursive: true);

        Directory.Move(away, folder.Cluster);

        await (await Start(folder)).DisposeAsync();
    }

    [Fact]
    public async Task Configured_programs_are_used_or_nothing()
    {
        using var folder = new Scratch();

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() =>
            EmbeddedPostgres.Start(new(folder.Path) { Binaries = "/opt/nowhere" }, NullLogger.Instance)
        );

        Assert.Equal(ExitCode.NoUsablePostgres, refused.ExitCode);
        Assert.Contains("found in /opt/nowhere", refused.Message, StringComparison.Ordinal);
    }

    private static Task<EmbeddedPostgres> Start(Scratch folder) =>
        EmbeddedPostgres.Start(new(folder.Path) { Durable = false }, NullLogger.Instance);

    private static async Task<Scratch> Made()
    {
        var folder = new Scratch();
        await (await Start(folder)).DisposeAsync();
        return folder;
    }

    private static async Task Refused(Scratch folder, ExitCode code, string words)
    {
        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => Start(folder));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Equal(code, refused.ExitCode);
    }
}
