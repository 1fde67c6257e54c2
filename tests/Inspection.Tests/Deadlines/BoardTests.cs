using System.Diagnostics;
using System.Text.RegularExpressions;
using Dapper;
using Inspection.Deadlines;
using Inspection.Kernel.Divisions;
using Inspection.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Deadlines;

/// <summary>Many divisions whose Boards are told at the same moment: eight on a Monday.</summary>
public sealed partial class BoardTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Late = 3;

    private static readonly bool IsFull = Environment.GetEnvironmentVariable("INSPECTION_FULL") == "1";
    private static readonly int Divisions = IsFull ? 300 : 30;
    private static readonly DateTimeOffset Eight = new(2026, 3, 9, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Every_Board_has_its_own_digest_within_a_minute_of_eight()
    {
        await using var office = await PostOffice.OpenForReal();
        await Found(office.App.Services.GetRequiredService<Database>());
        office.App.Clock.Set(Eight.AddSeconds(-1));
        Assert.Equal(new Planned(0, 0, 0), await Plan(office));

        office.App.Clock.Set(Eight);
        var watch = Stopwatch.StartNew();
        var planned = await Plan(office);
        var plannedIn = watch.Elapsed;

        while (await office.Run() != "No mail was due")
            continue;

        output.WriteLine(
            $"{Divisions} divisions: {planned} in {plannedIn.TotalSeconds:0.0} s, handed over by {watch.Elapsed.TotalSeconds:0.0} s"
        );
        var digests = office.Server.Accepted.Where(IsDigest).ToList();
        Assert.Equal(2 * Divisions, digests.Select(mail => Assert.Single(mail.To)).Distinct().Count());
        Assert.Equal(2 * Divisions, digests.Count);
        Assert.Equal(4 * Divisions, office.Server.Accepted.Count);

        foreach (var mail in office.Server.Accepted)
        {
            var own = Assert.Single(mail.To).Split('@')[1].Split('.')[0];
            var named = Canary().Matches($"{mail.Header("Subject")} {mail.Text} {mail.Html}");
            Assert.Equal(2 * Late, named.Count);
            Assert.All(named, one => Assert.Equal(own, one.Groups[1].Value));
        }

        if (IsFull)
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 60);
    }

    private static bool IsDigest(ReceivedMail mail) =>
        mail.Header("Subject") == $"For the Board: {Late} deadlines long missed";

    private static Task<Planned> Plan(PostOffice office) => office.App.Services.GetRequiredService<Planner>().Run();

    /// <summary>Divisions with an owner, a Head and two members of the Board, whose deadlines are four weeks late at eight.</summary>
    private static async Task Found(Database database)
    {
        await using var connection = await database.Owner.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            set role none;
            select kernel.register_division('board' || n, 'Division ' || n, false) from generate_series(1, @Divisions) n;
            create temp table someone as select d.id as division, d.key, n, gen_random_uuid() as person, gen_random_uuid() as post
                from kernel.divisions d, generate_series(1, 4) n where d.key like 'board%';
            insert into organisation.people (division, id, name, email)
                select division, person, 'Person ' || n, 'person' || n || '@' || key || '.example' from someone;
            insert into organisation.member (division, id, version, changed_at, active, administrator, erased)
                select division, person, 1, now(), true, false, false from someone;
            insert into organisation.post (division, id, version, changed_at, title, kind, abolished, terms)
                select division, post, 1, now(), 'Post ' || n, case n when 1 then 'Other' when 2 then 'HeadOfDivision' else 'BoardMember' end, false,
                    jsonb_build_array(jsonb_build_object('Appointment', post, 'Person', person, 'From', '2026-01-05', 'Until', null, 'JobShare', false))
                from someone;
            insert into deadlines.deadline (division, id, kind, module, stream, part, reference, text, link, due, is_open, posts, people, changed_at, next_at)
                select division, gen_random_uuid(), 'action-due', 'recommendations', gen_random_uuid(), '', 'Canary of ' || key || ';',
                    'Something', '/deadlines', @Eight::date - 28, true, array[post], '{}', now(), @Eight
                from someone, generate_series(1, @Late) where n = 1;
            analyze;
            reset role
            """,
            new
            {
                Divisions,
                Eight = Eight.UtcDateTime,
                Late,
            }
        );
    }

    [GeneratedRegex("Canary of ([a-z0-9]+);")]
    private static partial Regex Canary();
}
