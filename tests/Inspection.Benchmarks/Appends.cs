using Inspection.Kernel.Events;

namespace Inspection.Benchmarks;

/// <summary>New streams of 1, 10 and 100 events, each in one command; and of one event with its row.</summary>
internal static class Appends
{
    // The better of "start a stream" and "append" of store.md.
    private static readonly Dictionary<(int Events, int Writers), double> Marten = new()
    {
        [(1, 1)] = 0.84,
        [(1, 8)] = 0.84,
        [(10, 1)] = 0.61,
        [(10, 8)] = 0.92,
        [(100, 1)] = 0.65,
        [(100, 8)] = 0.69,
    };

    public static IEnumerable<Row> Rows(Bench bench)
    {
        foreach (var events in new[] { 1, 10, 100 })
        foreach (var writers in new[] { 1, 8 })
        foreach (var alone in new[] { false, true })
            yield return new(
                $"append {events}, {Row.Writers(writers)}, {(alone ? "one division" : "50 divisions")}",
                name => Plain(name, bench, events, writers, alone)
            );

        foreach (var writers in new[] { 1, 8 })
            yield return new(
                $"append 1 with an inline projection, {Row.Writers(writers)}",
                name => WithRow(name, bench, writers)
            );
    }

    private static async Task<Line> Plain(string name, Bench bench, int events, int writers, bool alone)
    {
        await bench.Rest();
        int Division(Random random) => alone ? bench.Alone : bench.Divisions[random.Next(bench.Divisions.Count)];

        return await Contest.Rates(
            name,
            alone && writers > 1 ? 0.55 : 0.8,
            alone ? null : Marten[(events, writers)],
            writers,
            random => New(id => bench.Floor.Append(Division(random), id, 0, Journal.Begin(id, events))),
            random => New(id => bench.Store(Division(random), id, Journal.Begin(id, events))),
            events
        );
    }

    private static async Task<Line> WithRow(string name, Bench bench, int writers)
    {
        await bench.Rest();
        int Division(Random random) => bench.Divisions[random.Next(bench.Divisions.Count)];
        var projection = new MatterProjection();

        return await Contest.Rates(
            name,
            0.8,
            writers == 1 ? 0.53 : 0.66,
            writers,
            random =>
                New(id =>
                {
                    var raised = Matter.Begin(id);
                    var row = projection.Evolve(null, new Happened(id, 1, raised, id, DateTimeOffset.UtcNow));
                    return bench.Floor.Append(Division(random), id, 0, [raised], row!);
                }),
            random => New(id => bench.Store(Division(random), id, [Matter.Begin(id)]))
        );
    }

    private static Task New(Func<Guid, Task> work) => work(Guid.NewGuid());
}
