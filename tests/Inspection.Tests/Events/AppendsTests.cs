using Dapper;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Inspection.Tests.Events;

public sealed class AppendsTests(StoreKit kit) : IClassFixture<StoreKit>
{
    private readonly Guid id = Guid.NewGuid();

    [Fact]
    public async Task What_arrives_together_is_stored_in_one_transaction()
    {
        var (one, two) = (await kit.NewDivision(), await kit.NewDivision());
        var streams = Enumerable.Range(0, 8).Select(_ => Guid.NewGuid()).ToList();

        await Together(
            one,
            [.. streams.Select((stream, i) => Send(i % 2 == 0 ? one : two, new OpenTally(stream, "sheep")))]
        );

        Assert.Equal(
            1,
            await Ask<int>(
                "select count(distinct xmin::text) from kernel.events where stream = any (@streams)",
                new { streams }
            )
        );
        Assert.Equal(
            8,
            await Ask<int>(
                "select count(distinct command) from kernel.events where stream = any (@streams)",
                new { streams }
            )
        );
        Assert.Equal(4, await Ask<int>("select count(*) from tallies.tally where division = @two", new { two }));
        await IsSound(one, events: 5);
        await IsSound(two, events: 4);
    }

    [Fact]
    public async Task Each_of_a_group_gets_its_own_answer()
    {
        var division = await kit.NewDivision();
        var (other, repeated, quicker) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await kit.Send(division, new OpenTally(id, "sheep"));
        await kit.Send(division, new OpenTally(other, "goats"), repeated);
        await using var slow = Scope(division, Guid.NewGuid(), out var session);
        await session.Events.Change<Tally>(id, 1, _ => [new Tally.Added(1)]);
        await using (Scope(division, quicker, out var quick))
        {
            await quick.Events.Change<Tally>(id, 1, _ => [new Tally.Added(2)]);
            await quick.Commit();
        }

        var started = Guid.NewGuid();
        var answers = await Together(
            division,
            Send(division, new OpenTally(started, "pigs")),
            Answer(() => session.Commit()),
            Send(division, new OpenTally(other, "goats"), repeated),
            Send(division, new OpenTally(other, "hens")),
            Send(division, new AddToTally(other, null, 5))
        );

        Assert.Equal([new StreamVersion(started, 1)], ((Receipt)answers[0]).Streams);
        var conflict = Assert.IsType<ConflictException>(answers[1]);
        Assert.Equal((id, 1, 2, quicker), (conflict.Stream, conflict.Expected, conflict.Actual, conflict.Actor));
        Assert.True(((Receipt)answers[2]).Repeated);
        Assert.Equal(
            (0, other),
            (Assert.IsType<ConflictException>(answers[3]).Expected, ((ConflictException)answers[3]).Stream)
        );
        Assert.Equal([new StreamVersion(other, 2)], ((Receipt)answers[4]).Streams);
        await IsSound(division, events: 6);
    }

    [Fact]
    public async Task A_cancelled_member_harms_no_other()
    {
        var (division, held) = (await kit.NewDivision(), await kit.NewDivision());
        using var waits = new CancellationTokenSource();
        using var goes = new CancellationTokenSource();
        var (started, command) = (Guid.NewGuid(), Guid.NewGuid());
        await using var head = await Hold(held);

        var answers = await Together(
            division,
            async () =>
            {
                await waits.CancelAsync();
                await Until(() => Task.FromResult(Waiters == 2));
            },
            async () =>
            {
                await Until(async () => await Blocked() == 1);
                await goes.CancelAsync();
                await head.DisposeAsync();
            },
            Answer(() => Commit(division, new Tally.Opened(id, "waits"), id, Guid.NewGuid(), waits.Token)),
            Answer(() => Commit(held, new Tally.Opened(started, "goes"), started, command, goes.Token)),
            Send(division, new OpenTally(Guid.NewGuid(), "stays"))
        );

        Assert.IsAssignableFrom<OperationCanceledException>(answers[0]);
        Assert.IsAssignableFrom<OperationCanceledException>(answers[1]);
        Assert.IsType<Receipt>(answers[2]);
        await IsSound(division, events: 2);
        await kit.Send(held, new OpenTally(started, "goes"), command);
        await IsSound(held, events: 1);
    }

