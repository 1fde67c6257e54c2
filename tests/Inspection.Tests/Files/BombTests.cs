using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Inspection.Kernel.Divisions;
using Inspection.Recommendations.Import;
using Inspection.Tests.Recommendations;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Inspection.Tests.Files;

/// <summary>Ten gigabytes of zeros in a file of ten megabytes, on each way by which a file comes in.</summary>
[Collection("alone")]
public sealed class BombTests(App app, ITestOutputHelper output) : IClassFixture<App>
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>The whole request: the file itself is held a few times over, as text, as bytes and in parts.</summary>
    private const long Most = 150 * Megabyte;

    public static TheoryData<string, string, long, string> Files =>
        new()
        {
            {
                "import",
                "a.docx",
                Bombs.Unpacked,
                "a.docx unpacks to more than 500 MB, the most that is taken. Save it as PDF"
            },
            { "import", "a.docx", 1000, "a.docx unpacks to more than it declares, and was not unpacked" },
            {
                "evidence",
                "a.docx",
                Bombs.Unpacked,
                "a.docx unpacks to more than 500 MB, the most that is taken. Save it as PDF"
            },
            { "evidence", "a.docx", 1000, "a.docx unpacks to more than it declares, and was not unpacked" },
            {
                "evidence",
                "a.xlsx",
                Bombs.Unpacked,
                "a.xlsx unpacks to more than 500 MB, the most that is taken. Save it as PDF"
            },
            { "actions", "a.xlsx", Bombs.Unpacked, "The workbook is too large: split it into several" },
            { "actions", "a.xlsx", long.MaxValue, "The workbook is too large: split it into several" },
            {
                "actions",
                "a.xlsx",
                1000,
                "The file is no spreadsheet that can be read: use CSV (.csv) or an Excel workbook (.xlsx)"
            },
        };

    [Theory, MemberData(nameof(Files))]
    public async Task It_is_refused_in_words_and_nothing_of_it_is_kept(
        string way,
        string name,
        long declared,
        string says
    )
    {
        var file = name == "a.docx" ? Bombs.Docx(declared) : Bombs.Xlsx(declared);
        Assert.InRange(file.Length, 9_000_000, 10_000_000);
        var (_, item) = await app.GivenItem();
        var http = await app.Api(Role.HeadOfDivision);
        using var content = Sent(way, name, file, item);
        var before = await Stored();

        var (status, answer, grown, time) = await Measure(async () =>
        {
            using var response = await http.PostAsync(Address(way), content);
            return (response.StatusCode, await response.Content.ReadAsStringAsync());
        });

        output.WriteLine($"{way} {name} {declared:N0}: {grown / 1e6:0.0} MB above, {time.TotalSeconds:0.00} s");
        Assert.Contains(says, System.Text.RegularExpressions.Regex.Unescape(answer), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(before, await Stored());
        Assert.InRange(grown, long.MinValue, Most);
        Assert.InRange(time, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    /// <summary>The command line reads a document without the file store.</summary>
    [Theory]
    [InlineData(
        Bombs.Unpacked,
        "The document unpacks to far more than a report holds. Save a copy without pictures and import the copy."
    )]
    [InlineData(1000, "The document is damaged. Open it in a word processor, save a copy and import the copy.")]
    public async Task The_reader_of_documents_refuses_it_too(long declared, string says)
    {
        var file = Bombs.Docx(declared);

        var (_, answer, grown, _) = await Measure(async () =>
            (
                0,
                (
                    await Assert.ThrowsAsync<UnreadableDocumentException>(() => DocumentReader.Read(file, "a.docx"))
                ).Message
            )
        );

        Assert.Equal(says, answer);
        Assert.InRange(grown, long.MinValue, 20 * Megabyte);
    }

    private static string Address(string way) =>
        way switch
        {
            "import" => "/api/imports",
            "evidence" => "/api/evidence/files",
            _ => "/api/actions/import",
        };

    private static HttpContent Sent(string way, string name, byte[] file, Guid item)
    {
        if (way != "evidence")
            return JsonContent.Create(
                new
                {
                    id = Guid.NewGuid(),
                    name,
                    content = file,
                }
            );

        var part = new ByteArrayContent(file);
        part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return new MultipartFormDataContent
        {
            { new StringContent($"{Guid.NewGuid()}"), "id" },
            { new StringContent($"{item}"), "recommendation" },
            { new StringContent("Minutes"), "title" },
            { new StringContent("2026-03-01"), "effectiveOn" },
            { part, "file", name },
        };
    }

    /// <summary>Files, their parts, drafts, and events.</summary>
    private Task<(int, int, int, int, long)> Stored() =>
        app.In(services =>
            services
                .GetRequiredService<Session>()
                .One<(int, int, int, int, long)>(
                    """
                    select (select count(*)::int from kernel.files), (select count(*)::int from kernel.file_parts),
                        (select count(*)::int from import_draft), (select count(*)::int from action_draft),
                        (select count(*) from kernel.events)
                    """
                )
        );

    /// <summary>By how much the process's memory grew at its highest while something was done.</summary>
    private static async Task<(TStatus Status, string Answer, long Grown, TimeSpan Time)> Measure<TStatus>(
        Func<Task<(TStatus, string)>> work
    )
    {
        GC.Collect();
        var before = Held();
        long highest = 0;
        using var stop = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                highest = Math.Max(highest, Held());
                await Task.Delay(5);
            }
        });

        var time = Stopwatch.StartNew();
        var (status, answer) = await work();
        var took = time.Elapsed;
        await stop.CancelAsync();
        await watch;
        return (status, answer, highest - before, took);

        static long Held()
        {
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }
}
