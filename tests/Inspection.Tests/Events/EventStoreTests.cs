using Dapper;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Inspection.Tests.Events;

public sealed class EventStoreTests(StoreKit kit) : IClassFixture<StoreKit>
{
    private readonly Guid id = Guid.NewGuid();

    [Fact]
    public async Task What_a_command_decides_is_stored_with_its_row()
    {
        var division = await kit.NewDivision();

        await kit.Send(division, new OpenTally(id, "sheep"));
        var receipt = await kit.Send(division, new AddToTally(id, 1, 3, "seen"));

        Assert.Equal([new StreamVersion(id, 2)], receipt.Streams);
        var row = await kit.Row(division, id);
        Assert.Equal(("sheep", 3, 2), (row!.Name, row.Total, row.Version));
        Assert.Equal(["seen"], row.Reasons);
        var history = await kit.In(division, session => session.Events.History(id));
        Assert.Equal([1L, 2L], history.Select(one => one.Position));
        Assert.Equal(new Tally.Added(3, "seen"), history[1].Data);
    }

    [Fact]
    public async Task Someone_who_is_slower_is_told_both_versions_and_who_was_quicker()
    {
        var division = await kit.NewDivision();
        await kit.Send(division, new OpenTally(id, "sheep"));
        await kit.Send(division, new AddToTally(id, 1, 3));

        var conflict = await Assert.ThrowsAsync<ConflictException>(() => kit.Send(division, new AddToTally(id, 1, 4)));

        Assert.Equal((1, 2), (conflict.Expected, conflict.Actual));
        Assert.NotEqual(Guid.Empty, conflict.Actor);
    }

    [Fact]
    public async Task Of_64_writers_with_the_same_expected_version_one_wins()
    {
        var division = await kit.NewDivision();
        await kit.Send(division, new OpenTally(id, "sheep"));

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(async i =>
                {
                    try
                    {
                        await kit.Send(division, new AddToTally(id, 1, 1));
                        return "stored";
                    }
                    catch (ConflictException e)
                    {
                        return $"conflict {e.Expected} {e.Actual}";
                    }
                })
        );

