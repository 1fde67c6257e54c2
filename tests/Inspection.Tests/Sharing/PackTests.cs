using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Files;
using Inspection.Recommendations;
using Inspection.Tests.Files;
using Inspection.Tests.Recommendations;
using Microsoft.Extensions.DependencyInjection;
using static Inspection.Tests.Kit.Scenario;

namespace Inspection.Tests.Sharing;

public sealed class PackTests(App app) : IClassFixture<App>
{
    private const string Sha256Sum = "/usr/bin/sha256sum";

    [Fact]
    public void A_pack_of_nothing_is_refused() =>
        Given<Report>(Sample.Registered(Guid.NewGuid()))
            .When(report => report.MakePack(new("0", [], 0, 0, false, false, 1, "0")))
            .ThenRefused("There is nothing to put into a pack: add a recommendation first");

    [Fact]
    public async Task Every_file_of_a_pack_is_what_its_sums_say()
    {
        var (report, item) = await app.GivenItem();
        await app.GivenFile(item, "minutes.txt", "Item 4", SharingKit.Accepted());
        var (bytes, zip) = await Download(report);

        Assert.Equal(zip.Keys.Order(StringComparer.Ordinal), zip.Keys);
        Assert.Subset(
            zip.Keys.ToHashSet(),
            new HashSet<string>
            {
                "README.txt",
                "SHA256SUMS",
                "evidence-index.csv",
                "evidence-index.html",
                "evidence/minutes.txt",
                "history.csv",
                "index.html",
                "recommendations/01-recommendation-1.html",
            }
        );
        var sums = Text(zip, "SHA256SUMS").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(zip.Keys.Except(["SHA256SUMS"]), sums.Select(line => line[66..]));
        Assert.All(sums, line => Assert.Equal(line[..64], Hash(zip[line[66..]])));

        var made = Assert.IsType<Report.PackMade>(await app.Last(report));
        Assert.Equal(Hash(zip["SHA256SUMS"]), made.Sha256);
        Assert.Equal([item], made.Recommendations);
        Assert.Equal((zip.Count, zip.Values.Sum(one => (long)one.Length)), (made.Files, made.Size));
        Assert.Contains(made.Head, Text(zip, "index.html"), StringComparison.Ordinal);
        Assert.Equal(made.Head, await HashAt(made.Position));
        Assert.Equal("Item 4", Text(zip, "evidence/minutes.txt"));
        await Sha256SumAgrees(bytes);
    }

