using System.Diagnostics;
using Dapper;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Inspection.Tests.Events;

public sealed class SubscriptionTests(StoreKit kit) : IClassFixture<StoreKit>
{
    private readonly Guid id = Guid.NewGuid();

    [Fact]
    public async Task A_listener_has_its_effects_once_and_its_commands_join_its_transaction()
    {
        var division = await kit.NewDivision();
        await kit.Send(division, new OpenTally(id, "sheep"));
        await kit.Send(division, new AddToTally(id, 1, 7));

        await kit.Settle();
        await kit.Settle();

        Assert.Equal([7], await Heard(division));
        Assert.Equal(1, await Count(division, "select count(*) from tally where name = 'seven'"));
        Assert.Equal(
            SystemActor.Suite,
            await kit.In(
                division,
                s =>
                    s.One<Guid>(
                        "select actor from kernel.events where division = @division and position = 3",
                        new { division }
                    )
            )
        );
        Assert.Equal(1, await Count(division, "select count(*) from kernel.changes where text = 'Added 7'"));
    }

    [Fact]
    public async Task A_poison_event_parks_its_stream_and_no_other_and_a_retry_catches_up()
    {
        var (division, other) = (await kit.NewDivision(), Guid.NewGuid());
        WhenTallyGrew.Poison.Add(666);
        await kit.Send(division, new OpenTally(id, "sheep"));
        await kit.Send(division, new OpenTally(other, "goats"));
        await kit.Send(division, new AddToTally(id, null, 1));
        await kit.Send(division, new AddToTally(id, null, 666));
        await kit.Send(division, new AddToTally(id, null, 2));
        await kit.Send(division, new AddToTally(other, null, 3));

        await kit.Settle();

        Assert.Equal([1, 3], await Heard(division));
        Assert.Equal(
            2,
            await Count(division, "select count(*) from kernel.parked where error is null or error like '%666%'")
        );
        Assert.Equal(0, await Subscriptions.Retry(division, "tallies", id));

        WhenTallyGrew.Poison.Remove(666);
        Assert.Equal(2, await Subscriptions.Retry(division, "tallies", id));
        Assert.Equal([1, 3, 666, 2], await Heard(division));
        Assert.Equal(0, await Count(division, "select count(*) from kernel.parked"));
    }

    [Fact]
    public async Task A_hole_in_the_log_stops_the_reader_loudly()
    {
        var division = await kit.NewDivision();
        await kit.Send(division, new OpenTally(id, "sheep"));
        await kit.Send(division, new AddToTally(id, 1, 1));
        await kit.Send(division, new AddToTally(id, 2, 1));
        await kit.AsSuperuser($"delete from kernel.events where division = {division} and position = 2");

        var stopped = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Subscriptions.Advance(division, "changes")
        );

