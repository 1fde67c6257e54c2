using System.Diagnostics;
using System.Net;

namespace Inspection.Faults;

/// <summary>A database that neither answers nor breaks.</summary>
public sealed class HangTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public async Task While_the_database_hangs_requests_fail_in_time_and_afterwards_all_goes_on()
    {
        await using var faulty = await Faulty.Start(subscriptions: true);
        using var notes = await Notes.At(faulty.Address, Store.Token);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        Assert.True(await notes.Send(faulty.Address, notes.Next()));

        faulty.Proxy.Freeze();
        var watch = Stopwatch.StartNew();
        var health = client.GetAsync(new Uri($"{faulty.Address}/health/ready"));
        var page = client.GetAsync(new Uri($"{faulty.Address}/invitation/unknown"));
        var hung = Enumerable.Range(0, 10).Select(_ => notes.Next()).ToList();
        var answers = await Task.WhenAll(
            hung.Select(async note =>
            {
                var answer = await notes.Ask(faulty.Address, note);
                await Faulty.IsProblem(answer);
                return watch.Elapsed;
            })
        );
        using var unready = await health;
        using var shown = await page;

        output.WriteLine($"The last of ten requests failed after {answers.Max()}");
        Assert.InRange(answers.Max(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, shown.StatusCode);
        Assert.Equal("text/html", shown.Content.Headers.ContentType?.MediaType);

        faulty.Proxy.Thaw();
        watch.Restart();
        foreach (var note in hung)
            while (!await notes.Send(faulty.Address, note))
                Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        while (await client.GetAsync(new Uri($"{faulty.Address}/health/ready")) is { IsSuccessStatusCode: false })
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));

        await faulty.Store.Listed(TimeSpan.FromSeconds(10));
        await faulty.Store.Has(notes);
        await faulty.Store.IsSound();
    }
}