    [Fact]
    public async Task The_same_data_makes_the_same_bytes()
    {
        var (report, item) = await app.GivenItem();
        await app.GivenFile(item, "minutes.txt", "Item 4", SharingKit.Accepted());

        var (one, first) = await Download(report);
        var (_, second) = await Download(report);
        Assert.Equal(first.Keys, second.Keys);
        Assert.Equal(
            ["SHA256SUMS", "index.html"],
            first.Keys.Where(name => !first[name].AsSpan().SequenceEqual(second[name]))
        );

        var packs = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Write(report)));
        Assert.Equal(packs[0], packs[1]);
    }

    [Fact]
    public async Task What_nobody_accepted_goes_only_where_it_is_asked_for_and_quarantine_never()
    {
        var (report, item) = await app.GivenItem();
        await app.GivenFile(item, "accepted.txt", "One", SharingKit.Accepted());
        await app.GivenFile(item, "draft.txt", "Two");
        await app.GivenFile(
            item,
            "rejected.txt",
            "Three",
            new Evidence.Rejected(Guid.NewGuid(), 1, DateTimeOffset.UnixEpoch, "No")
        );
        var (_, infected) = await app.GivenFile(item, "infected.txt", "Four", SharingKit.Accepted());
        await app.Quarantine(infected.Id);

        var (_, usual) = await Download(report);
        var (_, more) = await Download(report, ("Undecided", "true"));

        Assert.Equal(["evidence/accepted.txt"], Evidence(usual));
        Assert.Equal(["evidence/accepted.txt", "evidence/draft.txt"], Evidence(more));
        Assert.Contains("infected.txt", Text(usual, "evidence-index.html"), StringComparison.Ordinal);
        Assert.Contains("in quarantine", Text(usual, "evidence-index.html"), StringComparison.Ordinal);
        Assert.Contains("3 files not in it", Text(usual, "index.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_was_selected_is_in_it()
    {
        var (report, item) = await app.GivenItem();
        var other = Guid.NewGuid();
        await app.Given(other, Sample.Recorded(other, report, ordinal: 2, text: "Zanary text", number: "2"));
        await app.GivenFile(other, "zanary.txt", "Zanary", SharingKit.Accepted());

        var (_, zip) = await Download(report, ("Recommendations", $"{item}"));

        Assert.All(
            zip,
            one =>
                Assert.DoesNotContain(
                    "zanary",
                    $"{one.Key} {Encoding.UTF8.GetString(one.Value)}",
                    StringComparison.OrdinalIgnoreCase
                )
        );
        Assert.Equal([item], Assert.IsType<Report.PackMade>(await app.Last(report)).Recommendations);
    }

    [Fact]
    public async Task People_are_named_only_where_it_is_asked_for()
    {
        var (report, item) = await app.GivenItem();
        await app.Send(new AddNote(item, "Begun"), actor: app.Division.PersonOf(Role.HeadOfDivision));
        await app.Send(new AddNote(item, "Seen"), actor: app.Division.PersonOf(Role.Administrator));
        var name = app.Division.NameOf(Role.HeadOfDivision);

        var (_, posts) = await Download(report);
        var (_, names) = await Download(report, ("Names", "true"));

        Assert.All(
            posts,
            one => Assert.DoesNotContain(name, Encoding.UTF8.GetString(one.Value), StringComparison.Ordinal)
        );
        Assert.Contains("Begun,Head of division,", Text(posts, "history.csv"), StringComparison.Ordinal);
        Assert.Contains("Seen,a member of the division,", Text(posts, "history.csv"), StringComparison.Ordinal);
        Assert.Contains($"Begun,{name},", Text(names, "history.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_people_typed_is_neither_markup_nor_formula_nor_path()
    {
        var (report, item) = await app.GivenItem();
        await app.Send(new AddNote(item, "=HYPERLINK(\"http://evil.example\")"));
        await app.Send(new AddNote(item, "<script>alert(1)</script>"));
        await app.GivenFile(item, "../../evil.txt", "One", SharingKit.Accepted());
        await app.GivenFile(item, "EVIL.txt", "Two", SharingKit.Accepted());

        var (_, zip) = await Download(report);

        Assert.Contains(
            "\"'=HYPERLINK(\"\"http://evil.example\"\")\"",
            Text(zip, "history.csv"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "<script>alert",
            Text(zip, "recommendations/01-recommendation-1.html"),
            StringComparison.Ordinal
        );
        Assert.Equal(2, Evidence(zip).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.DoesNotContain(zip.Keys, name => name.Contains("..", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_API_sends_the_pack_that_the_page_sends_and_records_it_each_time()
    {
        var (report, item) = await app.GivenItem();
        var second = Guid.NewGuid();
        await app.Given(second, Sample.Recorded(second, report, ordinal: 2, number: "2"));
        await app.GivenFile(item, "minutes.txt", "Item 4", SharingKit.Accepted());
        var (_, page) = await Download(report);
        var api = await app.Api(Role.HeadOfDivision);
        api.DefaultRequestHeaders.Add("Idempotency-Key", $"{Guid.NewGuid()}");

        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var answer = await api.GetAsync($"/api/reports/{report}/pack");
            var zip = Unzip(await answer.Content.ReadAsByteArrayAsync());
            Assert.Equal("application/zip", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
            Assert.Equal(page.Keys, zip.Keys);
            Assert.Equal(Hash(zip["SHA256SUMS"]), Assert.IsType<Report.PackMade>(await app.Last(report)).Sha256);
        }

        using var one = await api.GetAsync($"/api/reports/{report}/pack?recommendations={second}&names=true");
        Assert.DoesNotContain("evidence/minutes.txt", Unzip(await one.Content.ReadAsByteArrayAsync()).Keys);
        var made = (await app.History(report)).Select(happened => happened.Data).OfType<Report.PackMade>().ToList();
        Assert.Equal(4, made.Count);
        Assert.Equal([second], made[^1].Recommendations);
        Assert.True(made[^1].Names);

        using var past = await api.GetAsync($"/api/reports/{report}/pack?as-at=2026-03-01");
        Assert.Equal(HttpStatusCode.Conflict, past.StatusCode);
    }

    [Fact]
    public async Task What_was_removed_is_said_in_the_pack()
    {
        var (report, item) = await app.GivenItem();
        var (evidence, file) = await app.GivenFile(item, "minutes.txt", "Item 4", SharingKit.Accepted());
        await app.Send(new RemoveFile(evidence, null, file.Id, "Malware was found in it"));

        var (_, zip) = await Download(report, ("Undecided", "true"));

        Assert.Empty(Evidence(zip));
        Assert.Contains("minutes.txt (removed)", Text(zip, "evidence-index.csv"), StringComparison.Ordinal);
        Assert.Contains(
            "minutes.txt (not in this pack: removed on 2 March 2026 at 12:00pm: Malware was found in it)",
            Text(zip, "evidence-index.html"),
            StringComparison.Ordinal
        );
        Assert.Contains(file.Sha256, Text(zip, "evidence-index.html"), StringComparison.Ordinal);
        Assert.Contains(
            "File removed for ever,Malware was found in it",
            Text(zip, "history.csv"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_report_with_nothing_says_what_to_do()
    {
        var report = Guid.NewGuid();
        await app.Given(report, Sample.Registered(report));
        var page = await (await app.As(Role.HeadOfDivision)).Open($"/reports/{report}/pack");

        Assert.Contains("There is nothing to put into a pack yet", page.Text, StringComparison.Ordinal);
        Assert.Contains($"/reports/{report}/recommendations/add", page.Links);
    }

    [Fact]
    public async Task A_pack_of_no_recommendation_is_not_made()
    {
        var (report, _) = await app.GivenItem();
        var answer = await (await app.As(Role.HeadOfDivision)).Submit(
            $"/reports/{report}/pack",
            ("Recommendations", null)
        );

        Assert.Equal(["Select at least one recommendation"], answer.ErrorSummary);
        Assert.IsNotType<Report.PackMade>(await app.Last(report));
    }

    [Fact]
    public async Task Who_does_not_manage_gets_none()
    {
        var (report, _) = await app.GivenItem();

        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await (await app.As(Role.Member)).Open($"/reports/{report}/pack")).Status
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await (await app.As(Role.BoardMember)).Open($"/reports/{report}/pack")).Status
        );
    }

    [Fact]
    public async Task A_file_that_is_not_as_it_was_stored_ends_the_download()
    {
        var (report, item) = await app.GivenItem();
        var (_, file) = await app.GivenFile(item, "minutes.txt", "Item 4", SharingKit.Accepted());
        await using (var owner = await app.Services.GetRequiredService<Database>().Owner.OpenConnectionAsync())
            await owner.ExecuteAsync(
                $"""
                select set_config('inspection.division', '{app.Division.Id}', false);
                update kernel.file_parts set content = 'Item 5' where file = @Id
                """,
                new { file.Id }
            );

        await Assert.ThrowsAsync<InvalidDataException>(() => Write(report));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Download(report));
    }

    private async Task<(byte[] Bytes, Dictionary<string, byte[]> Zip)> Download(
        Guid report,
        params (string Name, string? Value)[] fields
    )
    {
        var answer = await (await app.As(Role.HeadOfDivision)).Press(
            $"/reports/{report}/pack",
            "Make the pack",
            fields
        );
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body[..Math.Min(500, answer.Body.Length)]);
        Assert.Equal("application/zip", answer.Response.Content.Headers.ContentType?.MediaType);
        var bytes = await answer.Response.Content.ReadAsByteArrayAsync();
        return (bytes, Unzip(bytes));
    }

    /// <summary>The pack as it is made at this moment, without being recorded.</summary>
    private Task<byte[]> Write(Guid report) =>
        app.In(
            async services =>
            {
                using var bytes = new MemoryStream();
                var pack = await services.GetRequiredService<Packs>().Make(new(report, null, false, false), default);
                await services.GetRequiredService<Session>().Abandon();
                await pack.Write(bytes, services.GetRequiredService<FileStore>(), default);
                return bytes.ToArray();
            },
            actor: app.Division.PersonOf(Role.HeadOfDivision)
        );

    private static Dictionary<string, byte[]> Unzip(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        return zip.Entries.ToDictionary(
            entry => entry.FullName,
            entry =>
            {
                using var content = new MemoryStream();
                using var from = entry.Open();
                from.CopyTo(content);
                Assert.Equal(1980, entry.LastWriteTime.Year);
                return content.ToArray();
            }
        );
    }

    private static async Task Sha256SumAgrees(byte[] zip)
    {
        if (!File.Exists(Sha256Sum))
            return;

        var folder = Directory.CreateTempSubdirectory("inspection-pack-").FullName;

        try
        {
            await ZipFile.ExtractToDirectoryAsync(new MemoryStream(zip), folder);
            using var check = Process.Start(
                new ProcessStartInfo(Sha256Sum, ["--check", "--strict", "SHA256SUMS"])
                {
                    WorkingDirectory = folder,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var said = await check.StandardOutput.ReadToEndAsync();
            await check.WaitForExitAsync();
            Assert.True(check.ExitCode == 0, said);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Task<string?> HashAt(long position) =>
        app.In(services =>
            services
                .GetRequiredService<Session>()
                .One<string>(
                    "select encode(hash, 'hex') from kernel.events where position = @position",
                    new { position }
                )
        );

    private static IEnumerable<string> Evidence(Dictionary<string, byte[]> zip) =>
        zip.Keys.Where(name => name.StartsWith("evidence/", StringComparison.Ordinal));

    private static string Text(Dictionary<string, byte[]> zip, string name) => Encoding.UTF8.GetString(zip[name]);

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}

[Collection("alone")]
public sealed class PackMemoryTests(App app, Xunit.Abstractions.ITestOutputHelper output) : IClassFixture<App>
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>A pack of thirty files of 8 MB: parts of one file are held at a time.</summary>
    [Fact]
    public async Task Memory_does_not_grow_with_the_size_of_a_pack()
    {
        var (report, item) = await app.GivenItem();

        for (var i = 0; i < 30; i++)
        {
            using var given = new Endless { EndsAt = 8 * Megabyte };
            var id = Guid.NewGuid();
            var file = await app.In(async services =>
            {
                var stored = await services.GetRequiredService<FileStore>().Store(given, "large.txt");
                await services.GetRequiredService<Session>().Commit();
                return stored;
            });
            await app.Given(
                id,
                Sample.Offered(id, item) with
                {
                    Content = new(EvidenceKind.File, file.Id, file.Name, file.Sha256),
                },
                SharingKit.Accepted()
            );
        }

        await Write();
        GC.Collect();
        var (before, allocated) = (GC.GetTotalMemory(true), GC.GetTotalAllocatedBytes(true));
        long highest = 0;
        await Write(() => highest = Math.Max(highest, GC.GetTotalMemory(false)));
        var used = GC.GetTotalAllocatedBytes(true) - allocated;

        output.WriteLine(
            $"30 files of 8 MB: allocated {used / 1e6:0.0} MB, highest {(highest - before) / 1e6:0.0} MB above"
        );
        Assert.InRange(used, 0, 40L * Megabyte);
        Assert.InRange(highest - before, 0, 40L * Megabyte);

        Task<bool> Write(System.Action? look = null) =>
            app.In(async services =>
            {
                var pack = await services.GetRequiredService<Packs>().Make(new(report, null, false, false), default);
                await services.GetRequiredService<Session>().Abandon();
                await using var nowhere = new Watched(look);
                await pack.Write(nowhere, services.GetRequiredService<FileStore>(), default);
                return true;
            });
    }

    /// <summary>Forgets what is written, and cannot seek, like an answer.</summary>
    private sealed class Watched(System.Action? look) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException("Written synchronously");

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            look?.Invoke();
            return ValueTask.CompletedTask;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
