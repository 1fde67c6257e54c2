using System.Diagnostics;
using System.Security.Cryptography;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Files;
using Inspection.Kernel.Ui.Lists;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Inspection.Tests.Files;

/// <summary>Tests that measure the whole process run when no other does.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;

[Collection("alone")]
public sealed class MemoryTests(App app, ITestOutputHelper output) : IClassFixture<App>
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task A_workbook_is_not_held_in_memory()
    {
        ListColumn[] columns =
        [
            .. Enumerable
                .Range(1, 5)
                .Select(number => new ListColumn(
                    $"{number}",
                    $"Column {number}",
                    row => $"{row}: some words of {number}"
                )),
        ];
        var before = GC.GetTotalMemory(true);
        long highest = 0;

        await new XlsxExport().Write(Stream.Null, "Many", columns, Rows(), default);

        Assert.True(highest - before < 5 * Megabyte, $"{highest - before:N0} bytes");

        async IAsyncEnumerable<object> Rows()
        {
            for (var row = 0; row < 50_000; row++)
            {
                if (row % 10_000 == 9_999)
                    highest = Math.Max(highest, GC.GetTotalMemory(true));

                yield return row;
            }

            await Task.CompletedTask;
        }
    }

    /// <summary>Four times 40 MB go in and come out; held at any time are windows and parts, not files.</summary>
    [Fact]
    public async Task Memory_does_not_grow_with_the_size_of_files()
    {
        await Round(Megabyte);
        GC.Collect();
        var (before, allocated) = (GC.GetTotalMemory(true), GC.GetTotalAllocatedBytes(true));
        long highest = 0;
        using var stop = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                highest = Math.Max(highest, GC.GetTotalMemory(false));
                await Task.Delay(5);
            }
        });

        var time = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Round(40 * Megabyte)));

        stop.Cancel();
        await watch;
        var used = GC.GetTotalAllocatedBytes(true) - allocated;
        output.WriteLine(
            $"4 files of 40 MB in and out at once: allocated {used / 1e6:0.0} MB, highest {(highest - before) / 1e6:0.0} MB above, {time.Elapsed.TotalSeconds:0.0} s"
        );
        Assert.InRange(used, 0, 60L * Megabyte);
        Assert.InRange(highest - before, 0, 60L * Megabyte);

        async Task Round(long size)
        {
            using var given = new Endless { EndsAt = size };
            var file = await app.In(async services =>
            {
                var stored = await services.GetRequiredService<FileStore>().Store(given, "large.txt");
                await services.GetRequiredService<Session>().Commit();
                return stored;
            });
            Assert.Equal(size, file.Size);
            using var http = await app.Api(Role.Reader, writes: false);
            using var answer = await http.GetAsync($"/api/files/{file.Id}", HttpCompletionOption.ResponseHeadersRead);
            await using var content = await answer.Content.ReadAsStreamAsync();
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var piece = new byte[64 * 1024];
            for (int read; (read = await content.ReadAsync(piece)) > 0; )
                hash.AppendData(piece, 0, read);
            Assert.Equal(file.Sha256, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
    }
}