        Assert.Equal(1, answers.Count(answer => answer == "stored"));
        Assert.Equal(63, answers.Count(answer => answer == "conflict 1 2"));
        Assert.Equal(1, (await kit.Row(division, id))!.Total);
    }

    [Fact]
    public async Task Writers_who_say_no_version_never_conflict()
    {
        var division = await kit.NewDivision();
        await kit.Send(division, new OpenTally(id, "sheep"));

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => kit.Send(division, new AddToTally(id, null, 1))));

        Assert.Equal((16, 17), ((await kit.Row(division, id))!.Total, (await kit.Row(division, id))!.Version));
    }

    [Fact]
    public async Task The_same_command_id_sent_a_hundred_times_happens_once_and_answers_the_same()
    {
        var division = await kit.NewDivision();
        await kit.Send(division, new OpenTally(id, "sheep"));
        var command = Guid.NewGuid();

        var receipts = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => kit.Send(division, new AddToTally(id, 1, 5), command))
        );

        Assert.All(receipts, receipt => Assert.Equal([new StreamVersion(id, 2)], receipt.Streams));
        Assert.Equal(5, (await kit.Row(division, id))!.Total);
        Assert.Equal(1, receipts.Count(receipt => !receipt.Repeated));
    }

    [Fact]
    public async Task A_repeated_command_that_would_now_be_refused_still_gets_its_first_answer()
    {
        var division = await kit.NewDivision();
        await kit.Send(division, new OpenTally(id, "sheep"));
        var command = Guid.NewGuid();
        await kit.Send(division, new AddToTally(id, null, 600), command);

        var again = await kit.Send(division, new AddToTally(id, null, 600), command);

        Assert.True(again.Repeated);
        Assert.Equal(600, (await kit.Row(division, id))!.Total);
        await Assert.ThrowsAsync<RefusedException>(() => kit.Send(division, new AddToTally(id, null, 600)));
    }

    [Fact]
    public async Task A_stream_that_exists_cannot_be_started_again()
    {
        var division = await kit.NewDivision();
        await kit.Send(division, new OpenTally(id, "sheep"));

        await Assert.ThrowsAsync<ConflictException>(() => kit.Send(division, new OpenTally(id, "goats")));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public async Task A_version_that_leaves_a_gap_is_not_stored(int version)
    {
        var division = await kit.NewDivision();
        await kit.Send(division, new OpenTally(id, "sheep"));

        await Assert.ThrowsAsync<ConflictException>(() => kit.Send(division, new AddToTally(id, version, 1)));
        Assert.Equal(1, await Events(division));
    }

    [Theory]
    [InlineData(
        """
            insert into kernel.append_one
                values (@division, gen_random_uuid(), gen_random_uuid(), '{}', now(), @id, @version, 'tally.added', 1, '{}', '')
            """,
        null
    )]
    [InlineData(
        """
            insert into kernel.append_stream values (@division, gen_random_uuid(), gen_random_uuid(), '{}', now(), @id, @version,
                array['tally.added', 'tally.added'], array[1, 1], array['{}'::json, '{}'], array[''::bytea, ''])
            """,
        null
    )]
    [InlineData(
        """
            select kernel.append(array[@division], array[gen_random_uuid()], array[gen_random_uuid()], array['{}'::json], array[1],
                array[@id], array[@version], array[now()], array[1], array['tally.added'], array[1::smallint], array['{}'::json],
                array[''::bytea])
            """,
        "P0002"
    )]
    public async Task The_server_itself_stores_nothing_after_a_gap_or_without_a_head(string append, string? withoutHead)
    {
        var division = await kit.NewDivision();
        await kit.Send(division, new OpenTally(id, "sheep"));

        Assert.Equal("IN001", await Refusal(division, 3));
        Assert.Equal(withoutHead, await Refusal(int.MaxValue, 1));
        Assert.Equal(1, await Events(division));
        Assert.Equal(0, await Events(int.MaxValue));

        Task<string?> Refusal(int into, int version) =>
            Refused(
                append,
                new
                {
                    division = into,
                    id,
                    version,
                }
            );
    }

    [Fact]
    public async Task Whoever_appends_without_a_head_is_told()
    {
        foreach (var events in (int[])[1, 2])
            await Assert.ThrowsAsync<InvalidOperationException>(() =>
                kit.In(
                    int.MaxValue,
                    session =>
                    {
                        session.Events.Start(id, Tally.Begin(id, events));
                        return session.Commit();
                    }
                )
            );
    }

    [Theory]
    [InlineData("array['tally.added', 'tally.added'], array[1], array['{}'::json, '{}'], array[''::bytea, '']")]
    [InlineData("array['tally.added'], array[1, 1], array['{}'::json, '{}'], array[''::bytea, '']")]
    [InlineData("array['tally.added', 'tally.added'], array[1, 1], array['{}'::json], array[''::bytea, '']")]
    [InlineData("array['tally.added', 'tally.added', 'x'], array[1, 1], array['{}'::json, '{}'], array[''::bytea, '']")]
    public async Task Fewer_of_one_thing_than_of_another_are_no_events(string events)
    {
        var division = await kit.NewDivision();

        Assert.Equal(
            PostgresErrorCodes.NotNullViolation,
            await Refused(
                $"insert into kernel.append_stream values (@division, @id, @id, '{{}}', now(), @id, 1, {events})",
                new { division, id }
            )
        );
        Assert.Equal(0, await Events(division));
    }

    /// <summary>Why the server refuses what the application's role asks; null where it does not.</summary>
    private async Task<string?> Refused(string sql, object parameters)
    {
        try
        {
            await kit.In(
                await kit.NewDivision(),
                async session =>
                {
                    var connection = await session.Open();
                    await connection.ExecuteAsync(sql, parameters);
                    return await connection.ExecuteAsync("commit");
                }
            );
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }

    [Fact]
    public async Task An_event_of_an_older_schema_is_read_in_todays_words()
    {
        var division = await kit.NewDivision();
        await kit.Send(division, new OpenTally(id, "sheep"));
        await kit.In(
            division,
            async session =>
                await (await session.Open()).ExecuteScalarAsync<object>(
                    """
                    insert into kernel.append_one values (@division, gen_random_uuid(), gen_random_uuid(), '{}', now(), @id, 2,
                        'tally.added', 1, '{"Count":4}', sha256(''))
                    """,
                    new { division, id }
                )
                    is var _
                && await (await session.Open()).ExecuteAsync("commit") is var _
        );

        var history = await kit.In(division, session => session.Events.History(id));

        Assert.Equal(new Tally.Added(4), history[1].Data);
        await kit.Send(division, new AddToTally(id, 2, 1));
    }

    [Fact]
    public async Task A_division_sees_nothing_of_another()
    {
        var (mine, theirs) = (await kit.NewDivision(), await kit.NewDivision());
        await kit.Send(mine, new OpenTally(id, "sheep"));
        await kit.Settle();

        Assert.Null(await kit.Row(theirs, id));
        Assert.Empty(await kit.In(theirs, session => session.Events.History(id)));
        Assert.Equal(0, await Events(theirs));
        await Assert.ThrowsAsync<NotFoundException>(() => kit.Send(theirs, new AddToTally(id, null, 1)));
        Assert.Null(await kit.Row(0, id));
    }

    [Theory]
    [InlineData("update kernel.events set data = '{}'")]
    [InlineData("delete from kernel.events")]
    [InlineData("truncate kernel.events")]
    [InlineData("alter table kernel.events disable row level security")]
    [InlineData("update kernel.head set position = 0")]
    [InlineData("insert into kernel.head (division) values (99)")]
    [InlineData("select * from kernel.events_0")]
    public async Task The_applications_role_may_not(string sql)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            kit.In(kit.NewDivision().Result, session => session.Execute(sql))
        );

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_pooled_connection_never_goes_back_to_the_role_that_signed_in()
    {
        await using var database = new Database(kit.ConnectionString + ";Maximum Pool Size=1", ["tallies"]);

        for (var round = 0; round < 3; round++)
        {
            await using var connection = await database.App.OpenConnectionAsync();
            Assert.Equal(Database.AppRole, await connection.ExecuteScalarAsync<string>("select current_user::text"));
            await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync("begin; select 1 / 0"));
        }
    }

    [Fact]
    public async Task The_past_is_read_by_a_setting_of_the_session()
    {
        var division = await kit.NewDivision();
        var (before, first, second) = (At(1), At(2), At(3));
        await SendAt(division, first, new OpenTally(id, "sheep"));
        await SendAt(division, second, new AddToTally(id, 1, 3));
        await SendAt(division, second.AddDays(1), new AddToTally(id, 2, 4));

        Assert.Null(await kit.Row(division, id, before));
        Assert.Equal(0, (await kit.Row(division, id, first))!.Total);
        Assert.Equal(0, (await kit.Row(division, id, second.AddMilliseconds(-1)))!.Total);
        Assert.Equal(3, (await kit.Row(division, id, second))!.Total);
        Assert.Equal(7, (await kit.Row(division, id, second.AddDays(9)))!.Total);
        Assert.Equal(7, (await kit.Row(division, id))!.Total);
        Assert.Equal(2, (await kit.In(division, session => session.Events.History(id), second)).Count);
    }

    [Fact]
    public async Task Nothing_can_be_changed_while_one_looks_at_the_past()
    {
        var division = await kit.NewDivision();
        await using var scope = kit.Host.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Session>().Caller = new(division, Guid.NewGuid()) { AsAt = At(1) };

        await Assert.ThrowsAsync<RefusedException>(() =>
            scope.ServiceProvider.GetRequiredService<MediatR.IMediator>().Send(new OpenTally(id, "sheep"))
        );
    }

    [Fact]
    public async Task A_rebuild_gives_the_same_rows_and_the_same_past()
    {
        var division = await kit.NewDivision();
        var ids = Enumerable.Range(0, 20).Select(_ => Guid.NewGuid()).ToList();
        var random = new Random(7);

        foreach (var one in ids)
            await SendAt(division, At(1), new OpenTally(one, $"tally {one}"));

        for (var i = 0; i < 200; i++)
            await SendAt(
                division,
                At(2).AddHours(i),
                new AddToTally(ids[random.Next(20)], null, 1, i % 3 == 0 ? $"why {i}" : null)
            );

        var (now, then) = (await Rows(division, null), await Rows(division, At(2).AddHours(99)));
        await kit.Host.GetRequiredService<Rebuild>().Run(kit.Host.GetRequiredService<ReadModels>().All.Single());

        Assert.Equal(now, await Rows(division, null));
        Assert.Equal(then, await Rows(division, At(2).AddHours(99)));
        await kit.Send(division, new AddToTally(ids[0], null, 1));
        Assert.NotEqual(now, await Rows(division, null));
    }

    [Fact]
    public async Task A_rebuild_beside_writers_misses_nothing()
    {
        var division = await kit.NewDivision();
        await kit.Send(division, new OpenTally(id, "sheep"));
        using var stop = new CancellationTokenSource();
        var writers = Enumerable
            .Range(0, 4)
            .Select(_ =>
                Task.Run(async () =>
                {
                    var written = 0;
                    while (!stop.IsCancellationRequested)
                        try
                        {
                            await kit.Send(division, new OpenTally(Guid.NewGuid(), "goat"));
                            written++;
                        }
                        catch (ConflictException) { }
                    return written;
                })
            )
            .ToList();

        for (var i = 0; i < 5; i++)
            await kit.Host.GetRequiredService<Rebuild>().Run(kit.Host.GetRequiredService<ReadModels>().All.Single());

        await stop.CancelAsync();
        var written = (await Task.WhenAll(writers)).Sum();

        Assert.Equal(
            written + 1,
            await kit.In(
                division,
                session => session.One<int>("select count(*) from tally where division = @division", new { division })
            )
        );
    }

    private async Task<string> Rows(int division, DateTimeOffset? asAt) =>
        await kit.In(
            division,
            session =>
                session.One<string>(
                    "select string_agg(t::text, ';' order by id) from (select id, version, changed_at, name, total, reasons, last from tally where division = @division) t",
                    new { division }
                ),
            asAt
        ) ?? "";

    private async Task SendAt(int division, DateTimeOffset at, Inspection.Kernel.ICommand command)
    {
        await using var scope = kit.Host.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Session>().Caller = new(division, Guid.NewGuid()) { At = at };
        await scope.ServiceProvider.GetRequiredService<MediatR.IMediator>().Send(command);
    }

    private static DateTimeOffset At(int day) => new(2019, 1, day, 9, 0, 0, TimeSpan.Zero);

    private Task<int> Events(int division) =>
        kit.In(
            division,
            session =>
                session.One<int>("select count(*) from kernel.events where division = @division", new { division })
        );
}
