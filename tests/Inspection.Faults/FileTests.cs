using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Inspection.Kernel.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Inspection.Faults;

/// <summary>A file is stored as a whole or not at all, whatever becomes of the database meanwhile.</summary>
public sealed class FileTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Megabyte = 1024 * 1024;

    [Theory]
    [InlineData(Fault.Cut)]
    [InlineData(Fault.Lose)]
    [InlineData(Fault.Terminate)]
    public async Task A_file_whose_database_breaks_at_any_call_is_stored_wholly_or_not_at_all(Fault fault)
    {
        await using var faulty = await Faulty.Start(subscriptions: false);
        using var client = Client(Store.Token);
        var (call, broken, refused) = (0, true, 0);

        while (broken)
        {
            faulty.Forget();
            var (id, key) = (Guid.NewGuid(), $"{Guid.NewGuid()}");
            faulty.Proxy.Break(++call, fault);

            using var answer = await HandIn(client, faulty.Address, id, key, 700_000);

            broken = faulty.Proxy.Broken > 0;
            faulty.Proxy.Plan = _ => Fault.None;
            await IsWhole(faulty.Store, id, stored: answer.IsSuccessStatusCode);

            if (!answer.IsSuccessStatusCode)
            {
                refused++;
                await Faulty.IsProblem(answer);
            }

            using var again = await HandIn(client, faulty.Address, id, key, 700_000);
            Assert.True(again.IsSuccessStatusCode, await again.Content.ReadAsStringAsync());
            await IsWhole(faulty.Store, id, stored: true);
        }

        output.WriteLine($"{call - 1} calls, {refused} refused");
        Assert.InRange(call, 8, 60);
    }

    [MountFact]
    public async Task A_full_disk_is_said_and_nothing_is_half_stored()
    {
        using var folder = new Scratch();
        Assert.True(Shell.Succeeds("mount", "-t", "tmpfs", "-o", "size=220m,mode=755", "tmpfs", folder.Path));
        await using var postgres = await EmbeddedPostgres.Start(
            new(folder.Path) { Durable = false },
            NullLogger.Instance
        );
        var store = new Store(await postgres.Database("inspection"));
        string[] data = ["--postgres", store.ConnectionString];
        await ChildHost.Say(["users", "add", "head@office.example", "--administrator", .. data]);
        var token = await ChildHost.Say(["users", "token", "head@office.example", .. data]);
        // Room for what is written ahead is there already; the files' own is not.
        await store.Ask<int>("with filled as (select pg_switch_wal()) select count(*) from filled");
        using var host = await ChildHost.Serve(data).Serving();
        using var client = Client(token);
        var (before, during) = (Guid.NewGuid(), Guid.NewGuid());
        using (var works = await HandIn(client, host.Address, before, $"{before}", Megabyte))
            Assert.True(works.IsSuccessStatusCode, await works.Content.ReadAsStringAsync());
        var filler = Path.Combine(folder.Path, "filler");
        Shell.Succeeds("dd", "if=/dev/zero", $"of={filler}", "bs=1M");
        using (var some = new FileStream(filler, FileMode.Open))
            some.SetLength(some.Length - 8 * Megabyte);

        using var full = await HandIn(client, host.Address, during, $"{during}", 30 * Megabyte);
        var words = await full.Content.ReadAsStringAsync();
        output.WriteLine($"{(int)full.StatusCode} {words}");

        Assert.True((int)full.StatusCode is 507 or 503, words);
        if (full.StatusCode == HttpStatusCode.InsufficientStorage)
            Assert.Contains("There is no room left to store this", words, StringComparison.Ordinal);
        File.Delete(filler);
        await IsWhole(store, before, stored: true);
        await IsWhole(store, during, stored: false);
        using var after = await HandIn(client, host.Address, during, $"{during}", Megabyte);
        Assert.True(after.IsSuccessStatusCode, await after.Content.ReadAsStringAsync());
        await IsWhole(store, during, stored: true);
        Assert.Equal(0, await host.Signal("TERM"));
        NpgsqlConnection.ClearAllPools();
    }

    private static HttpClient Client(string token)
    {
        var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    private static async Task<HttpResponseMessage> HandIn(
        HttpClient client,
        string address,
        Guid id,
        string key,
        int size
    )
    {
        var random = new Random(1);
        // Nothing of it is packed away by being all the same.
        var noise = new byte[size * 3 / 4];
        random.NextBytes(noise);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{address}/api/imports")
        {
            Content = JsonContent.Create(
                new
                {
                    id,
                    name = "minutes.txt",
                    content = Encoding.ASCII.GetBytes(Convert.ToBase64String(noise)),
                },
                options: JsonSerializerOptions.Web
            ),
        };
        request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request);
    }

    private static async Task IsWhole(Store store, Guid draft, bool stored)
    {
        var (drafts, lost, halves) = await store.Ask<(int, int, int)>(
            """
            select (select count(*)::int from recommendations.import_draft where id = @draft),
                (select count(*)::int from kernel.file_parts p
                    where not exists (select from kernel.files f where (f.division, f.id) = (p.division, p.file))),
                (select count(*)::int from kernel.files f
                    where f.size <> (select coalesce(sum(length(content)), 0) from kernel.file_parts p
                        where (p.division, p.file) = (f.division, f.id)))
            """,
            new { draft }
        );
        Assert.Equal((stored ? 1 : 0, 0, 0), (drafts, lost, halves));
    }
}
