using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using FluentValidation;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Files;

public sealed class FileStoreTests(App app) : IClassFixture<App>
{
    private const int Megabyte = 1024 * 1024;
    private static readonly int[] Places = [0, 699_999, 262_143, 262_144, 5, 524_288];

    [Theory]
    [InlineData(1)]
    [InlineData(255 * 1024)]
    [InlineData(256 * 1024)]
    [InlineData(256 * 1024 + 1)]
    [InlineData(3 * Megabyte + 17)]
    public async Task What_is_stored_is_what_was_handed_in(int size)
    {
        var content = Text(size);

        var file = await Store(content, "Minutes.txt");

        Assert.Equal(("Minutes.txt", (long)size, FileState.NotScanned), (file.Name, file.Size, file.State));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), file.Sha256);
        Assert.False(file.IsStripped);
        Assert.Equal(content, await Read(file.Id));
        Assert.Equal(file, await app.In(services => Files(services).Find(file.Id)));
    }

    [Fact]
    public async Task Content_is_read_from_any_place()
    {
        var content = Text(700_000);
        var file = await Store(content, "a.txt");

        await app.In(async services =>
        {
            await using var stream = await Files(services).Open(file.Id);
            foreach (var place in Places)
            {
                stream.Position = place;
                var read = new byte[1];
                await stream.ReadExactlyAsync(read);
                Assert.Equal(content[place], read[0]);
            }

            stream.Position = 700_000;
            Assert.Equal(0, await stream.ReadAsync(new byte[10]));
            return 0;
        });
    }

    [Fact]
    public async Task An_empty_file_and_one_too_large_are_refused()
    {
        Assert.Equal("a.txt is empty. Choose the file again", await Refused([], "a.txt"));

        using var endless = new Endless();
        Assert.Equal(
            "log.txt is larger than 50 MB, the most that one file may have",
            await Refused(services => Files(services).Store(endless, "log.txt"))
        );
        Assert.InRange(endless.Given, 50 * Megabyte, 51 * Megabyte);
    }

    [Fact]
    public async Task Of_a_refused_file_nothing_is_stored_even_if_the_command_goes_on()
    {
        var id = Guid.NewGuid();

        await app.In(async services =>
        {
            var session = services.GetRequiredService<Session>();
            using var content = new MemoryStream([.. Text(900_000), 0]);
            await Assert.ThrowsAsync<ValidationException>(() => Files(services).Store(content, "a.txt", id: id));
            using var other = new MemoryStream(Text(10));
            await Files(services).Store(other, "b.txt");
            return await session.Commit();
        });

        Assert.Equal(0, await Count("select count(*)::int from kernel.file_parts where file = @id", id));
        Assert.Equal(0, await Count("select count(*)::int from kernel.files where id = @id", id));
    }

    [Fact]
    public async Task Content_without_a_record_cannot_be_committed()
    {
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            app.In(async services =>
            {
                var session = services.GetRequiredService<Session>();
                await session.Execute(
                    "insert into kernel.file_parts (division, file, ordinal, content) values (@Division, gen_random_uuid(), 0, 'a')",
                    new { session.Caller.Division }
                );
                return await session.Commit();
            })
        );
        Assert.Equal("file_parts_file", refused.ConstraintName);
    }

    [Fact]
    public async Task A_stream_that_breaks_leaves_nothing()
    {
        using var broken = new Endless { BreaksAt = 2 * Megabyte };
        var id = Guid.NewGuid();

        await Assert.ThrowsAsync<IOException>(() =>
            app.In(async services =>
            {
                await Files(services).Store(broken, "a.txt", id: id);
                return await services.GetRequiredService<Session>().Commit();
            })
        );

        Assert.Equal(0, await Count("select count(*)::int from kernel.file_parts where file = @id", id));
    }

    [Fact]
    public async Task A_draft_is_discarded_until_it_is_kept()
    {
        async Task<StoredFile> Draft() =>
            await Commit(async services =>
            {
                using var content = new MemoryStream(Text(300_000));
                return await Files(services).StoreDraft(content, "draft.txt");
            });

        var (thrown, kept) = (await Draft(), await Draft());
        await Commit(services => Files(services).Keep(kept.Id));

        Assert.True(await Commit(services => Files(services).Discard(thrown.Id)));
        Assert.False(await Commit(services => Files(services).Discard(kept.Id)));
        Assert.False(await Commit(services => Files(services).Discard(Guid.NewGuid())));

        Assert.Null(await app.In(services => Files(services).Find(thrown.Id)));
        Assert.Equal(0, await Count("select count(*)::int from kernel.file_parts where file = @id", thrown.Id));
        Assert.Equal(300_000, (await Read(kept.Id)).Length);
        Assert.True((await app.In(services => Files(services).Find(kept.Id)))!.Kept);
    }

    [Fact]
    public async Task A_file_is_handed_out_for_saving_only()
    {
        var content = Text(600_000);
        var file = await Store(content, "Bericht “März” 2026.txt");
        var browser = await app.As(Role.Reader);

        var answer = (await browser.Open($"/files/{file.Id}")).Response;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(content, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(content.Length, answer.Content.Headers.ContentLength);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("Bericht “März” 2026.txt", answer.Content.Headers.ContentDisposition.FileNameStar);
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["default-src 'none'; sandbox"], answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal("no-cache, private", answer.Headers.CacheControl!.ToString());
        Assert.Equal($"\"{file.Sha256}\"", answer.Headers.ETag!.Tag);

        using var again = new HttpRequestMessage(HttpMethod.Get, $"/files/{file.Id}");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag);
        var unchanged = await browser.Send(again);
        Assert.Equal((HttpStatusCode.NotModified, ""), (unchanged.Status, unchanged.Body));
    }

    [Fact]
    public async Task A_web_page_that_was_imported_runs_nowhere()
    {
        var file = await Commit(services =>
            Files(services)
                .Store(new MemoryStream("<html><script>alert(1)</script>"u8.ToArray()), "r.html", FileRules.Documents)
        );

        var answer = (await (await app.As(Role.Reader)).Open($"/files/{file.Id}")).Response;

        Assert.Equal("text/html", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(["default-src 'none'; sandbox"], answer.Headers.GetValues("Content-Security-Policy"));
    }

    [Fact]
    public async Task Another_division_has_no_such_file()
    {
        var other = await app.AddDivision("elsewhere", "Elsewhere");
        var file = await Store(Text(10), "secret.txt");

        foreach (var role in Enum.GetValues<Role>())
            Assert.Equal(HttpStatusCode.NotFound, (await (await app.As(role, other)).Open($"/files/{file.Id}")).Status);
        using var theirs = await app.Api(Role.HeadOfDivision, other);
        Assert.Equal(HttpStatusCode.NotFound, (await theirs.GetAsync($"/api/files/{file.Id}")).StatusCode);
        Assert.StartsWith("/sign-in", (await app.Stranger().Open($"/files/{file.Id}")).RedirectedTo);
        await Assert.ThrowsAsync<NotFoundException>(() => app.In(services => Files(services).Open(file.Id), other));
        Assert.Equal(
            0,
            await app.In(services => Count(services, "select count(*)::int from kernel.file_parts"), other)
        );
        using var ours = await app.Api(Role.Reader, writes: false);
        Assert.Equal(HttpStatusCode.OK, (await ours.GetAsync($"/api/files/{file.Id}")).StatusCode);
    }

    [Fact]
    public async Task An_export_holds_every_file_byte_for_byte()
    {
        var content = Text(600_000);
        var file = await Store(content, "exported.txt");
        using var target = new MemoryStream();

        await app.Services.GetRequiredService<Archive>().Write(target);

        using var zip = new ZipArchive(target);
        using var stored = new MemoryStream();
        using (var entry = zip.GetEntry($"divisions/{app.Division.Key}/files/{file.Id}")!.Open())
            await entry.CopyToAsync(stored);
        Assert.Equal(content, stored.ToArray());
        using var records = new StreamReader(zip.GetEntry($"divisions/{app.Division.Key}/kernel.files.jsonl")!.Open());
        Assert.Contains(file.Sha256, await records.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Null(zip.GetEntry($"divisions/{app.Division.Key}/kernel.file_parts.jsonl"));
    }

    [Fact]
    public async Task A_file_in_quarantine_is_neither_handed_out_nor_evidence()
    {
        var file = await Store(Text(10), "waiting.txt");
        await Commit(services =>
            services
                .GetRequiredService<Session>()
                .Execute("update kernel.files set state = 'Quarantined' where id = @Id", file)
        );

        Assert.Equal(
            HttpStatusCode.NotFound,
            (await (await app.As(Role.Administrator)).Open($"/files/{file.Id}")).Status
        );
        foreach (
            var use in new Func<FileStore, Task>[]
            {
                f => f.Open(file.Id),
                f => f.Require(file.Id),
                f => f.Keep(file.Id),
            }
        )
            Assert.Contains(
                "waiting.txt is in quarantine",
                (
                    await Assert.ThrowsAsync<RefusedException>(() =>
                        app.In(async services =>
                        {
                            await use(Files(services));
                            return 0;
                        })
                    )
                ).Message,
                StringComparison.Ordinal
            );
    }

    private static FileStore Files(IServiceProvider services) => services.GetRequiredService<FileStore>();

    private static byte[] Text(int size) => [.. Enumerable.Range(0, size).Select(i => (byte)(' ' + i % 90))];

    private Task<StoredFile> Store(byte[] content, string name) =>
        Commit(async services =>
        {
            using var stream = new MemoryStream(content);
            return await Files(services).Store(stream, name);
        });

    private Task<T> Commit<T>(Func<IServiceProvider, Task<T>> work) =>
        app.In(async services =>
        {
            var done = await work(services);
            await services.GetRequiredService<Session>().Commit();
            return done;
        });

    private Task<byte[]> Read(Guid id) =>
        app.In(async services =>
        {
            await using var stored = await Files(services).Open(id);
            using var all = new MemoryStream();
            await stored.CopyToAsync(all);
            return all.ToArray();
        });

    private Task<string> Refused(byte[] content, string name) =>
        Refused(services => Files(services).Store(new MemoryStream(content), name));

    private async Task<string> Refused(Func<IServiceProvider, Task<StoredFile>> store) =>
        (await Assert.ThrowsAsync<ValidationException>(() => Commit(store))).Errors.Single().ErrorMessage;

    private Task<int> Count(string sql, Guid id) =>
        app.In(services => services.GetRequiredService<Session>().One<int>(sql, new { id }));

    private static Task<int> Count(IServiceProvider services, string sql) =>
        services.GetRequiredService<Session>().One<int>(sql);
}
