using Inspection.Kernel.Events;
using Npgsql;

namespace Inspection.Benchmarks;

/// <summary>A stream read and folded; and a decision on what was folded, appended.</summary>
internal static class Folds
{
    public static IEnumerable<Row> Rows(Bench bench)
    {
        foreach (var (events, marten) in new[] { (10, 0.59), (100, 0.69), (1000, 0.6) })
            yield return new($"load and fold {events:#,0} events", name => Fold(name, bench, events, marten));

        foreach (var writers in new[] { 1, 8 })
        {
            yield return new(
                $"decide and append on 10-40 events, {Row.Writers(writers)}",
                name => Decide(name, bench, writers)
            );
            yield return new(
                $"decide and append with a row, {Row.Writers(writers)}",
                name => DecideWithRow(name, bench, writers)
            );
        }
    }

    private static async Task<Line> Fold(string name, Bench bench, int events, double marten)
    {
        var streams = await Streams(bench, 5000 / events, _ => events);
        await bench.Rest();

        return await Contest.Rates(
            name,
            0.8,
            marten,
            1,
            random => Any(streams, random, bench.Floor.Fold<Journal>),
            random =>
                Any(streams, random, (division, id) => bench.In(division, session => session.Events.Find<Journal>(id)))
        );
    }

    private static async Task<Line> Decide(string name, Bench bench, int writers)
    {
        var streams = await Streams(bench, 1000, i => 10 + i % 20);
        await bench.Rest();

        return await Contest.Rates(
            name,
            0.8,
            writers == 1 ? 0.87 : null,
            writers,
            random =>
                Any(
                    streams,
                    random,
                    async (division, id) =>
                    {
                        var (state, version) = await bench.Floor.Fold<Journal>(division, id);
                        await bench.Floor.Append(division, id, version, [Journal.Entry(state.Entries + 1)]);
                    }
                ),
            random => Any(streams, random, (division, id) => Change<Journal>(bench, division, id, One))
        );

        static IReadOnlyList<DomainEvent> One(Journal state) => [Journal.Entry(state.Entries + 1)];
    }

    /// <summary>The floor reads stream and row, writes both, and keeps no history of the row; ours does.</summary>
    private static async Task<Line> DecideWithRow(string name, Bench bench, int writers)
    {
        var projection = new MatterProjection();
        var streams = await Make(
            bench,
            1000,
            async (_, division, id) =>
            {
                var begun = Matter.Begin(id);
                var row = projection.Evolve(null, new Happened(id, 1, begun, id, DateTimeOffset.UtcNow))!;
                await bench.Store(division, id, [begun]);
                await bench.Floor.Append(division, id, 0, [begun], row);
            }
        );
        await bench.Rest();

        return await Contest.Rates(
            name,
            0.8,
            writers == 1 ? 0.53 : 0.66,
            writers,
            random =>
                Any(
                    streams,
                    random,
                    async (division, id) =>
                    {
                        var (state, version) = await bench.Floor.Fold<Matter>(division, id);
                        var row = await bench.Floor.Row(division, id);
                        var moved = Matter.Step(state.Steps + 1);
                        row = projection.Evolve(row, new Happened(id, version + 1, moved, id, DateTimeOffset.UtcNow))!;
                        await bench.Floor.Append(division, id, version, [moved], row);
                    }
                ),
            random => Any(streams, random, (division, id) => Change<Matter>(bench, division, id, One))
        );

        static IReadOnlyList<DomainEvent> One(Matter state) => [Matter.Step(state.Steps + 1)];
    }

    private static Task Change<T>(Bench bench, int division, Guid id, Func<T, IReadOnlyList<DomainEvent>> decide)
        where T : class, IAggregate<T> =>
        bench.In(
            division,
            async session =>
            {
                await session.Events.Change(id, null, decide);
                await session.Commit();
            }
        );

    private static async Task Any(List<(int Division, Guid Id)> streams, Random random, Func<int, Guid, Task> work)
    {
        var (division, id) = streams[random.Next(streams.Count)];

        try
        {
            await work(division, id);
        }
        catch (Exception e) when (e is ConflictException or PostgresException { SqlState: "23505" })
        {
            // Another writer took the same stream.
        }
    }

    private static Task<List<(int Division, Guid Id)>> Streams(Bench bench, int count, Func<int, int> events) =>
        Make(
            bench,
            count,
            async (i, division, id) =>
            {
                var begun = Journal.Begin(id, events(i));
                await bench.Store(division, id, begun);
                await bench.Floor.Append(division, id, 0, begun);
            }
        );

    private static async Task<List<(int Division, Guid Id)>> Make(
        Bench bench,
        int count,
        Func<int, int, Guid, Task> make
    )
    {
        var streams = Enumerable
            .Range(0, count)
            .Select(i => (Division: bench.Divisions[i % 50], Id: Guid.NewGuid()))
            .ToList();
        await Parallel.ForEachAsync(
            streams.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (one, _) => await make(one.Index, one.Item.Division, one.Item.Id)
        );
        return streams;
    }
}