    [Fact]
    public async Task A_connection_that_is_lost_in_mid_group_loses_and_doubles_nothing()
    {
        var (division, held) = (await kit.NewDivision(), await kit.NewDivision());
        var members = Enumerable.Range(0, 6).Select(i => (In: i == 0 ? held : division, Id: Guid.NewGuid())).ToList();
        await using var head = await Hold(held);

        var answers = await Together(
            division,
            () => Task.CompletedTask,
            async () =>
            {
                await Until(async () => await Blocked() == 1);
                await Ask<bool>(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
                );
                await head.DisposeAsync();
            },
            [.. members.Select(one => Send(one.In, new OpenTally(one.Id, "sheep"), one.Id))]
        );

        Assert.All(answers, answer => Assert.True(Database.IsAway(Assert.IsAssignableFrom<Exception>(answer))));
        await Task.WhenAll(members.Select(one => kit.Send(one.In, new OpenTally(one.Id, "sheep"), one.Id)));
        await Task.WhenAll(members.Select(one => kit.Send(one.In, new OpenTally(one.Id, "sheep"), one.Id)));
        await IsSound(division, events: 6);
        await IsSound(held, events: 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Who_is_overtaken_at_the_head_waits_for_its_turn(int events)
    {
        var division = await kit.NewDivision();
        await using var quicker = await Hold(division);
        await quicker.ExecuteAsync(
            """
            insert into kernel.append_one
                values (@division, @id, @id, '{}', now(), gen_random_uuid(), 1, 'tally.opened', 1, '{"Id":"quicker"}', sha256(''))
            """,
            new { division, id }
        );

        var overtaken = kit.In(
            division,
            session =>
            {
                session.Events.Start(id, Tally.Begin(id, events));
                return session.Commit();
            }
        );
        await Until(async () => await Blocked() == 1);
        await quicker.ExecuteAsync("commit");
        await overtaken;

        Assert.Equal(
            Enumerable.Range(2, events),
            await All<int>("select position from kernel.events where stream = @id order by version", new { id })
        );
        Assert.Equal(events, await Ask<int>("select version from tallies.tally where id = @id", new { id }));
    }

    [Fact]
    public async Task A_division_that_is_held_up_keeps_no_other_waiting_for_long()
    {
        var (division, held) = (await kit.NewDivision(), await kit.NewDivision());
        await using var head = await Hold(held);
        var stuck = Enumerable.Range(0, 4).Select(_ => kit.Send(held, new OpenTally(Guid.NewGuid(), "sheep"))).ToList();

        await kit.Send(division, new OpenTally(id, "goats")).WaitAsync(TimeSpan.FromSeconds(5));
        await head.DisposeAsync();
        await Task.WhenAll(stuck);

        await IsSound(division, events: 1);
        await IsSound(held, events: 4);
    }

    [Fact]
    public async Task Commands_of_several_events_and_streams_keep_their_chain_alone_and_together()
    {
        var (one, two) = (await kit.NewDivision(), await kit.NewDivision());
        Task<Receipt> Store(int division, params int[] events) =>
            kit.In(
                division,
                session =>
                {
                    foreach (var count in events)
                        session.Events.Start(Guid.NewGuid(), Tally.Begin(Guid.NewGuid(), count));

                    return session.Commit();
                }
            );

        await Store(one, 1);
        await Store(one, 3);
        await Store(one, 2, 1, 4);
        await Together(
            two,
            Answer(() => Store(one, 2, 2)),
            Answer(() => Store(two, 3)),
            Answer(() => Store(one, 1)),
            Answer(() => Store(two, 1, 5)),
            Answer(() => Store(one, 3))
        );

        await IsSound(one, events: 1 + 3 + 7 + 4 + 1 + 3);
        await IsSound(two, events: 1 + 3 + 6);
        Assert.Equal(
            0,
            await Ask<int>(
                """
                select count(*) from (
                    select count(*) as events, max(ordinal) - min(ordinal) + 1 as ordinals, min(ordinal) as first,
                        max(position) - min(position) + 1 as positions
                    from kernel.events where division in (@one, @two) group by division, command) commands
                where ordinals <> events or positions <> events or first <> 1
                """,
                new { one, two }
            )
        );
    }

    [Fact]
    public async Task Sixteen_writers_that_fail_now_and_then_leave_a_chain_without_gaps()
    {
        var division = await kit.NewDivision();
        var shared = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()).ToList();
        foreach (var one in shared)
            await kit.Send(division, new OpenTally(one, "shared"));

        var stored = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(writer => Task.Run(() => Write(division, shared, writer)))
        );

        await IsSound(division, events: 4 + stored.Sum());
        Assert.Equal(
            await Ask<int>(
                "select sum((data ->> 'Amount')::int) from kernel.events where division = @division",
                new { division }
            ),
            await Ask<int>("select sum(total) from tallies.tally where division = @division", new { division })
        );
    }

