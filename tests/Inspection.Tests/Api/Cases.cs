using System.Text;
using Dapper;
using Inspection.Contracts.Organisation;
using Inspection.Deadlines;
using Inspection.Host.Jobs;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Files;
using Inspection.Organisation;
using Inspection.Recommendations;
using Inspection.Tests.Recommendations;
using Inspection.Tests.Sharing;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Api;

/// <summary>One good request.</summary>
internal sealed record Call(string Url, object? Body = null)
{
    /// <summary>A file that goes with it, as a form.</summary>
    public byte[]? File { get; init; }
}

/// <summary>For every route of the API: who may call it, and how, on something new each time.</summary>
internal sealed class Cases(App app)
{
    public static readonly IReadOnlyDictionary<string, (Role Role, Func<Cases, Task<Call>> Good)> All = new Dictionary<
        string,
        (Role, Func<Cases, Task<Call>>)
    >
    {
        ["GET /api/me"] = (Role.Reader, _ => Just("/api/me")),
        ["GET /api/organisation"] = (Role.Reader, _ => Just("/api/organisation")),
        ["GET /api/organisation/posts"] = (Role.Reader, _ => Just("/api/organisation/posts?on=2026-03-02")),
        ["GET /api/organisation/teams"] = (Role.Reader, _ => Just("/api/organisation/teams")),
        ["GET /api/organisation/teams/{id}"] = (
            Role.Reader,
            async c => new($"/api/organisation/teams/{await c.Team()}")
        ),
        ["GET /api/organisation/posts/{id}"] = (
            Role.Reader,
            async c => new($"/api/organisation/posts/{await c.Post()}")
        ),
        ["GET /api/organisation/sites/{id}"] = (
            Role.Reader,
            async c => new($"/api/organisation/sites/{await c.Site()}")
        ),
        ["GET /api/organisation/people/{id}"] = (
            Role.Reader,
            async c => new($"/api/organisation/people/{await c.Person()}")
        ),
        ["GET /api/organisation/history/{id}"] = (
            Role.Reader,
            async c => new($"/api/organisation/history/{await c.Team()}")
        ),
        ["GET /api/recommendations/{id}"] = (Role.Reader, async c => new($"/api/recommendations/{await c.Item()}")),
        ["GET /api/reports/{id}"] = (Role.Reader, async c => new($"/api/reports/{await c.Report()}")),

        ["POST /api/organisation/rename"] = (
            Role.Administrator,
            _ => Just("/api/organisation/rename", new { name = $"Division {Guid.NewGuid()}" })
        ),
        ["POST /api/organisation/people"] = (
            Role.Administrator,
            _ =>
                Just(
                    "/api/organisation/people",
                    new
                    {
                        id = Guid.NewGuid(),
                        name = "Ann",
                        email = Email(),
                    }
                )
        ),
        ["POST /api/organisation/people/{id}/correct"] = (
            Role.Administrator,
            async c =>
                new($"/api/organisation/people/{await c.Person()}/correct", new { name = "Bea", email = Email() })
        ),
        ["POST /api/organisation/people/{id}/administrator"] = (
            Role.Administrator,
            async c => new($"/api/organisation/people/{await c.Person()}/administrator", new { administrator = true })
        ),
        ["POST /api/organisation/people/{id}/deactivate"] = (
            Role.Administrator,
            async c => new($"/api/organisation/people/{await c.Person()}/deactivate", new { })
        ),
        ["POST /api/organisation/people/{id}/reactivate"] = (
            Role.Administrator,
            async c => new($"/api/organisation/people/{await c.Gone()}/reactivate", new { })
        ),
        ["POST /api/organisation/people/{id}/erase"] = (
            Role.Administrator,
            async c => new($"/api/organisation/people/{await c.Gone()}/erase", new { })
        ),
        ["POST /api/organisation/teams"] = (
            Role.Administrator,
            _ => Just("/api/organisation/teams", new { id = Guid.NewGuid(), name = $"{Guid.NewGuid()}" })
        ),
        ["POST /api/organisation/teams/{id}/rename"] = (
            Role.Administrator,
            async c => new($"/api/organisation/teams/{await c.Team()}/rename", new { name = $"{Guid.NewGuid()}" })
        ),
        ["POST /api/organisation/teams/{id}/merge"] = (
            Role.Administrator,
            async c => new($"/api/organisation/teams/{await c.Team()}/merge", new { into = await c.Team() })
        ),
        ["POST /api/organisation/teams/{id}/disband"] = (
            Role.Administrator,
            async c => new($"/api/organisation/teams/{await c.Team()}/disband", new { })
        ),
        ["POST /api/organisation/sites"] = (
            Role.Administrator,
            _ => Just("/api/organisation/sites", new { id = Guid.NewGuid(), name = "Petty France" })
        ),
        ["POST /api/organisation/sites/{id}/rename"] = (
            Role.Administrator,
            async c => new($"/api/organisation/sites/{await c.Site()}/rename", new { name = "102 Petty France" })
        ),
        ["POST /api/organisation/sites/{id}/close"] = (
            Role.Administrator,
            async c => new($"/api/organisation/sites/{await c.Site()}/close", new { })
        ),
        ["POST /api/organisation/posts"] = (
            Role.Administrator,
            _ =>
                Just(
                    "/api/organisation/posts",
                    new
                    {
                        id = Guid.NewGuid(),
                        title = "Clerk",
                        kind = "other",
                    }
                )
        ),
        ["POST /api/organisation/posts/{id}/retitle"] = (
            Role.Administrator,
            async c => new($"/api/organisation/posts/{await c.Post()}/retitle", new { title = "Chief clerk" })
        ),
        ["POST /api/organisation/posts/{id}/move"] = (
            Role.Administrator,
            async c => new($"/api/organisation/posts/{await c.Post()}/move", new { team = await c.Team() })
        ),
        ["POST /api/organisation/posts/{id}/abolish"] = (
            Role.Administrator,
            async c => new($"/api/organisation/posts/{await c.Post()}/abolish", new { })
        ),
        ["POST /api/organisation/posts/{id}/appointments"] = (
            Role.Administrator,
            async c =>
                new(
                    $"/api/organisation/posts/{await c.Post()}/appointments",
                    new
                    {
                        appointment = Guid.NewGuid(),
                        person = await c.Person(),
                        from = "2026-03-01",
                    }
                )
        ),
        ["POST /api/organisation/posts/{id}/appointments/{appointment}/end"] = (
            Role.Administrator,
            async c => new($"{await c.Appointment(Sample.Today.AddDays(-9))}/end", new { on = "2026-03-31" })
        ),
        ["POST /api/organisation/posts/{id}/appointments/{appointment}/withdraw"] = (
            Role.Administrator,
            async c => new($"{await c.Appointment(Sample.Today.AddDays(9))}/withdraw", new { })
        ),

        ["POST /api/recommendations/{id}/notes"] = (
            Role.Member,
            async c => new($"/api/recommendations/{await c.Item()}/notes", new { text = "Begun" })
        ),
        ["POST /api/recommendations/{id}/moves"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    $"/api/recommendations/{await c.Item()}/moves",
                    new { move = "close superseded", words = "Overtaken" }
                )
        ),
        ["POST /api/recommendations/{id}/revision"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    $"/api/recommendations/{await c.Item(new Recommendation.Dated(Sample.Today.AddDays(9), "Agreed"))}/revision",
                    new { due = Sample.Today.AddDays(30), reason = "More work" }
                )
        ),
        ["POST /api/recommendations/{id}/revision/decision"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    $"/api/recommendations/{await c.Item(new Recommendation.Dated(Sample.Today.AddDays(9), "Agreed"), new Recommendation.RevisionAsked(Sample.Today.AddDays(30), "More work", Guid.NewGuid(), true))}/revision/decision",
                    new { approve = true }
                )
        ),
        ["POST /api/recommendations/{id}/embeddedness"] = (
            Role.Member,
            async c =>
                new(
                    $"/api/recommendations/{await c.Item(Sample.Validated with { On = Sample.Today.AddMonths(-4) })}/embeddedness",
                    new
                    {
                        months = 3,
                        sampleSize = 10,
                        met = 9,
                        embedded = true,
                        finding = "It holds",
                    }
                )
        ),
        ["POST /api/actions"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    "/api/actions",
                    new
                    {
                        id = Guid.NewGuid(),
                        recommendations = new[] { await c.Item() },
                        text = "Draft one register",
                    }
                )
        ),
        ["POST /api/actions/{id}/moves"] = (
            Role.HeadOfDivision,
            async c => new($"/api/actions/{await c.Action()}/moves", new { move = "start" })
        ),
        ["GET /api/actions/{id}"] = (Role.Reader, async c => new($"/api/actions/{await c.Action()}")),
        ["POST /api/actions/{id}"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    $"/api/actions/{await c.Action()}",
                    new { text = "Publish one register", measure = "All four teams use it" }
                )
        ),
        ["POST /api/actions/{id}/owner"] = (
            Role.HeadOfDivision,
            async c => new($"/api/actions/{await c.Action()}/owner", new { owner = c.Owner })
        ),
        ["POST /api/actions/{id}/notes"] = (
            Role.HeadOfDivision,
            async c => new($"/api/actions/{await c.Action()}/notes", new { text = "Begun" })
        ),
        ["POST /api/actions/{id}/dependencies"] = (
            Role.HeadOfDivision,
            async c =>
                new($"/api/actions/{await c.Action()}/dependencies", new { actions = new[] { await c.Action() } })
        ),
        ["POST /api/actions/{id}/recommendations"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    $"/api/actions/{await c.Action()}/recommendations",
                    new { recommendations = new[] { await c.Item() } }
                )
        ),
        ["POST /api/actions/{id}/milestones"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    $"/api/actions/{await c.Action()}/milestones",
                    new
                    {
                        milestone = Guid.NewGuid(),
                        text = "First draft",
                        due = "2026-05-01",
                    }
                )
        ),
        ["POST /api/actions/{id}/milestones/{milestone}/reach"] = (
            Role.HeadOfDivision,
            async c => new($"{await c.Milestone()}/reach", new { on = "2026-03-01" })
        ),
        ["DELETE /api/actions/{id}/milestones/{milestone}"] = (
            Role.HeadOfDivision,
            async c => new(await c.Milestone())
        ),
        ["POST /api/actions/import"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    "/api/actions/import",
                    new
                    {
                        content = Encoding.UTF8.GetBytes(
                            $"Reference,Recommendation,Text\n{Guid.NewGuid()},{await c.Item()},Draft one register\n"
                        ),
                    }
                )
        ),
        ["POST /api/evidence"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    "/api/evidence",
                    new
                    {
                        id = Guid.NewGuid(),
                        recommendation = await c.Item(),
                        title = "Minutes",
                        kind = "note",
                        text = "Seen",
                        effectiveOn = Sample.Today,
                    }
                )
        ),
        ["GET /api/recommendations/unproved"] = (Role.Reader, _ => Just("/api/recommendations/unproved")),
        ["GET /api/evidence/{id}"] = (Role.Reader, async c => new($"/api/evidence/{await c.Evidence()}")),
        ["POST /api/evidence/{id}/replace"] = (
            Role.HeadOfDivision,
            async c => new($"/api/evidence/{await c.Evidence()}/replace", new { text = "More", reason = "It was thin" })
        ),
        ["POST /api/evidence/{id}/dates"] = (
            Role.HeadOfDivision,
            async c => new($"/api/evidence/{await c.Evidence()}/dates", new { effectiveOn = Sample.Today })
        ),
        ["POST /api/evidence/{id}/serves"] = (
            Role.HeadOfDivision,
            async c => new($"/api/evidence/{await c.Evidence()}/serves", new { recommendation = await c.Item() })
        ),
        ["POST /api/evidence/{id}/withdraw"] = (
            Role.HeadOfDivision,
            async c => new($"/api/evidence/{await c.Evidence()}/withdraw", new { reason = "By mistake" })
        ),
        ["GET /api/reports/{id}/pack"] = (
            Role.HeadOfDivision,
            async c => new($"/api/reports/{await c.ReportWithItem()}/pack")
        ),
        ["POST /api/evidence/{id}/files/{file}/remove"] = (
            Role.Administrator,
            async c =>
            {
                var (evidence, file) = await c.EvidenceFile();
                return new($"/api/evidence/{evidence}/files/{file}/remove", new { reason = "Malware was found in it" });
            }
        ),
        ["POST /api/evidence/files"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    "/api/evidence/files",
                    new
                    {
                        id = Guid.NewGuid(),
                        recommendation = await c.Item(),
                        title = "Minutes",
                        effectiveOn = "2026-03-01",
                    }
                )
                {
                    File = "Item 4: the register is kept."u8.ToArray(),
                }
        ),
        ["POST /api/evidence/{id}/file"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    $"/api/evidence/{await c.Evidence(new Inspection.Recommendations.Evidence.Replaced(2, new(EvidenceKind.File, Guid.NewGuid(), "a.txt", "0"), "New"))}/file",
                    new { reason = "It was a draft" }
                )
                {
                    File = "Item 5"u8.ToArray(),
                }
        ),
        ["POST /api/evidence/requests"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    "/api/evidence/requests",
                    new
                    {
                        id = Guid.NewGuid(),
                        recommendation = await c.Item(),
                        what = "The minutes",
                        from = c.Person(Role.Member),
                        due = Sample.Today.AddDays(9),
                    }
                )
        ),
        ["POST /api/evidence/requests/{id}/end"] = (
            Role.HeadOfDivision,
            async c =>
                new($"/api/evidence/requests/{await c.Request()}/end", new { decline = false, reason = "It came" })
        ),
        ["POST /api/evidence/{id}/submit"] = (
            Role.HeadOfDivision,
            async c => new($"/api/evidence/{await c.Evidence()}/submit", new { })
        ),
        ["POST /api/evidence/{id}/decision"] = (
            Role.Member,
            async c =>
                new(
                    $"/api/evidence/{await c.Evidence(new Inspection.Recommendations.Evidence.Submitted(Guid.NewGuid()))}/decision",
                    new { revision = 1, accept = true }
                )
        ),
        ["POST /api/recommendations/{id}/owners"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    $"/api/recommendations/{await c.Item()}/owners",
                    new { owners = new[] { c.Owner }, accountable = c.Owner }
                )
        ),
        ["POST /api/recommendations/{id}/due-date"] = (
            Role.HeadOfDivision,
            async c =>
                new($"/api/recommendations/{await c.Item()}/due-date", new { due = "2026-05-01", reason = "Agreed" })
        ),
        ["POST /api/recommendations/{id}/review-date"] = (
            Role.HeadOfDivision,
            async c => new($"/api/recommendations/{await c.Item()}/review-date", new { on = "2026-05-01" })
        ),
        ["POST /api/recommendations/{id}/priority"] = (
            Role.HeadOfDivision,
            async c => new($"/api/recommendations/{await c.Item()}/priority", new { priority = "urgent" })
        ),
        ["POST /api/recommendations/{id}/module"] = (
            Role.HeadOfDivision,
            async c => new($"/api/recommendations/{await c.Item()}/module", new { module = "risk" })
        ),
        ["POST /api/recommendations/{id}/links"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    $"/api/recommendations/{await c.Item()}/links",
                    new { other = await c.Item(), relation = "same theme" }
                )
        ),
        ["DELETE /api/recommendations/{id}/links/{other}"] = (
            Role.HeadOfDivision,
            async c =>
            {
                var other = await c.Item();
                var item = await c.Item(new Recommendation.Linked(other, Relation.SameTheme));
                return new($"/api/recommendations/{item}/links/{other}?relation=same%20theme");
            }
        ),
        ["POST /api/reports"] = (
            Role.HeadOfDivision,
            _ =>
                Just(
                    "/api/reports",
                    new
                    {
                        id = Guid.NewGuid(),
                        title = "A report",
                        inspectorate = "HMCPSI",
                        published = "2026-01-31",
                    }
                )
        ),
        ["POST /api/reports/import"] = (
            Role.HeadOfDivision,
            _ =>
                Just(
                    "/api/reports/import",
                    new
                    {
                        id = Guid.NewGuid(),
                        name = "r.txt",
                        content = Document(),
                    }
                )
        ),
        ["POST /api/reports/{id}/correct"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    $"/api/reports/{await c.Report()}/correct",
                    new
                    {
                        title = "Right",
                        inspectorate = "HMCPSI",
                        reason = "Misread",
                    }
                )
        ),
        ["POST /api/reports/{id}/follow-up"] = (
            Role.HeadOfDivision,
            async c => new($"/api/reports/{await c.Report()}/follow-up", new { earlier = await c.Report() })
        ),
        ["POST /api/reports/{report}/recommendations"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    $"/api/reports/{await c.Report()}/recommendations",
                    new
                    {
                        id = Guid.NewGuid(),
                        number = "7",
                        kind = "issue to address",
                        text = "Keep one register",
                        due = "2026-12-31",
                    }
                )
        ),
        ["POST /api/imports"] = (
            Role.HeadOfDivision,
            _ =>
                Just(
                    "/api/imports",
                    new
                    {
                        id = Guid.NewGuid(),
                        name = "r.txt",
                        content = Document(),
                    }
                )
        ),
        ["POST /api/imports/{id}/confirm"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    $"/api/imports/{await c.Draft()}/confirm",
                    new
                    {
                        title = "A report",
                        inspectorate = "HMCPSI",
                        items = new[]
                        {
                            new
                            {
                                include = true,
                                text = "Keep one register",
                                due = "2026-12-31",
                            },
                        },
                    }
                )
        ),
        ["GET /api/deadlines/mails/{id}"] = (
            Role.Administrator,
            async c => new($"/api/deadlines/mails/{await c.Mail("Sent")}")
        ),
        ["POST /api/deadlines/mails/test"] = (
            Role.Administrator,
            _ => Just("/api/deadlines/mails/test", new { id = Guid.NewGuid() })
        ),
        ["POST /api/deadlines/mails/{id}/resend"] = (
            Role.Administrator,
            async c => new($"/api/deadlines/mails/{await c.Mail("Failed")}/resend", new { })
        ),
        ["POST /api/deadlines/mails/{id}/cancel"] = (
            Role.Administrator,
            async c => new($"/api/deadlines/mails/{await c.Mail("Held")}/cancel", new { })
        ),
        ["POST /api/deadlines/mails/{id}/bounce"] = (
            Role.Administrator,
            async c => new($"/api/deadlines/mails/{await c.Mail("Sent")}/bounce", new { said = "No such person" })
        ),
        ["POST /api/quarantine/{id}/scan"] = (
            Role.Administrator,
            async c => new($"/api/quarantine/{await c.Quarantined()}/scan", new { })
        ),
        ["POST /api/jobs/{name}/run"] = (Role.Administrator, async c => new($"/api/jobs/{await c.Job()}/run", new { })),
        ["POST /api/jobs/{name}/pause"] = (
            Role.Administrator,
            async c => new($"/api/jobs/{await c.Job()}/pause", new { })
        ),
        ["POST /api/jobs/{name}/resume"] = (
            Role.Administrator,
            async c => new($"/api/jobs/{await c.Job()}/resume", new { })
        ),
        ["POST /api/parked-events/{stream}/retry"] = (
            Role.Administrator,
            async c => new($"/api/parked-events/{await c.Parked()}/retry", new { subscription = "changes" })
        ),
        ["POST /api/inspectorates"] = (
            Role.HeadOfDivision,
            _ =>
                Just(
                    "/api/inspectorates",
                    new
                    {
                        inspectorate = $"Auditors {Guid.NewGuid()}",
                        scale = "own",
                        grades = "Green\nAmber\nRed",
                    }
                )
        ),
        ["POST /api/recommendations/{id}/ratings"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    $"/api/recommendations/{await c.Item()}/ratings",
                    new { report = await c.Report(), rating = "Well on the way" }
                )
        ),

        ["GET /api/shares/{id}"] = (Role.HeadOfDivision, async c => new($"/api/shares/{await c.Share()}")),
        ["POST /api/shares"] = (
            Role.HeadOfDivision,
            async c =>
                new(
                    "/api/shares",
                    new
                    {
                        id = Guid.NewGuid(),
                        recommendations = new[] { await c.Item() },
                        with = new[] { "evidence list" },
                        name = "Ann Inspector",
                        organisation = "HMCPSI",
                        until = Sample.Today.AddDays(28),
                        tokenSha256 = Token.Hash(Token.Make()),
                    }
                )
        ),
        ["POST /api/shares/{id}/extend"] = (
            Role.HeadOfDivision,
            async c => new($"/api/shares/{await c.Share()}/extend", new { until = Sample.Today.AddDays(60) })
        ),
        ["POST /api/shares/{id}/revoke"] = (
            Role.HeadOfDivision,
            async c => new($"/api/shares/{await c.Share()}/revoke", new { reason = "It went astray" })
        ),
        ["GET /api/deadlines/{id}"] = (Role.Reader, async c => new($"/api/deadlines/{await c.Deadline()}")),
        ["GET /api/deadlines/ladders"] = (Role.Reader, _ => Just("/api/deadlines/ladders")),
        ["GET /api/deadlines/bank-holidays"] = (Role.Reader, _ => Just("/api/deadlines/bank-holidays")),
        ["POST /api/deadlines/ladders"] = (
            Role.HeadOfDivision,
            async c =>
            {
                await c.LadderIsSet("recommendation-due");
                return new("/api/deadlines/ladders", new { kind = "recommendation-due", rungs = Rungs(c.Next()) });
            }
        ),
        ["POST /api/deadlines/ladders/reset"] = (
            Role.HeadOfDivision,
            async c =>
            {
                await c.LadderIsSet("action-due");
                return new("/api/deadlines/ladders/reset", new { kind = "action-due" });
            }
        ),
        ["POST /api/deadlines/preferences"] = (
            Role.Reader,
            async c => new("/api/deadlines/preferences", new { cadence = await c.OtherCadence(Role.Reader) })
        ),
        ["POST /api/deadlines/quiet-times"] = (
            Role.HeadOfDivision,
            async c =>
            {
                await c.Send(new SetReminding(null, new(8, 0), new(18, c.Next() % 60), true, true, DayOfWeek.Friday));
                return new(
                    "/api/deadlines/quiet-times",
                    new
                    {
                        from = "08:00",
                        until = $"17:{c.Next() % 60:d2}",
                        digestOn = "Friday",
                    }
                );
            }
        ),
        ["POST /api/deadlines/bank-holidays"] = (
            Role.Administrator,
            async c =>
            {
                await c.Send(new SetBankHolidays(2029, null, "2029-01-01 New Year’s Day", $"Source {c.Next()}"));
                return new(
                    "/api/deadlines/bank-holidays",
                    new
                    {
                        year = 2029,
                        days = "2029-01-01 New Year’s Day",
                        source = $"Source {c.Next()}",
                    }
                );
            }
        ),
        ["POST /api/deadlines/inbox/{id}/mark"] = (
            Role.Reader,
            async c => new($"/api/deadlines/inbox/{await c.Notice()}/mark", new { read = true })
        ),
        ["POST /api/organisation/posts/{id}/put-under"] = (
            Role.Administrator,
            async c => new($"/api/organisation/posts/{await c.Post()}/put-under", new { manager = await c.Post() })
        ),
        ["POST /api/deadlines/feeds"] = (
            Role.Reader,
            _ => Just("/api/deadlines/feeds", new { id = Guid.NewGuid(), tokenSha256 = Token.Hash(Token.Make()) })
        ),
        ["POST /api/deadlines/feeds/{id}/renew"] = (
            Role.Reader,
            async c =>
                new($"/api/deadlines/feeds/{await c.Feed()}/renew", new { tokenSha256 = Token.Hash(Token.Make()) })
        ),
        ["POST /api/deadlines/feeds/{id}/revoke"] = (
            Role.Reader,
            async c => new($"/api/deadlines/feeds/{await c.Feed()}/revoke")
        ),
        ["DELETE /api/imports/{id}"] = (Role.HeadOfDivision, async c => new($"/api/imports/{await c.Draft()}")),
    };

    private Guid Owner => app.Division.Post(Role.AreaBusinessManager);

    public Task<Call> Good(string route) => All[route].Good(this);

    public Task<HttpClient> As(string route) => app.Api(All[route].Role);

    public async Task<Guid> Item(params Kernel.Events.DomainEvent[] more) => (await app.GivenItem(more)).Item;

    public async Task<Guid> Action(params Kernel.Events.DomainEvent[] more)
    {
        var id = Guid.NewGuid();
        await app.Given(id, [Sample.Planned(id, await Item()), .. more]);
        return id;
    }

    private async Task<string> Milestone()
    {
        var milestone = Guid.NewGuid();
        var action = await Action(
            new Inspection.Recommendations.Action.MilestoneSet(milestone, "First draft", Sample.Today)
        );
        return $"/api/actions/{action}/milestones/{milestone}";
    }

    public async Task<Guid> Evidence(params Kernel.Events.DomainEvent[] more)
    {
        var id = Guid.NewGuid();
        await app.Given(id, [Sample.Offered(id, await Item()), .. more]);
        return id;
    }

    public Guid Person(Role role) => app.Division.PersonOf(role);

    public async Task<Guid> Request()
    {
        var id = Guid.NewGuid();
        await app.Given(
            id,
            new EvidenceRequest.Made(
                id,
                await Item(),
                null,
                "The minutes",
                Person(Role.Member),
                Person(Role.HeadOfDivision),
                Sample.Today.AddDays(9)
            )
        );
        return id;
    }

    public async Task<Guid> Share()
    {
        var id = Guid.NewGuid();
        await app.Send(
            new MakeShare(
                id,
                [await Item()],
                [],
                "Ann Inspector",
                "HMCPSI",
                Sample.Today.AddDays(28),
                Token.Hash(Token.Make()),
                null
            )
        );
        return id;
    }

    public async Task<Guid> Report() => (await app.GivenItem()).Report;

    private async Task<Guid> Feed()
    {
        var id = Guid.NewGuid();
        await app.Send(new OpenFeed(id, null, Token.Hash(Token.Make())), actor: Person(Role.Reader));
        return id;
    }

    private static int number;

    private int Next() => Interlocked.Increment(ref number);

    private static RungLine[] Rungs(int days) => [new(days, RungSide.Before, DayCount.Working, [Recipient.Owner])];

    private Task<Receipt?> Send(Kernel.ICommand command) => app.Send(command);

    private Task<Receipt?> LadderIsSet(string kind) => Send(new SetLadder(kind, null, Rungs(Next())));

    private async Task<Cadence> OtherCadence(Role role)
    {
        var now = await app.In(services =>
            services
                .GetRequiredService<Session>()
                .One<string>("select cadence from preference where person = @person", new { person = Person(role) })
        );
        return now == $"{Cadence.Weekly}" ? Cadence.InApp : Cadence.Weekly;
    }

    private async Task<Guid> Deadline()
    {
        var stream = await Item();
        await app.Settle();
        return await app.In(services =>
            services
                .GetRequiredService<Session>()
                .One<Guid>("select id from deadline where stream = @stream limit 1", new { stream })
        );
    }

    private async Task<Guid> Notice()
    {
        var id = Guid.NewGuid();
        await app.In(async services =>
        {
            var session = services.GetRequiredService<Session>();
            await session.Execute(
                """
                insert into notice (division, id, person, kind, text, link, at)
                values (@Division, @id, @person, 'Reminder', 'It is due', '/actions', @Now)
                """,
                new
                {
                    session.Caller.Division,
                    id,
                    person = Person(Role.Reader),
                    session.Now,
                }
            );
            return await session.Commit();
        });
        return id;
    }

    private static Task<Call> Just(string url, object? body = null) => Task.FromResult(new Call(url, body));

    private static string Email() => $"{Guid.NewGuid()}@example.com";

    public static byte[] Document() =>
        Encoding.UTF8.GetBytes(
            $"Response\n\nRecommendation 1: The Division should keep the register {Guid.NewGuid()}.\n\nResponse: Accepted."
        );

    private Task<Guid> Team() => New(id => new FoundTeam(id, $"Team {id}"));

    private Task<Guid> Site() => New(id => new OpenSite(id, "Site", null));

    private Task<Guid> Person() => New(id => new InvitePerson(id, "Person", Email()));

    private Task<Guid> Post() => New(id => new CreatePost(id, "Post", null, PostKind.Other, null, null));

    private async Task<Guid> ReportWithItem() => (await app.GivenItem()).Report;

    private async Task<(Guid Evidence, Guid File)> EvidenceFile()
    {
        var (evidence, file) = await app.GivenFile(await Item(), "minutes.txt", "Item 4");
        return (evidence, file.Id);
    }

    private Task<Guid> Draft() => New(id => new HandInDocument(id, "draft.txt", Document()));

    /// <summary>Something whose first event the list of changes did not hear.</summary>
    private async Task<Guid> Parked()
    {
        var item = await Item();
        await app.Settle();
        await app.In(async services =>
        {
            var session = services.GetRequiredService<Session>();
            await session.Execute(
                """
                with heard as (delete from kernel.changes where stream = @item returning *)
                insert into kernel.parked (division, subscription, position, stream, type, error)
                select division, 'changes', position, stream, 'recommendation.recorded', 'It failed' from heard
                """,
                new { item }
            );
            return await session.Commit();
        });
        return item;
    }

    /// <summary>A job of the suite, which nobody has told anything yet.</summary>
    private async Task<string> Job()
    {
        await app.Services.GetRequiredService<Scheduler>().Register();
        await using var connection = await app.Services.GetRequiredService<Database>().App.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "delete from quartz.qrtz_simple_triggers where trigger_group = 'at-once'; delete from quartz.qrtz_triggers where trigger_group = 'at-once'"
        );
        return "quarantine";
    }

    private Task<Guid> Mail(string state) =>
        app.In(async services =>
        {
            var (session, mail) = (services.GetRequiredService<Session>(), Guid.NewGuid());
            await session.Execute(
                """
                insert into deadlines.mail (division, id, person, kind, message_id, state, created_at, not_before, address)
                values (kernel.division(), @mail, @person, 'Reminders', 'x', @state, now(), now(), 'ann@example.com')
                """,
                new
                {
                    mail,
                    state,
                    person = Person(Role.Member),
                }
            );
            await session.Commit();
            return mail;
        });

    private Task<Guid> Quarantined() =>
        app.In(async services =>
        {
            var session = services.GetRequiredService<Session>();
            using var content = new MemoryStream("Minutes"u8.ToArray());
            var file = await services.GetRequiredService<FileStore>().Store(content, "minutes.txt");
            await session.Execute("update kernel.files set state = 'Quarantined' where id = @Id", file);
            await session.Commit();
            return file.Id;
        });

    private async Task<Guid> Gone()
    {
        var person = await Person();
        await app.Send(new DeactivatePerson(person, null));
        return person;
    }

    private async Task<string> Appointment(DateOnly from)
    {
        var (post, appointment) = (await Post(), Guid.NewGuid());
        await app.Send(new AppointPerson(post, null, appointment, await Person(), from, null, false));
        return $"/api/organisation/posts/{post}/appointments/{appointment}";
    }

    private async Task<Guid> New(Func<Guid, Kernel.ICommand> make)
    {
        var id = Guid.NewGuid();
        await app.Send(make(id));
        return id;
    }
}
