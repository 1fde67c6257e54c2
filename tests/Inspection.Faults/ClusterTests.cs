using Inspection.Kernel.Postgres;
using Inspection.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Inspection.Faults;

public sealed class ClusterTests
{
    [Theory]
    [InlineData("with space and 'quote'")]
    [InlineData("with,comma")]
    [InlineData("a-very-long-name-that-makes-the-path-of-the-socket-longer-than-the-hundred-and-seven-bytes-allowed")]
    public async Task Any_folder_name_will_do(string name)
    {
        using var folder = new Scratch(name);

        await using var postgres = await Start(folder);

        Assert.Equal("UTC", await Ask(postgres.ConnectionString(), "SHOW timezone"));
    }

    [Fact]
    public async Task The_cluster_is_private_checked_and_speaks_utf8()
    {
        using var folder = new Scratch();
        await using var postgres = await Start(folder);
        var connection = postgres.ConnectionString();

        Assert.Equal("", await Ask(connection, "SHOW listen_addresses"));
        Assert.Equal("on", await Ask(connection, "SHOW data_checksums"));
        Assert.Equal("UTF8", await Ask(connection, "SHOW server_encoding"));
        Assert.True(
            Shell.Succeeds("find", folder.Path, "-name", "secret", "!", "-perm", "600", "-exec", "false", "{}", "+")
        );
        await Assert.ThrowsAsync<PostgresException>(() =>
            Ask(new NpgsqlConnectionStringBuilder(connection) { Password = "guessed" }.ConnectionString, "SELECT 1")
        );
    }

    [Fact]
    public async Task A_database_is_made_once()
    {
        using var folder = new Scratch();
        await using var postgres = await Start(folder);

        await Ask(await postgres.Database("office"), "CREATE TABLE note (text text); SELECT ''");
        await Ask(await postgres.Database("office"), "SELECT count(*)::text FROM note");
    }

    [NpmFact]
    public async Task The_programs_of_the_npm_package_will_do()
    {
        using var folder = new Scratch();

        await using var postgres = await EmbeddedPostgres.Start(
            new(folder.Path) { Durable = false, Binaries = NpmFactAttribute.Binaries },
            NullLogger.Instance
        );

        Assert.StartsWith(
            "17.",
            await Ask(postgres.ConnectionString(), "SHOW server_version"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Copies_of_a_template_know_nothing_of_each_other()
    {
        var cluster = await TestCluster.Shared;
        await using var one = await cluster.CreateDatabase("with_note", Prepare);
        await using var other = await cluster.CreateDatabase("with_note", Prepare);

        await Ask(one.ConnectionString, "INSERT INTO note VALUES ('mine') RETURNING text");

        Assert.Equal("0", await Ask(other.ConnectionString, "SELECT count(*)::text FROM note"));

        static async Task Prepare(string connection) =>
            await Ask(connection, "CREATE TABLE note (text text); SELECT ''");
    }

    private static Task<EmbeddedPostgres> Start(Scratch folder) =>
        EmbeddedPostgres.Start(new(folder.Path) { Durable = false }, NullLogger.Instance);

    private static async Task<string?> Ask(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync() as string;
    }
}
