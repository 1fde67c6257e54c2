using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace Inspection.Benchmarks;

/// <summary>Something to measure.</summary>
internal sealed record Row(string Name, Func<string, Task<Line>> Measure)
{
    public static string Writers(int writers) => writers == 1 ? "1 writer" : $"{writers} writers";
}

/// <summary>One line of the result.</summary>
/// <param name="Floor">The machine at its best; null where there is nothing to compare with.</param>
/// <param name="Goal">What the ratio, or ours where there is no floor, should reach.</param>
internal sealed record Line(string Name, double? Floor, double? Ours, double? Ratio, double? Goal, string Unit)
{
    public bool LessIsBetter { get; init; }

    /// <summary>Processor time a call in microseconds, floor and ours.</summary>
    public string Cpu { get; init; } = "";

    public double? Marten { get; init; }

    /// <summary>Why there is no number.</summary>
    public string? Missing { get; init; }

    public bool? Ok =>
        (Ratio ?? Ours) is { } value && Goal is { } goal
            ? LessIsBetter
                ? value <= goal
                : value >= goal && value >= (Marten ?? 0)
            : null;

    public static void Head() =>
        Console.WriteLine($"{"", -58}{"floor", 10}{"ours", 10}  {"", -9}{"ratio", 6}{"goal", 7}{"Marten", 8}");

    public void Print() =>
        Console.WriteLine(
            Missing is not null
                ? $"{Name, -58}not available: {Missing}"
                : $"{Name, -58}{Number(Floor), 10}{Number(Ours), 10}  {Unit, -9}{Two(Ratio), 6}{Two(Goal), 7}{Two(Marten), 8}  {Ok switch { true => "ok", false => "not", null => "" }}  {Cpu}"
        );

    private static string Number(double? value) =>
        value?.ToString(value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture) ?? "-";

    private static string Two(double? value) => value?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";
}

/// <summary>Two ways of doing the same, in turns, so that what else the machine does strikes both.</summary>
internal static class Contest
{
    public static int Rounds { get; set; } = 11;

    /// <summary>Turns at most before it counts.</summary>
    public static int WarmUps { get; set; } = 20;

    public static TimeSpan Length { get; set; } = TimeSpan.FromSeconds(0.3);

    /// <summary>Both run with so many writers at a time; the ratio is the median of the rounds' ratios.</summary>
    /// <param name="perCall">How many units one call does.</param>
    public static async Task<Line> Rates(
        string name,
        double goal,
        double? marten,
        int writers,
        Func<Random, Task> floor,
        Func<Random, Task> ours,
        int perCall = 1
    )
    {
        await WarmUp(writers, floor, ours);
        var rounds = new List<(Slice Floor, Slice Ours)>();

        for (var round = 0; round < Rounds; round++)
            if (round % 2 == 0)
                rounds.Add((await Slices(writers, floor, Length), await Slices(writers, ours, Length)));
            else
            {
                var first = await Slices(writers, ours, Length);
                rounds.Add((await Slices(writers, floor, Length), first));
            }

        return new(
            name,
            Median(rounds.Select(one => one.Floor.Rate)) * perCall,
            Median(rounds.Select(one => one.Ours.Rate)) * perCall,
            Median(rounds.Select(one => one.Ours.Rate / one.Floor.Rate)),
            goal,
            perCall == 1 ? "per s" : "events/s"
        )
        {
            Marten = marten,
            Cpu =
                Cpu.Postmaster == 0
                    ? ""
                    : $"cpu here {Middle(one => one.Floor.Here)} / {Middle(one => one.Ours.Here)}, server {Middle(one => one.Floor.Server)} / {Middle(one => one.Ours.Server)}",
        };

        string Middle(Func<(Slice Floor, Slice Ours), double> figure) => $"{Median(rounds.Select(figure)):0}";
    }

    public static double Median(IEnumerable<double> values) => At(values, 0.5);

    public static double At(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
    }

    // Until the code is compiled for good, which takes a processor's time for a while, and each of the writers' connections
    // has prepared its statements.
    private static async Task WarmUp(int writers, Func<Random, Task> floor, Func<Random, Task> ours)
    {
        for (var turn = 1; turn <= WarmUps; turn++)
        {
            var compiled = JitInfo.GetCompiledMethodCount();
            await Slices(writers, floor, Length * 2);
            await Slices(writers, ours, Length * 2);

            if (turn > 1 && JitInfo.GetCompiledMethodCount() - compiled < 3)
                break;
        }
    }

    private static async Task<Slice> Slices(int writers, Func<Random, Task> once, TimeSpan length)
    {
        var cpu = Cpu.Used();
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(
            Enumerable
                .Range(0, writers)
                .Select(writer =>
                    Task.Run(async () =>
                    {
                        var random = new Random();
                        var done = 0;

                        for (; watch.Elapsed < length; done++)
                            await once(random);

                        return done;
                    })
                )
        );

        var elapsed = watch.Elapsed.TotalSeconds;
        var (here, server) = Cpu.Used();
        return new(
            counts.Sum() / elapsed,
            (here - cpu.Here) / counts.Sum() * 1e6,
            (server - cpu.Server) / counts.Sum() * 1e6
        );
    }

    private sealed record Slice(double Rate, double Here, double Server);
}
