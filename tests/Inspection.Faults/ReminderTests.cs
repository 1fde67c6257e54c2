using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Inspection.Testing;

namespace Inspection.Faults;

/// <summary>
/// Two hosts on one database, a mail server that fails at random, and every few seconds one host killed: what arrives is
/// what the ledger says, but for mails whose answer was lost, and those are counted.
/// </summary>
public sealed class ReminderTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int People = 40;

    [Fact]
    public async Task The_mails_that_arrive_are_those_of_the_ledger_whoever_is_killed()
    {
        var length = TimeSpan.FromSeconds(Store.IsFull ? 600 : 45);
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
        ChildHost[] hosts = [await Start(), await Start()];
        var (waves, kills) = (0, 0);

        for (var since = Stopwatch.StartNew(); since.Elapsed < length; waves++)
        {
            await Add(store, waves);

            for (var i = 0; i < 4; i++)
            {
                await Run(hosts, "plan");
                await Run(hosts, "mail");
                await Task.Delay(500);
            }

            if (waves % 3 != 2)
                continue;

            var one = kills++ % 2;
            await hosts[one].Kill();
            hosts[one].Dispose();
            hosts[one] = await Start();
        }

        lock (random)
            isWell = true;

        for (var since = Stopwatch.StartNew(); await IsOpen(store); await Task.Delay(500))
        {
            // Nobody waits for a back-off of hours here.
            await store.Do("update deadlines.mail set not_before = now() where state in ('Queued', 'Unknown')");
            await Run(hosts, "plan");
            await Run(hosts, "mail");
            Assert.True(since.Elapsed < TimeSpan.FromMinutes(3), "Mail still waits");
        }

        foreach (var host in hosts)
        {
            await host.Signal("TERM");
            host.Dispose();
        }

        var mails = await store.List<Mail>(
            """
            select m.id, m.message_id, m.state, m.body,
                (select count(*) from deadlines.mail_attempt a where a.division = m.division and a.mail = m.id
                    and a.outcome in ('Unknown', 'Open', 'Fenced'))::int as unknown
            from deadlines.mail m
            """
        );
        var arrived = server
            .Accepted.GroupBy(mail => mail.Header("Message-ID")!.Trim('<', '>'))
            .ToDictionary(same => same.Key, same => same.Count());
        var repeated = arrived.Values.Sum(copies => copies - 1);
        output.WriteLine(
            $"{waves} waves, {kills} kills, {mails.Count} mails, {server.Accepted.Count} arrived, {repeated} of them again, "
                + $"{withheld} answers withheld, {refused} refused for now"
        );

        Assert.DoesNotContain(mails, mail => mail.State is not ("Sent" or "Cancelled"));
        Assert.Equal(
            mails.Where(mail => mail.State == "Sent").Select(mail => mail.MessageId).Order(),
            arrived.Keys.Order()
        );
        Assert.All(mails, mail => Assert.InRange(arrived.GetValueOrDefault(mail.MessageId), 0, 1 + mail.Unknown));
        Assert.InRange(repeated, withheld > 0 ? 1 : 0, mails.Sum(mail => mail.Unknown));

        // Each deadline reached its owner and the Head once, in one mail that names it.
        var told = await store.List<Told>(
            """
            select d.reference, r.mail, r.state from deadlines.reminder r join deadlines.deadline d
                on d.division = r.division and d.id = r.deadline where d.kind = 'test-due'
            """
        );
        var bodies = mails.ToDictionary(mail => mail.Id, mail => mail.Body ?? "");
        Assert.Equal(waves * People * 2, told.Count);
        Assert.All(told, one => Assert.Equal("Mailed", one.State));
        Assert.All(told, one => Assert.Contains(one.Reference, bodies[one.Mail], StringComparison.Ordinal));
        Assert.All(
            told.GroupBy(one => one.Reference),
            both => Assert.Equal(2, both.Select(one => one.Mail).Distinct().Count())
        );

        async Task<ChildHost> Start() =>
            await ChildHost.Serve(settings, "--postgres", store.ConnectionString).Serving();
    }

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
            new { People }
        );

    /// <summary>A deadline for each of them that was missed a week ago: its owner and the Head are to know.</summary>
    private static Task Add(Store store, int wave) =>
        store.Do(
            """
            insert into deadlines.deadline (division, id, kind, module, stream, part, reference, text, link, due, is_open, posts, people, changed_at, next_at)
            select division, gen_random_uuid(), 'test-due', 'recommendations', gen_random_uuid(), '', format('Item %s-%s;', @wave, title),
                'Something', '/deadlines', (now() at time zone 'Europe/London')::date - 8, true, array[id], '{}', now(), now()
            from organisation.post where title like 'Post %'
            """,
            new { wave }
        );

    private sealed class Mail
    {
        public Guid Id { get; init; }
        public string MessageId { get; init; } = "";
        public string State { get; init; } = "";
        public string? Body { get; init; }
        public int Unknown { get; init; }
    }

    private sealed class Told
    {
        public string Reference { get; init; } = "";
        public Guid Mail { get; init; }
        public string State { get; init; } = "";
    }
}
