using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FluentValidation;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Inspection.Tests.Files;

/// <summary>What becomes of files when a scanner answers, and when it does not.</summary>
public sealed class ScannerTests
{
    [Theory]
    [InlineData("stream: OK\0", FileState.Clean, null, null)]
    [InlineData("stream: Eicar-Test-Signature FOUND\0", FileState.Quarantined, "Eicar-Test-Signature", null)]
    [InlineData(
        "INSTREAM size limit exceeded. ERROR\0",
        FileState.Quarantined,
        null,
        "The file is larger than the scanner takes (StreamMaxLength)"
    )]
    [InlineData(
        "stream: Can't allocate memory ERROR\0",
        FileState.Quarantined,
        null,
        "The scanner failed: Can't allocate memory ERROR"
    )]
    [InlineData("OK\0", FileState.Quarantined, null, "The scanner failed: OK")]
    [InlineData("stream: O", FileState.Quarantined, null, "The scanner broke off without an answer")]
    [InlineData("stream: OK", FileState.Quarantined, null, "The scanner broke off without an answer")]
    [InlineData("", FileState.Quarantined, null, "The scanner broke off without an answer")]
    public async Task What_the_scanner_says_decides(string says, FileState state, string? malware, string? trouble)
    {
        await using var scanner = new FakeScanner(_ => says);
        byte[] content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)i)];

        var verdict = await Ask(scanner.Address, content);

        Assert.Equal(new ScanVerdict(state, malware, trouble), verdict);
        Assert.Equal(content, scanner.Heard.Single());
    }

    [Fact]
    public async Task A_scanner_that_hangs_up_early_is_heard()
    {
        await using var scanner = new FakeScanner(_ => "INSTREAM size limit exceeded. ERROR\0") { Limit = 100_000 };

        var verdict = await Ask(scanner.Address, new byte[20_000_000]);

        Assert.Equal(FileState.Quarantined, verdict.State);
        Assert.NotNull(verdict.Trouble);
    }

    [Fact]
    public async Task A_scanner_that_does_not_answer_is_not_waited_for()
    {
        await using var slow = new FakeScanner(_ => null);
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var address = $"127.0.0.1:{((IPEndPoint)nobody.LocalEndpoint).Port}";
        nobody.Stop();

        Assert.Equal("The scanner did not answer in time", (await Ask(slow.Address, [1])).Trouble);
        Assert.Equal("The scanner cannot be reached", (await Ask(address, [1])).Trouble);
        Assert.Equal("The scanner cannot be reached", (await Ask("/nowhere/clamd.sock", [1])).Trouble);
        Assert.Equal(FileState.NotScanned, (await Ask(null, [1])).State);
    }

    [Fact]
    public async Task Malware_is_not_stored_and_is_named()
    {
        await using var scanner = new FakeScanner(_ => "stream: Win.Test.EICAR_HDB-1 FOUND\0");
        await using var suite = await With(scanner.Address);
        var id = Guid.NewGuid();

        var refused = await Assert.ThrowsAsync<ValidationException>(() => suite.Store("harmless.txt", id));

        Assert.Equal(
            "harmless.txt holds malware (Win.Test.EICAR_HDB-1) and was not stored",
            refused.Errors.Single().ErrorMessage
        );
        Assert.Null(await suite.Find(id));
    }

    [Fact]
    public async Task Without_an_answer_a_file_waits_in_quarantine_until_it_was_scanned()
    {
        string? says = null;
        await using var scanner = new FakeScanner(_ => says);
        await using var suite = await With(scanner.Address);
        var (released, infected) = (Guid.NewGuid(), Guid.NewGuid());

        Assert.Equal("The scanner did not answer in time", (await suite.Store("minutes.txt", released)).Finding);
        await suite.Store("other.txt", infected);
        Assert.Equal(0, await suite.In(files => files.ScanQuarantine()));
        Assert.Contains(
            "minutes.txt stays in quarantine. The scanner did not answer in time",
            (await Assert.ThrowsAsync<RefusedException>(() => suite.In(files => files.ScanAgain(released)))).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(FileState.Quarantined, (await suite.Find(released))!.State);

        says = "stream: Doc.Trojan FOUND\0";
        Assert.False((await suite.In(files => files.ScanAgain(infected))).IsUsable);
        Assert.Equal("Malware: Doc.Trojan", (await suite.Find(infected))!.Finding);

        says = "stream: OK\0";
        Assert.True((await suite.In(files => files.ScanAgain(released))).IsUsable);
        Assert.Equal(
            (FileState.Clean, null),
            ((await suite.Find(released))!.State, (await suite.Find(released))!.Finding)
        );
    }

    [Fact]
    public async Task A_document_that_was_not_scanned_is_not_imported()
    {
        await using var scanner = new FakeScanner(_ => null);
        await using var suite = await With(scanner.Address);

        var refused = await Assert.ThrowsAsync<ValidationException>(() =>
            suite.Application.Send(
                new Inspection.Recommendations.HandInDocument(
                    Guid.NewGuid(),
                    "report.txt",
                    "Recommendation 1"u8.ToArray()
                ),
                suite.Division
            )
        );

        Assert.Equal(
            "report.txt cannot be read now. The scanner did not answer in time. Try again later",
            refused.Errors.Single().ErrorMessage
        );
        Assert.Empty(
            await suite.Application.In(
                services => services.GetRequiredService<Session>().Query<Guid>("select id from kernel.files"),
                suite.Division
            )
        );
    }

    [Fact]
    public async Task An_administrator_scans_what_is_in_quarantine_again()
    {
        string? says = null;
        await using var scanner = new FakeScanner(_ => says);
        await using var suite = await With(scanner.Address);
        await suite.Store("minutes.txt", Guid.NewGuid());
        await suite.Store("agenda.txt", Guid.NewGuid());
        var browser = await suite.As(Role.Administrator);

        Assert.Contains("/running/quarantine", (await browser.Open("/")).Links);
        var list = await browser.Open("/running/quarantine");
        Assert.Contains("minutes.txt", list.Text, StringComparison.Ordinal);
        Assert.Contains("The scanner did not answer in time", list.Text, StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await (await suite.As(Role.HeadOfDivision)).Open("/running/quarantine")).Status
        );

        says = "stream: OK\0";
        var rows = list
            .Page.QuerySelectorAll("input[name=rows]")
            .Select(box => ("rows", box.GetAttribute("value")))
            .ToArray();
        Assert.Equal(2, rows.Length);
        var asked = await browser.Press(list, "/running/quarantine", "Scan again", [.. rows, ("bulk", "scan")]);
        var done = await browser.Press(asked, "/running/quarantine", "Scan again");

        Assert.Equal(HttpStatusCode.OK, done.Status);
        Assert.Contains(
            "No file is in quarantine",
            (await browser.Open("/running/quarantine")).Text,
            StringComparison.Ordinal
        );
    }

    /// <summary>The real clamd, with one signature of our own.</summary>
    [ClamdFact]
    public async Task Clamd_finds_what_it_knows_and_passes_what_it_does_not()
    {
        await using var clamd = await RealClamd.Start();
        var eicar = Encoding.ASCII.GetBytes(
            "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
        );

        foreach (var address in new[] { clamd.Socket, clamd.Tcp })
        {
            Assert.Equal(
                new ScanVerdict(FileState.Clean),
                await Ask(address, Encoding.ASCII.GetBytes("Minutes of the Board"))
            );
            var found = await Ask(address, eicar);
            Assert.Equal((FileState.Quarantined, "Own.Eicar.UNOFFICIAL"), (found.State, found.Malware));
            Assert.Equal(
                "The file is larger than the scanner takes (StreamMaxLength)",
                (await Ask(address, new byte[3_000_000])).Trouble
            );
        }

        await using var suite = await With(clamd.Socket);
        Assert.Equal(FileState.Clean, (await suite.Store("minutes.txt", Guid.NewGuid())).State);
        var refused = await Assert.ThrowsAsync<ValidationException>(() =>
            suite.In(async files =>
            {
                using var content = new MemoryStream(eicar);
                return await files.Store(content, "eicar.txt");
            })
        );
        Assert.Equal(
            "eicar.txt holds malware (Own.Eicar.UNOFFICIAL) and was not stored",
            refused.Errors.Single().ErrorMessage
        );
    }

    private static async Task<ScanVerdict> Ask(string? address, byte[] content)
    {
        var settings = new FileSettings { Clamd = address, ScanWithin = TimeSpan.FromSeconds(1.5) };
        using var stream = new MemoryStream(content);
        return await new Clamd(Options.Create(settings), NullLogger<Clamd>.Instance).Scan(stream, default);
    }

    private static async Task<Scanned> With(string scanner)
    {
        var app = await App.Empty(builder =>
            builder.Services.Configure<FileSettings>(settings =>
            {
                settings.Clamd = scanner;
                settings.ScanWithin = TimeSpan.FromSeconds(1.5);
            })
        );
        return new(app, await app.AddDivision("scanned", "Scanned"));
    }

    /// <summary>An application with a scanner.</summary>
    private sealed record Scanned(App Application, TestDivision Division) : IAsyncDisposable
    {
        public Task<Browser> As(Role role) => Application.As(role, Division);

        public Task<StoredFile> Store(string name, Guid id) =>
            In(async files =>
            {
                using var content = new MemoryStream(Encoding.UTF8.GetBytes("Minutes"));
                return await files.Store(content, name, id: id);
            });

        public Task<StoredFile?> Find(Guid id) => In(files => files.Find(id));

        public Task<T> In<T>(Func<FileStore, Task<T>> work) =>
            Application.In(
                async services =>
                {
                    var done = await work(services.GetRequiredService<FileStore>());
                    await services.GetRequiredService<Session>().Commit();
                    return done;
                },
                Division
            );

        public async ValueTask DisposeAsync() => await Application.DisposeAsync();
    }
}

