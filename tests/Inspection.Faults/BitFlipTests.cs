using Dapper;
using Inspection.Kernel.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Inspection.Faults;

/// <summary>A bit that turns over on the disk is found, and the place is named.</summary>
public sealed class BitFlipTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const string Head = "head@office.example";

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_bit_that_turned_over_in_an_event_is_found_and_its_place_named(bool checksums)
    {
        using var folder = new Scratch();
        var path = Path.Combine(folder.Path, "store");
        await ChildHost.Say("users", "add", Head, "--administrator", "--data", path);
        var (file, events) = await Events(path);
        if (!checksums)
            Assert.True(
                Shell.Succeeds(
                    ProgramFactAttribute.Find("pg_checksums")!,
                    "--disable",
                    "-D",
                    Path.Combine(path, "data")
                )
            );
        var random = new Random(Environment.TickCount);

        for (var round = 0; round < (Store.IsFull ? 25 : 1); round++)
        {
            var (position, payload) = events[random.Next(events.Count)];
            var place = await Place(file, payload) + random.Next(payload.Length);
            var bit = (byte)(1 << random.Next(8));
            await Flip(file, place, bit);

            using var verify = ChildHost.Run("verify", "--data", path);
            var code = await verify.Ended();

            output.WriteLine($"Position {position}, byte {place}, bit {bit}: {verify.Error}");
            Assert.Equal((int)ExitCode.Failed, code);
            Assert.Single(verify.Error.Split('\n'));
            Assert.Contains(
                checksums ? "cannot be read" : $"position {position} is not as it was stored",
                verify.Error,
                StringComparison.Ordinal
            );
            await Flip(file, place, bit);
        }

        Assert.Contains("as they were stored", await ChildHost.Say("verify", "--data", path), StringComparison.Ordinal);
    }

    /// <summary>The file that holds the events, and what each of them says, on the disk when this returns.</summary>
    private static async Task<(string File, List<(long Position, byte[] Payload)> Events)> Events(string path)
    {
        await using var postgres = await EmbeddedPostgres.Start(new(path), NullLogger.Instance);
        var store = new Store(await postgres.Database("inspection"));
        await using var connection = await store.Open();
        var table = await connection.QuerySingleAsync<string>(
            "select distinct tableoid::regclass::text from kernel.events"
        );
        var file = await connection.QuerySingleAsync<string>(
            "select pg_relation_filepath(@table::regclass)",
            new { table }
        );
        var events = await connection.QueryAsync<(long, byte[])>(
            "select position, convert_to(data::text, 'UTF8') from kernel.events order by position"
        );
        await connection.ExecuteAsync("vacuum freeze kernel.events; checkpoint");
        NpgsqlConnection.ClearAllPools();
        return (Path.Combine(path, "data", file), [.. events.Where(one => one.Item2.Length > 10)]);
    }

    private static async Task<int> Place(string file, byte[] payload)
    {
        var place = (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(payload);
        Assert.True(place > 0, "The event is not in the file as it was written");
        return place;
    }

    private static async Task Flip(string file, int place, byte bit)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = place;
        var one = (byte)stream.ReadByte();
        stream.Position = place;
        stream.WriteByte((byte)(one ^ bit));
    }
}
