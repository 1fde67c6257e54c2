using System.Diagnostics;
using Inspection.Kernel.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Inspection.Benchmarks;

/// <summary>How long after an append's commit another connection sees what a subscription made of it.</summary>
internal static class Visibility
{
    public static IEnumerable<Row> Rows(Bench bench)
    {
        foreach (var (share, goal) in new[] { (0.5, 50), (0.99, 250) })
            yield return new(
                $"append to visible in a subscription, {(share == 0.5 ? "median" : "p99")}",
                async name =>
                    new(name, null, Contest.At(await Waits(bench, elsewhere: false), share), null, goal, "ms")
                    {
                        LessIsBetter = true,
                    }
            );

        yield return new(
            "append to visible on another host, p99",
            async name =>
                new(name, null, Contest.At(await Waits(bench, elsewhere: true), 0.99), null, 250, "ms")
                {
                    LessIsBetter = true,
                }
        );
    }

    private static async Task<List<double>> Waits(Bench bench, bool elsewhere)
    {
        var services = bench.Host;
        await services.GetRequiredService<Subscriptions>().Drain();
        using var other = new Wake();
        using var runner = new SubscriptionRunner(
            services.GetRequiredService<Subscriptions>(),
            elsewhere ? other : services.GetRequiredService<Wake>(),
            NullLogger<SubscriptionRunner>.Instance
        );
        await runner.StartAsync(CancellationToken.None);
        var (waits, random) = (new List<double>(), new Random());

        for (var i = 0; i < 20 * Contest.Rounds; i++)
        {
            await Task.Delay(random.Next(1, 20));
            var (division, id) = (bench.Divisions[i % 50], Guid.NewGuid());
            await bench.Store(division, id, Journal.Begin(id, 1));
            var watch = Stopwatch.StartNew();

            while (!await Sees(bench, division, id))
                await Task.Delay(1);

            waits.Add(watch.Elapsed.TotalMilliseconds);
        }

        await runner.StopAsync(CancellationToken.None);
        return waits;
    }

    private static async Task<bool> Sees(Bench bench, int division, Guid id)
    {
        await using var command = bench.Floor.Source.CreateCommand(
            "select exists (select from kernel.changes where division = $1 and stream = $2)"
        );
        command.Parameters.Add(new() { Value = division });
        command.Parameters.Add(new() { Value = id });
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
