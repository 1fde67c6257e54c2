using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Inspection.Testing;

namespace Inspection.Faults;

/// <summary>
/// Three hosts on one database, a mail server that fails at random, and hosts killed at random: what arrives is what the
/// ledger says and what was due, but for mails whose answer was lost, and those are counted. The rungs of a ladder lie days
/// apart, so what is spread over minutes is the moment that the register keeps of each deadline, as the quiet times of many
/// divisions spread it.
/// </summary>
public sealed class ReminderTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly Size Tried = Store.IsFull
        ? new(Deadlines: 50_000, People: 200, Kills: 50, TimeSpan.FromMinutes(10), Plan: TimeSpan.FromSeconds(10))
        : new(Deadlines: 2_000, People: 40, Kills: 5, TimeSpan.FromSeconds(35), Plan: TimeSpan.FromSeconds(1));

    [Fact]
    public async Task The_mails_that_arrive_are_those_of_the_ledger_whoever_is_killed()
    {
        await using var database = await Store.Demonstrated();
        var store = new Store(database.ConnectionString);
        await Populate(store);
        await using var server = new SmtpServer();
        var (random, withheld, refused) = (new Random(20190129), 0, 0);
        var isWell = false;
        server.Reacts = (step, _) =>
        {
            lock (random)
            {
                if (isWell)
                    return null;

                switch (step, random.Next(100))
                {
                    case (SmtpStep.Sent, < 4):
                        withheld++;
                        return SmtpReaction.LoseAnswer;
                    case (SmtpStep.Sent, < 8):
                        refused++;
                        return new("451 Try again");
                    case (SmtpStep.Recipient, < 3):
                        refused++;
                        return SmtpReaction.Close;
                    default:
                        return null;
                }
            }
        };
        var settings = new Dictionary<string, string>
        {
            ["Inspection:Mail:Host"] = "127.0.0.1",
            ["Inspection:Mail:Port"] = server.Port.ToString(CultureInfo.InvariantCulture),
            ["Inspection:Mail:Tls"] = "None",
            ["Inspection:Mail:PerSecond"] = "500",
        };
        ChildHost[] hosts = [await Start(), await Start(), await Start()];
        var dead = new List<int>();
        await Add(store);
        var since = Stopwatch.StartNew();

        var planned = TimeSpan.Zero;

        for (var kills = KillAtRandom(); !kills.IsCompleted || since.Elapsed < Tried.Length; await Task.Delay(500))
        {
            if (kills.IsFaulted)
                await kills;

            // Each run writes to everybody who has anything new: more runs are more mails, not other ones.
            if (since.Elapsed - planned > Tried.Plan)
            {
                planned = since.Elapsed;
                await Run(hosts, "plan");
            }

            await Run(hosts, "mail");
        }

        lock (random)
            isWell = true;

        for (since.Restart(); await IsOpen(store); await Task.Delay(500))
        {
            // Nobody waits here for a back-off of hours, or for the leases of the dead.
            await store.Do(
                """
                update deadlines.mail set not_before = now() where state in ('Queued', 'Unknown') and not_before > now();
                update deadlines.mail m set lease_until = now() from deadlines.mail_attempt a
                where m.state = 'Sending' and a.division = m.division and a.mail = m.id and a.number = m.attempts
                    and split_part(a.host, ' ', 2)::int = any (@dead)
                """,
                new { dead = dead.ToArray() }
            );
            await Run(hosts, "plan");
            await Run(hosts, "mail");

            if (since.Elapsed > TimeSpan.FromMinutes(5))
                Assert.Fail(string.Join('\n', await store.List<string>(Left)));
        }

        foreach (var host in hosts)
        {
            await host.Signal("TERM");
            host.Dispose();
        }

        var mails = await store.List<Mail>(
            """
            select m.id, m.message_id, m.state,
                (select count(*) from deadlines.mail_attempt a where a.division = m.division and a.mail = m.id
                    and a.outcome in ('Unknown', 'Open', 'Fenced'))::int as unknown
            from deadlines.mail m
            """
        );
        var arrived = server.Accepted.ToLookup(mail => mail.Header("Message-ID")!.Trim('<', '>'));
        var repeated = arrived.Sum(copies => copies.Count() - 1);
        var late = await store.Ask<string>(
            """
            select format('half within %s s, 99 of 100 within %s s, all within %s s', round(percentile_cont(0.5) within group (order by late)::numeric, 1),
                round(percentile_cont(0.99) within group (order by late)::numeric, 1), round(max(late)::numeric, 1))
            from (select extract(epoch from m.sent_at - t.at) as late from test_due t
                join deadlines.reminder r on r.deadline = t.id join deadlines.mail m on m.division = r.division and m.id = r.mail) l
            """
        );
        output.WriteLine(
            $"{Tried.Deadlines} deadlines, {Tried.Kills} kills, {mails.Count} mails, {server.Accepted.Count} arrived, "
                + $"{repeated} of them again, {withheld} answers withheld, {refused} refused for now; sent after its moment {late}"
        );

        Assert.DoesNotContain(mails, mail => mail.State is not ("Sent" or "Cancelled"));
        Assert.Equal(
            mails.Where(mail => mail.State == "Sent").Select(mail => mail.MessageId).Order(),
            arrived.Select(copies => copies.Key).Order()
        );
        Assert.All(mails, mail => Assert.InRange(arrived[mail.MessageId].Count(), 0, 1 + mail.Unknown));
        Assert.InRange(repeated, withheld > 0 ? 1 : 0, mails.Sum(mail => mail.Unknown));

        // What was due: each deadline, to its owner and to the Head, in one mail each that arrived and names it.
        var told = await store.List<Told>(
            """
            select t.reference, m.message_id, r.state, r.rung from test_due t
            join deadlines.reminder r on r.deadline = t.id and r.decided_at >= t.at
            left join deadlines.mail m on m.division = r.division and m.id = r.mail
            """
        );
        Assert.Equal(2 * Tried.Deadlines, told.Count);
        Assert.All(told, one => Assert.Equal(("Mailed", "7"), (one.State, one.Rung)));
        Assert.Equal(
            told.Select(one => (one.Reference, one.MessageId!)).Order(),
            arrived.SelectMany(copies => NamedIn(copies.First()).Select(item => (item, copies.Key))).Order()
        );
        Assert.All(
            told.GroupBy(one => one.Reference),
            both => Assert.Equal(2, both.Select(one => one.MessageId).Distinct().Count())
        );

        async Task KillAtRandom()
        {
            var (at, whose) = (new Random(1047), new Random(3));
            var share = Tried.Length / Tried.Kills;

            for (var kill = 0; kill < Tried.Kills; kill++)
            {
                var next = share * (kill + at.NextDouble()) - since.Elapsed;
                await Task.Delay(next > TimeSpan.Zero ? next : TimeSpan.Zero);
                var one = whose.Next(hosts.Length);
                dead.Add(hosts[one].Id);
                await hosts[one].Kill();
                hosts[one].Dispose();
                hosts[one] = await Start();
            }
        }

        async Task<ChildHost> Start() =>
            await ChildHost.Serve(settings, "--postgres", store.ConnectionString).Serving();
    }

    private static IEnumerable<string> NamedIn(ReceivedMail mail) =>
        mail
            .Text.Split('\n')
            .Where(line => line.StartsWith("* Item ", StringComparison.Ordinal))
            .Select(line => line[2..]);

    /// <summary>Tells the hosts to run a job now; one that was just killed does not answer.</summary>
    private static async Task Run(ChildHost[] hosts, string job)
    {
        foreach (var host in hosts)
            try
            {
                using var client = new HttpClient
                {
                    BaseAddress = new(host.Address),
                    Timeout = TimeSpan.FromSeconds(10),
                };
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                    "Bearer",
                    Store.AdministratorsToken
                );
                using var body = new StringContent("{}", new MediaTypeHeaderValue("application/json"));
                using var answer = await client.PostAsync($"/api/jobs/{job}/run", body);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException) { }
    }

    private const string Left = """
        select format('%s %s: %s mails, %s attempts, up to %s characters', state, reason, count(*), sum(attempts), max(length(body))) from deadlines.mail group by state, reason
        union all select format('%s: %s reminders', state, count(*)) from deadlines.reminder group by state
        union all select format('%s deadlines to look at', count(*)) from deadlines.deadline where next_at <= now()
        union all (select format('%s %s %s %s', job, started_at, ended_at, said) from kernel.job_run where job in ('plan', 'mail') order by started_at desc limit 10)
        """;

    private static Task<bool> IsOpen(Store store) =>
        store.Ask<bool>(
            """
            select exists (select from deadlines.deadline where next_at <= now())
                or exists (select from deadlines.reminder where state = 'Waiting' and not board)
                or exists (select from deadlines.mail where state in ('Queued', 'Sending', 'Unknown'))
            """
        );

    /// <summary>People with a post each, and no quiet times, whatever day it is.</summary>
    private static Task Populate(Store store) =>
        store.Do(
            """
            create temp table someone as select n, gen_random_uuid() as person, gen_random_uuid() as post, (select min(id) from kernel.divisions) as division
                from generate_series(1, @People) n;
            insert into organisation.people (division, id, name, email)
                select division, person, 'Person ' || n, 'person' || n || '@northmere.example' from someone;
            insert into organisation.member (division, id, version, changed_at, active, administrator, erased)
                select division, person, 1, now(), true, false, false from someone;
            insert into organisation.post (division, id, version, changed_at, title, kind, abolished, terms)
                select division, post, 1, now(), 'Post ' || n, 'Other', false,
                    jsonb_build_array(jsonb_build_object('Appointment', post, 'Person', person, 'From', '2026-01-05', 'Until', null, 'JobShare', false))
                from someone;
            insert into deadlines.reminding (division, id, version, changed_at, chosen)
                select min(division), gen_random_uuid(), 1, now(),
                    '[{"From": "00:00:00", "Until": "23:59:59", "QuietWeekends": false, "QuietHolidays": false, "DigestOn": "Monday"}]'
                from someone;
            """,
            new { Tried.People }
        );

    /// <summary>Deadlines that were missed a week ago, each with a moment of its own: its owner and the Head are to know.</summary>
    private static Task Add(Store store) =>
        store.Do(
            """
            create table test_due as select gen_random_uuid() as id, 'Item ' || n as reference, 1 + n % @People as owner,
                clock_timestamp() + @Length * (n::float / @Deadlines) as at from generate_series(1, @Deadlines) n;
            insert into deadlines.deadline (division, id, kind, module, stream, part, reference, text, link, due, is_open, posts, people, changed_at, next_at)
            select o.division, t.id, 'test-due', 'recommendations', gen_random_uuid(), '', t.reference,
                'Something', '/deadlines', (now() at time zone 'Europe/London')::date - 8, true, array[o.id], '{}', now(), t.at
            from test_due t join organisation.post o on o.title = 'Post ' || t.owner;
            analyze
            """,
            Tried
        );

    /// <param name="Plan">How far apart runs of the planner are.</param>
    private sealed record Size(int Deadlines, int People, int Kills, TimeSpan Length, TimeSpan Plan);

    private sealed class Mail
    {
        public Guid Id { get; init; }
        public string MessageId { get; init; } = "";
        public string State { get; init; } = "";
        public int Unknown { get; init; }
    }

    private sealed class Told
    {
        public string Reference { get; init; } = "";
        public string? MessageId { get; init; }
        public string State { get; init; } = "";
        public string Rung { get; init; } = "";
    }
}
