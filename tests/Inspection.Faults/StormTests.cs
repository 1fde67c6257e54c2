using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Inspection.Testing;

namespace Inspection.Faults;

/// <summary>
/// Thousands of mails whose domain takes none come up to be tried again at once, on a real host that hands over so many a
/// second: new mail, of their division and of another, waits as it did without them, and none of them waits for ever.
/// </summary>
public sealed class StormTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const string Failing = "failing.example";

    private static readonly (int Storm, int PerSecond) Tried = Store.IsFull ? (10_000, 100) : (1_000, 25);

    // Below this the pace of runs is measured, not who waits for whom.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task New_mail_does_not_wait_for_a_storm_of_mail_that_is_tried_again()
    {
        await using var database = await Store.Demonstrated();
        var store = new Store(database.ConnectionString);
        await Populate(store);
        await using var server = new SmtpServer();
        server.Reacts = (step, to) =>
            step == SmtpStep.Recipient && to!.EndsWith(Failing, StringComparison.Ordinal) ? new("451 Try again") : null;
        var settings = new Dictionary<string, string>
        {
            ["Inspection:Mail:Host"] = "127.0.0.1",
            ["Inspection:Mail:Port"] = server.Port.ToString(CultureInfo.InvariantCulture),
            ["Inspection:Mail:Tls"] = "None",
            ["Inspection:Mail:PerSecond"] = Tried.PerSecond.ToString(CultureInfo.InvariantCulture),
        };
        using var host = await ChildHost.Serve(settings, "--postgres", store.ConnectionString).Serving();

        var calm = await Waits(store, host, "calm", since => Task.FromResult(since < TimeSpan.FromSeconds(10)));
        await store.Do(
            Queue("t.email like '%' || @Failing", attempts: 1),
            new
            {
                wave = "storm",
                many = Tried.Storm,
                Failing,
            }
        );
        var storm = await Waits(
            store,
            host,
            "new",
            since => since < Longest ? IsStorm(store) : throw new TimeoutException("The storm is not over")
        );

        var tried = await store.List<double>(
            """
            select extract(epoch from a.started_at - m.created_at)::float from deadlines.mail m
            join deadlines.mail_attempt a on a.division = m.division and a.mail = m.id and a.number = 2
            where m.message_id like 'storm%' order by 1
            """
        );
        var again = await store.List<double>(
            """
            select (extract(epoch from m.not_before - a.ended_at) / (60 * 2 ^ (m.attempts - 1)))::float from deadlines.mail m
            join deadlines.mail_attempt a on a.division = m.division and a.mail = m.id and a.number = m.attempts
            where m.message_id like 'storm%' and m.state = 'Queued' order by 1
            """
        );
        output.WriteLine(
            $"{Tried.Storm} mails to be tried again: each was within {tried[^1]:0.0} s. New mail: {calm.Count} before, 99 of 100 sent "
                + $"within {Ninety(calm):0.0} s; {storm.Count} during the storm, 99 of 100 within {Ninety(storm):0.0} s, "
                + $"all within {storm[^1]:0.0} s"
        );

        Assert.Equal(Tried.Storm, tried.Count);
        Assert.InRange(tried[^1], 0, Longest.TotalSeconds);
        Assert.InRange(storm[^1], 0, Longest.TotalSeconds);

        Assert.InRange(Ninety(storm), 0, 2 * Math.Max(Ninety(calm), Least.TotalSeconds));

        // A fifth more or less than what the number of attempts says, and as many in each part of that time.
        Assert.All(again, one => Assert.InRange(one, 0.79, 1.21));
        Assert.All(
            Enumerable.Range(0, 8),
            part =>
                Assert.InRange(again.Count(one => (int)((one - 0.8) / 0.05) == part), again.Count / 16, again.Count / 4)
        );
    }

    /// <summary>How long new mail waited, four every second in two divisions, the least first.</summary>
    private static async Task<IReadOnlyList<double>> Waits(
        Store store,
        ChildHost host,
        string wave,
        Func<TimeSpan, Task<bool>> goesOn
    )
    {
        for (var since = Stopwatch.StartNew(); await goesOn(since.Elapsed); await Task.Delay(500))
        {
            await store.Do(
                Queue($"t.email not like '%' || @{nameof(Failing)}"),
                new
                {
                    wave,
                    many = 2,
                    Failing,
                }
            );
            await Run(host);
        }

        for (var since = Stopwatch.StartNew(); await store.Ask<bool>(Open, new { wave }); await Task.Delay(100))
        {
            await Run(host);
            Assert.True(since.Elapsed < Longest, "Mail still waits");
        }

        return await store.List<double>(
            $"""
            select extract(epoch from sent_at - created_at)::float from deadlines.mail
            where message_id like '{wave}%' and state = 'Sent' order by 1
            """
        );
    }

    private const string Open =
        "select exists (select from deadlines.mail where message_id like @wave || '%' and state in ('Queued', 'Sending', 'Unknown'))";

    private static Task<bool> IsStorm(Store store) =>
        store.Ask<bool>("select exists (select from deadlines.mail where message_id like 'storm%' and attempts = 1)");

    private static double Ninety(IReadOnlyList<double> waits) => waits[(int)(waits.Count * 0.99)];

    private static async Task Run(ChildHost host)
    {
        using var client = new HttpClient { BaseAddress = new(host.Address), Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Store.AdministratorsToken);
        using var body = new StringContent("{}", new MediaTypeHeaderValue("application/json"));
        using var answer = await client.PostAsync("/api/jobs/mail/run", body);
    }

    /// <summary>People of two divisions, some of them where mail fails.</summary>
    private static Task Populate(Store store) =>
        store.Do(
            """
            select kernel.register_division('other', 'The other division', false);
            insert into organisation.people (division, id, name, email)
            select d.id, gen_random_uuid(), 'Person ' || n, 'person' || n || '@' || case when n % 2 = 0 and d.key <> 'other' then @Failing else 'northmere.example' end
            from kernel.divisions d, generate_series(1, 400) n;
            insert into organisation.member (division, id, version, changed_at, active, administrator, erased)
            select division, id, 1, now(), true, false, false from organisation.people where name like 'Person %'
            """,
            new { Failing }
        );

    private static string Queue(string whom, int attempts = 0) =>
        $"""
            insert into deadlines.mail (division, id, person, kind, message_id, state, attempts, give_up_at, created_at, not_before)
            select t.division, gen_random_uuid(), t.id, 'Test', @wave || gen_random_uuid() || '@inspection', 'Queued', {attempts},
                case when {attempts} > 0 then clock_timestamp() + interval '5 days' end, clock_timestamp(), clock_timestamp()
            from generate_series(1, @many) n join (
                select *, row_number() over (order by name, division) as number, count(*) over () as people
                from organisation.people t where name like 'Person %' and {whom}) t on t.number = 1 + n % t.people
            """;
}
