using System.Text;
using Dapper;
using FsCheck.Fluent;
using Inspection.Kernel.Events;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Inspection.Tests.Events;

public sealed class VerifyTests(StoreKit kit) : IClassFixture<StoreKit>
{
    private Verify Verify => kit.Host.GetRequiredService<Verify>();

    [Fact]
    public async Task An_untouched_log_verifies()
    {
        var division = await Filled(30);

        Assert.Equal(30, (await Verdict(division)).Events);
        Assert.Null((await Verdict(division)).Fault);
    }

    [Theory]
    [InlineData("data = overlay(data::text placing chr(ascii(substr(data::text, 3, 1)) # 1) from 3 for 1)::json")]
    [InlineData("metadata = '{\"name\":\"Other\"}'")]
    [InlineData("at = at + interval '1 microsecond'")]
    [InlineData("actor = gen_random_uuid()")]
    [InlineData("command = gen_random_uuid()")]
    [InlineData("stream = gen_random_uuid()")]
    [InlineData("version = version + 1000")]
    [InlineData("ordinal = ordinal + 2")]
    [InlineData("schema = 1 - schema")]
    [InlineData("type = type || 'x'")]
    [InlineData("hash = set_byte(hash, 5, get_byte(hash, 5) # 1)")]
    public async Task A_changed_column_is_found_at_its_position(string change)
    {
        var division = await Filled(10);
        await kit.AsSuperuser($"update kernel.events set {change} where division = {division} and position = 6");

        Assert.Equal("position 6 is not as it was stored: its hash does not fit", (await Verdict(division)).Fault);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task A_changed_event_of_a_longer_command_is_found_at_its_position(int changed)
    {
        var division = await OneCommand(5);
        Assert.Null((await Verdict(division)).Fault);

        await kit.AsSuperuser(
            $"update kernel.events set at = at + interval '1 second' where division = {division} and position = {changed}"
        );

        Assert.Equal(
            $"position {changed} is not as it was stored: its hash does not fit",
            (await Verdict(division)).Fault
        );
    }

    [Fact]
    public async Task A_command_cut_short_together_with_its_head_is_found()
    {
        var division = await OneCommand(3);

        await kit.AsSuperuser(
            $"""
            delete from kernel.events where division = {division} and position = 3;
            update kernel.head set position = 2, hash = (select hash from kernel.events where division = {division} and position = 2)
            where division = {division}
            """
        );

        Assert.Equal("the head's hash is not that of position 2", (await Verdict(division)).Fault);
    }

    [Fact]
    public async Task What_earlier_versions_stored_is_linked_event_by_event_and_verifies()
    {
        var division = await Filled(2);
        var (stream, command, actor, at) = (
            Guid.NewGuid(),
            Guid.NewGuid(),
            Guid.NewGuid(),
            new DateTime(2026, 1, 1, 9, 30, 0, DateTimeKind.Utc)
        );
        DomainEvent[] events = [new Tally.Opened(stream, "goats"), new Tally.Added(1), new Tally.Added(2)];
        var types = kit.Host.GetRequiredService<EventTypes>();
        await using var connection = new NpgsqlConnection(kit.ConnectionString);
        var link = await connection.ExecuteScalarAsync<byte[]>(
            "select hash from kernel.head where division = @division",
            new { division }
        );

        for (var i = 0; i < events.Length; i++)
        {
            var (type, schema) = types.NameOf(events[i].GetType());
            var data = EventTypes.Write(events[i]);
            link = Ledger.Link(
                link,
                3 + i,
                Ledger.Within(
                    [],
                    division,
                    stream,
                    i + 1,
                    schema,
                    command,
                    i + 1,
                    actor,
                    at,
                    Encoding.UTF8.GetBytes(type),
                    data,
                    "{}"u8
                )
            );
            await connection.ExecuteAsync(
                """
                insert into kernel.events (division, position, stream, version, type, schema, data, metadata, command, ordinal, actor, at, hash)
                values (@division, 3 + @i, @stream, @i + 1, @type, @schema, @data::json, '{}', @command, @i + 1, @actor, @at, @link);
                update kernel.head set position = 3 + @i, hash = @link where division = @division
                """,
                new
                {
                    division,
                    i,
                    stream,
                    type,
                    schema,
                    data = Encoding.UTF8.GetString(data),
                    command,
                    actor,
                    at,
                    link,
                }
            );
        }

        await kit.Send(division, new OpenTally(Guid.NewGuid(), "pigs"));

        Assert.Equal((null, 6L), ((await Verdict(division)).Fault, (await Verdict(division)).Events));
        await kit.AsSuperuser($"update kernel.events set ordinal = 7 where division = {division} and position = 4");
        Assert.Equal("position 4 is not as it was stored: its hash does not fit", (await Verdict(division)).Fault);
    }

    [Fact]
    public async Task Any_one_flipped_bit_of_any_event_is_found()
    {
        var division = await Filled(25);
        var random = new Random(42);

        for (var round = 0; round < 60; round++)
        {
            var position = random.Next(1, 26);
            await kit.AsSuperuser(
                $"{Flip} update kernel.events set data = flip(data, {random.Next(100_000)}) where division = {division} and position = {position}"
            );
            var fault = (await Verdict(division)).Fault;
            Assert.Equal($"position {position} is not as it was stored: its hash does not fit", fault);
            await kit.AsSuperuser(
                $"update kernel.events e set data = k.data from kept k where e.division = {division} and k.division = e.division and k.position = e.position and e.position = {position}; drop table kept"
            );
        }

        Assert.Null((await Verdict(division)).Fault);
    }

    [Fact]
    public async Task A_missing_event_an_empty_tail_and_a_changed_head_are_found()
    {
        var (middle, tail, head) = (await Filled(5), await Filled(5), await Filled(5));
        await kit.AsSuperuser($"delete from kernel.events where division = {middle} and position = 3");
        await kit.AsSuperuser($"delete from kernel.events where division = {tail} and position = 5");
        await kit.AsSuperuser(
            $"update kernel.head set hash = set_byte(hash, 0, get_byte(hash, 0) # 1) where division = {head}"
        );

        Assert.Equal("position 3 is missing: the next stored position is 4", (await Verdict(middle)).Fault);
        Assert.Equal("the head says 5 events, but the last stored position is 4", (await Verdict(tail)).Fault);
        Assert.Equal("the head's hash is not that of position 5", (await Verdict(head)).Fault);
    }

    [Fact]
    public async Task Two_swapped_events_are_found()
    {
        var division = await Filled(5);
        await kit.AsSuperuser(
            $"""
            update kernel.events set position = 100 where division = {division} and position = 2;
            update kernel.events set position = 2 where division = {division} and position = 3;
            update kernel.events set position = 3 where division = {division} and position = 100
            """
        );

        Assert.Equal("position 2 is not as it was stored: its hash does not fit", (await Verdict(division)).Fault);
    }

    [Fact]
    public async Task Random_histories_replay_to_the_same_state()
    {
        var division = await kit.NewDivision();
        var histories = Gen.Sample(Gen.NonEmptyListOf(Gen.Choose(1, 60)), 20, 25);

        foreach (var amounts in histories)
        {
            var (id, expected) = (Guid.NewGuid(), 0);
            await kit.Send(division, new OpenTally(id, "sheep"));

            foreach (var amount in amounts)
                try
                {
                    await kit.Send(division, new AddToTally(id, null, amount, $"because of {amount}"));
                    expected += amount;
                }
                catch (RefusedException)
                {
                    Assert.True(expected + amount > 1000);
                }

            var history = await kit.In(division, session => session.Events.History(id));
            Assert.Equal(expected, history.Select(one => one.Data).Aggregate((Tally?)null, Tally.Evolve)!.Total);
            Assert.Equal(expected, (await kit.Row(division, id))!.Total);
            Assert.Equal(Enumerable.Range(1, history.Count), history.Select(one => one.Version));
        }

        Assert.Null((await Verdict(division)).Fault);
    }

    // Flips one bit of the stored text so that it stays JSON: within a string's letters.
    private const string Flip = """
        create table kept as select * from kernel.events;
        create or replace function flip(j json, n int) returns json language sql as $f$
            with t as (select j::text s, regexp_instr(j::text, '[a-z]{3}') + n % 3 p)
            select overlay(s placing chr(ascii(substr(s, p, 1)) # (case when substr(s, p, 1) in ('a', 'q', 'y', 'z') then 3 else 1 end)) from p for 1)::json from t
        $f$;
        """;

    private async Task<int> Filled(int events)
    {
        var division = await kit.NewDivision();
        var id = Guid.NewGuid();
        await kit.Send(division, new OpenTally(id, "sheep"));

        for (var i = 1; i < events; i++)
            await kit.Send(division, new AddToTally(id, i, 1, "as seen: ünïcode, “quotes”"));

        return division;
    }

    private async Task<int> OneCommand(int events)
    {
        var division = await kit.NewDivision();
        await kit.In(
            division,
            session =>
            {
                session.Events.Start(Guid.NewGuid(), Tally.Begin(Guid.NewGuid(), events));
                return session.Commit();
            }
        );
        return division;
    }

    private async Task<Verdict> Verdict(int division)
    {
        var key = await kit.In(
            division,
            session => session.One<string>("select key from kernel.divisions where id = @division", new { division })
        );
        return (await Verify.Run()).Single(verdict => verdict.Division == key);
    }
}