        Assert.Contains("after position 1 comes 3", stopped.Message, StringComparison.Ordinal);
        await kit.AsSuperuser($"update kernel.head set position = 0 where division = {division}");
    }

    [Fact]
    public async Task Under_adversarial_commits_nothing_is_missed_or_repeated_where_a_reader_of_sequence_numbers_misses()
    {
        var division = await kit.NewDivision();
        await kit.AsSuperuser(
            """
            create table public.naive (number bigint generated always as identity, amount int);
            grant select, insert on public.naive to inspection_app; grant usage on schema public to inspection_app
            """
        );
        using var stop = new CancellationTokenSource();
        var streams = Enumerable.Range(0, 16).Select(_ => Guid.NewGuid()).ToList();

        foreach (var stream in streams)
            await kit.Send(division, new OpenTally(stream, "sheep"));

        // Three hosts' readers at once, and the naive one.
        var hosts = Enumerable
            .Range(0, 2)
            .Select(_ => StoreKit.NewHost(kit.ConnectionString))
            .Append(kit.Host)
            .ToList();
        var readers = hosts
            .Select(host => Task.Run(() => Read(host.GetRequiredService<Subscriptions>(), stop.Token)))
            .ToList();
        var naive = Task.Run(() => ReadNaively(stop.Token));
        var committed = (
            await Task.WhenAll(streams.Select((stream, i) => Task.Run(() => Write(division, stream, i))))
        ).Sum();

        await Task.Delay(100);
        await stop.CancelAsync();
        await Task.WhenAll(readers);
        var seenNaively = await naive;
        await kit.Settle();

        Assert.Equal(committed, await Count(division, "select count(*) from heard"));
        Assert.Equal(committed, await Count(division, "select count(*) from kernel.events where type = 'tally.added'"));
        Assert.Equal(
            0,
            await Count(
                division,
                "select count(*) from (select amount from heard group by amount having count(*) > 1) twice"
            )
        );
        Assert.True(
            seenNaively < committed,
            $"the naive reader saw {seenNaively} of {committed}: the run is not adversarial"
        );
        foreach (var host in hosts.Take(2))
            await host.DisposeAsync();
    }

    [Fact]
    public async Task A_strangers_open_transaction_holds_nobody_up()
    {
        var division = await kit.NewDivision();
        await using var stranger = new NpgsqlConnection(kit.ConnectionString);
        await stranger.OpenAsync();
        await using var open = await stranger.BeginTransactionAsync();
        await stranger.ExecuteAsync("select pg_current_xact_id()");

        await kit.Send(division, new OpenTally(id, "sheep"));
        await kit.Send(division, new AddToTally(id, 1, 5));
        await kit.Settle();

        Assert.Equal([5], await Heard(division));
    }

    [Fact]
    public async Task The_runner_hears_of_a_commit_at_once_and_outlives_an_outage()
    {
        var division = await kit.NewDivision();
        using var runner = ActivatorUtilities.CreateInstance<SubscriptionRunner>(kit.Host);
        await runner.StartAsync(default);

        await kit.Send(division, new OpenTally(id, "sheep"));
        await kit.Send(division, new AddToTally(id, 1, 5));
        await Until(async () => (await Heard(division)).Count == 1);

        await kit.AsSuperuser(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        );
        NpgsqlConnection.ClearAllPools();
        await Retry(() => kit.Send(division, new AddToTally(id, 2, 6)));
        await Until(async () => (await Heard(division)).Count == 2);

        await runner.StopAsync(default);
    }

    private Subscriptions Subscriptions => kit.Host.GetRequiredService<Subscriptions>();

    private static async Task Read(Subscriptions subscriptions, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            await subscriptions.Drain(CancellationToken.None);
    }

    private async Task<int> ReadNaively(CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(kit.ConnectionString);
        await connection.OpenAsync(CancellationToken.None);
        var (last, seen) = (0L, 0);

        while (true)
        {
            var ending = stop.IsCancellationRequested;
            var numbers = await connection.QueryAsync<long>(
                "select number from public.naive where number > @last order by number",
                new { last }
            );
            foreach (var number in numbers)
                (last, seen) = (number, seen + 1);
            if (ending)
                return seen;
        }
    }

    /// <summary>Appends with random pauses between writing and committing, and some that are rolled back.</summary>
    private async Task<int> Write(int division, Guid stream, int writer)
    {
        var random = new Random(writer);
        var committed = 0;

        for (var i = 0; i < 40; i++)
        {
            await using var scope = kit.Host.CreateAsyncScope();
            var session = scope.ServiceProvider.GetRequiredService<Session>();
            session.Caller = new(division, Guid.NewGuid());
            await session.Events.Change<Tally>(stream, null, _ => [new Tally.Added(1000 + writer * 100 + i)]);
            await session.Execute("insert into public.naive (amount) values (1)");

            if (random.Next(5) == 0)
                await Task.Delay(random.Next(20));

            if (random.Next(20) == 0)
                continue;

            await session.Commit();
            committed++;
        }

        return committed;
    }

    private async Task<IReadOnlyList<int>> Heard(int division) =>
        await kit.In(
            division,
            session =>
                session.Query<int>("select amount from heard where division = @division order by id", new { division })
        );

    private Task<int> Count(int division, string sql) => kit.In(division, session => session.One<int>(sql));

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var waiting = Stopwatch.StartNew(); waiting.Elapsed < TimeSpan.FromSeconds(20); await Task.Delay(20))
            try
            {
                if (await holds())
                    return;
            }
            catch (NpgsqlException) { }

        Assert.Fail("It did not happen within 20 seconds");
    }

    private static async Task Retry(Func<Task> act)
    {
        for (var i = 0; ; i++)
            try
            {
                await act();
                return;
            }
            catch (NpgsqlException) when (i < 20)
            {
                await Task.Delay(50);
            }
    }
}