    /// <summary>Answers how many events it stored.</summary>
    private async Task<int> Write(int division, List<Guid> shared, int writer)
    {
        var random = new Random(writer);
        var (stored, earlier) = (0, Guid.NewGuid());
        await kit.Send(division, new OpenTally(Guid.NewGuid(), "own"), earlier);

        for (var i = 0; i < 40; i++)
        {
            var stream = shared[random.Next(4)];
            using var cancel = new CancellationTokenSource();

            switch (random.Next(5))
            {
                case 0:
                    Assert.True((await kit.Send(division, new OpenTally(Guid.NewGuid(), "own"), earlier)).Repeated);
                    break;
                case 1:
                    await Assert.ThrowsAsync<ConflictException>(() =>
                        kit.Send(division, new OpenTally(stream, "again"))
                    );
                    break;
                case 2:
                    var (opened, command) = (Guid.NewGuid(), Guid.NewGuid());
                    cancel.CancelAfter(TimeSpan.FromMilliseconds(random.NextDouble() * 4));
                    await Answer(() =>
                        Commit(division, new Tally.Opened(opened, "own"), opened, command, cancel.Token)
                    )();
                    await kit.Send(division, new OpenTally(opened, "own"), command);
                    stored++;
                    break;
                default:
                    await using (Scope(division, Guid.NewGuid(), out var session))
                    {
                        await session.Events.Change<Tally>(stream, null, _ => [new Tally.Added(1), new Tally.Added(2)]);
                        stored += await Answer(() => session.Commit())() is Receipt ? 2 : 0;
                    }
                    break;
            }
        }

        return stored + 1;
    }

    private Appends Appends => kit.Host.GetRequiredService<Appends>();

    private int Waiters => Appends.Waiters;

    private Task<object[]> Together(int division, params Func<Task<object>>[] members) =>
        Together(division, () => Task.CompletedTask, () => Task.CompletedTask, members);

    /// <summary>
    /// Lets two appends hold every place, one of them of the division, so that all members wait and then go in one group. On
    /// a busy machine that takes a while, so nobody loses patience meanwhile. The other is of a division of its own, and is
    /// let go last: the group goes as soon as one of both is done, and could be quicker at the head.
    /// </summary>
    private async Task<object[]> Together(
        int division,
        Func<Task> waiting,
        Func<Task> going,
        params Func<Task<object>>[] members
    )
    {
        var (patience, places) = (Appends.Patience, Appends.Places);
        (Appends.Patience, Appends.Places) = (TimeSpan.FromMinutes(1), 2);

        try
        {
            return await InOneGroup(division, waiting, going, members);
        }
        finally
        {
            (Appends.Patience, Appends.Places) = (patience, places);
        }
    }

    private async Task<object[]> InOneGroup(
        int division,
        Func<Task> waiting,
        Func<Task> going,
        Func<Task<object>>[] members
    )
    {
        var before = await Blocked();
        var places = new[] { division, await kit.NewDivision() };
        var heads = await Task.WhenAll(places.Select(Hold));
        var first = places.Select(one => Send(one, new OpenTally(Guid.NewGuid(), "first"))()).ToList();
        await Until(async () => await Blocked() == before + 2);
        var answers = members.Select(member => member()).ToList();
        await Until(() => Task.FromResult(Waiters == members.Length));
        await waiting();
        foreach (var (head, one) in heads.Zip(first))
        {
            await head.DisposeAsync();
            Assert.IsType<Receipt>(await one);
        }
        await going();
        return await Task.WhenAll(answers);
    }

    /// <summary>Locks the head of a division until it is disposed of.</summary>
    private async Task<NpgsqlConnection> Hold(int division)
    {
        var connection = new NpgsqlConnection(kit.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await connection.ExecuteAsync(
            "begin; select from kernel.head where division = @division for update",
            new { division }
        );
        return connection;
    }

    private Task<int> Blocked() =>
        Ask<int>(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        );

    private Func<Task<object>> Send(int division, ICommand command, Guid? sentAs = null) =>
        Answer(() => kit.Send(division, command, sentAs));

    private async Task<Receipt> Commit(
        int division,
        DomainEvent happened,
        Guid stream,
        Guid command,
        CancellationToken cancel
    )
    {
        await using var scope = Scope(division, Guid.NewGuid(), out var session);
        session.Caller = session.Caller with { Command = command };
        session.Events.Start(stream, [happened]);
        return await session.Commit(cancel);
    }

    private static Func<Task<object>> Answer(Func<Task<Receipt>> ask) =>
        async () =>
        {
            try
            {
                return await ask();
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                return e;
            }
        };

    private AsyncServiceScope Scope(int division, Guid actor, out Session session)
    {
        var scope = kit.Host.CreateAsyncScope();
        session = scope.ServiceProvider.GetRequiredService<Session>();
        session.Caller = new(division, actor) { Command = Guid.NewGuid() };
        return scope;
    }

    private async Task IsSound(int division, int events)
    {
        var key = await Ask<string>("select key from kernel.divisions where id = @division", new { division });
        var verdict = (await kit.Host.GetRequiredService<Verify>().Run()).Single(one => one.Division == key);
        Assert.Equal((null, (long)events), (verdict.Fault, verdict.Events));
    }

    private async Task<T> Ask<T>(string sql, object? parameters = null)
    {
        await using var connection = new NpgsqlConnection(kit.ConnectionString);
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }

    private async Task<IEnumerable<T>> All<T>(string sql, object parameters)
    {
        await using var connection = new NpgsqlConnection(kit.ConnectionString);
        return await connection.QueryAsync<T>(sql, parameters);
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 1000; i++, await Task.Delay(5))
            if (await holds())
                return;

        Assert.Fail("It did not happen in time");
    }
}