/// <summary>Speaks clamd's protocol: hears a stream, and says what it is told to; null says nothing and waits.</summary>
internal sealed class FakeScanner : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<byte[], string?> answer;
    private readonly Task running;

    public FakeScanner(Func<byte[], string?> answer)
    {
        this.answer = answer;
        listener.Start();
        running = Run();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public int Limit { get; init; } = int.MaxValue;

    public List<byte[]> Heard { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await running;
        stop.Dispose();
    }

    private async Task Run()
    {
        try
        {
            while (!stop.IsCancellationRequested)
                _ = Serve(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
            try
            {
                var stream = client.GetStream();
                var command = new byte[10];
                await stream.ReadExactlyAsync(command, stop.Token);
                Assert.Equal("zINSTREAM\0", Encoding.ASCII.GetString(command));
                using var heard = new MemoryStream();

                for (var size = new byte[4]; heard.Length < Limit; )
                {
                    await stream.ReadExactlyAsync(size, stop.Token);
                    var piece = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
                    if (piece.Length == 0)
                        break;
                    await stream.ReadExactlyAsync(piece, stop.Token);
                    heard.Write(piece);
                }

                Heard.Add(heard.ToArray());

                if (answer(heard.ToArray()) is { } words)
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(words), stop.Token);
                else
                    await Task.Delay(Timeout.Infinite, stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // It is over, or nobody listens.
            }
    }
}
