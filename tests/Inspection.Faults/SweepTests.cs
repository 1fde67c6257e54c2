using Inspection.Kernel.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Faults;

/// <summary>Connections that break at every place where they can.</summary>
public sealed class SweepTests(Xunit.Abstractions.ITestOutputHelper output)
{
    public static TheoryData<Fault> Faults =>
        Store.IsFull
            ? new(Fault.Cut, Fault.Lose, Fault.Terminate, Fault.Hang)
            : new(Fault.Cut, Fault.Lose, Fault.Terminate);

    [Theory, MemberData(nameof(Faults))]
    public async Task A_command_broken_at_any_call_is_stored_wholly_or_not_at_all_and_a_retry_succeeds(Fault fault)
    {
        await using var faulty = await Faulty.Start(subscriptions: false, fault is Fault.Hang);
        using var notes = await Notes.At(faulty.Address, Store.Token);
        Assert.True(await notes.Send(faulty.Address, notes.Next()));
        var broken = true;
        var call = 0;

        while (broken)
        {
            faulty.Forget();
            var note = notes.Next();
            faulty.Proxy.Break(++call, fault);

            using var answer = await notes.Ask(faulty.Address, note);

            broken = faulty.Proxy.Broken > 0;
            faulty.Proxy.Plan = _ => Fault.None;
            var stored = await faulty.Store.Count(note);
            Assert.True(stored is 0 or 1, $"stored {stored} times, broken at call {call}");
            Assert.Equal(stored == 1, answer.IsSuccessStatusCode);

            if (!answer.IsSuccessStatusCode)
                await Faulty.IsProblem(answer);

            Assert.True(await notes.Send(faulty.Address, note), $"the retry after call {call} failed");
            Assert.Equal(1, await faulty.Store.Count(note));
        }

        output.WriteLine($"{call - 1} calls");
        Assert.InRange(call, 5, 40);
        await faulty.Store.Has(notes);
        await faulty.Store.IsSound();
    }

    [Fact]
    public async Task A_repeated_command_that_breaks_a_rule_of_its_own_table_gets_its_first_answer()
    {
        await using var faulty = await Faulty.Start(subscriptions: false);
        using var notes = new Notes(Store.AdministratorsToken, []);
        var id = Guid.NewGuid();

        var answers = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var answer = await notes.Post(
                $"{faulty.Address}/api/organisation/people",
                $"invite {id}",
                new
                {
                    id,
                    name = "Ada Heron",
                    email = "ada@demonstration.example",
                }
            );
            answers.Add($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }

        Assert.StartsWith("200", answers[0], StringComparison.Ordinal);
        Assert.Equal(
            answers[0].Replace("\"repeated\":false", "\"repeated\":true", StringComparison.Ordinal),
            answers[1]
        );
    }

    [Fact]
    public async Task A_division_whose_log_cannot_be_read_holds_up_no_other()
    {
        await using var faulty = await Faulty.Start(subscriptions: false);
        using var notes = await Notes.At(faulty.Address, Store.Token);
        for (var i = 0; i < 2; i++)
            Assert.True(await notes.Send(faulty.Address, notes.Next()));
        await faulty.Store.Ask<int>(
            "with gone as (delete from kernel.events where (division, position) in (select division, position - 1 from kernel.head) returning 1) select 1"
        );
        await faulty.Store.Ask<object>(
            """
            select kernel.append(array[division], array[gen_random_uuid()], array[gen_random_uuid()], array['{}'::json], array[1],
                array[gen_random_uuid()], array[1], array[now()], array[1], array['recommendation.noted'], array[1::smallint],
                array['{"Text":"Elsewhere"}'::json], array[sha256('')])
            from kernel.register_division('elsewhere', 'Elsewhere', false) as division
            """
        );

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            faulty.Host.Services.GetRequiredService<Subscriptions>().Drain()
        );

        Assert.Equal(
            1,
            await faulty.Store.Ask<int>("select count(*) from kernel.changes where text = 'Note: Elsewhere'")
        );
    }

    [Fact]
    public async Task Under_connections_that_break_at_random_every_acknowledged_note_is_there_once()
    {
        await using var faulty = await Faulty.Start(subscriptions: true);
        using var notes = await Notes.At(faulty.Address, Store.Token);
        var random = new Random(Environment.TickCount);
        faulty.Proxy.Plan = _ =>
            random.Next(12) switch
            {
                0 => Fault.Lose,
                1 => Fault.Cut,
                2 => Fault.Terminate,
                _ => Fault.None,
            };

        var each = Store.IsFull ? 500 : 25;
        await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => notes.Write(() => faulty.Address, CancellationToken.None, each))
        );
        faulty.Proxy.Plan = _ => Fault.None;

        output.WriteLine(
            $"{faulty.Proxy.Broken} calls broken, {notes.Sent.Count(n => n.Attempts > 1)} notes sent again"
        );
        Assert.Equal(4 * each, notes.Acknowledged.Count());
        await faulty.Store.Listed(TimeSpan.FromSeconds(20));
        await faulty.Store.Has(notes);
        await faulty.Store.IsSound();
    }
}
