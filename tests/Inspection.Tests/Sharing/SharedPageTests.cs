using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Recommendations;
using Inspection.Tests.Recommendations;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Sharing;

/// <summary>What whoever has a link sees, and what they do not.</summary>
public sealed partial class SharedPageTests(App app) : IClassFixture<App>
{
    private static readonly SharePart[] Everything = Enum.GetValues<SharePart>();

    [Fact]
    public async Task Only_what_was_selected_is_shown()
    {
        var (item, _, evidence, _) = await Full("Own");
        await Full("Zanary");

        foreach (
            var parts in new SharePart[][]
            {
                [],
                [SharePart.Response],
                [SharePart.Plan],
                [SharePart.EvidenceList],
                [SharePart.EvidenceFiles],
                [SharePart.History],
                Everything,
            }
        )
        {
            var (_, address) = await app.GivenShare([item], parts);
            var visitor = app.Stranger();
            var (list, page) = (await visitor.Open(address), await visitor.Open($"{address}/1"));
            var file = await visitor.Open($"{address}/files/{evidence}");
            var seen = list.Body + page.Body;

            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (list.Status, page.Status));
            Assert.Contains("Own text", list.Text, StringComparison.Ordinal);
            Assert.Contains(
                $"Shared with Ann Reader, HMCPSI, until 30 March 2026, read only.",
                Browser.Tidy(page.Page.Body!.TextContent),
                StringComparison.Ordinal
            );
            Shown("Own response", SharePart.Response);
            Shown("Own reason", SharePart.Response);
            Shown("Own action", SharePart.Plan);
            Shown("Own measure", SharePart.Plan);
            Shown("Title of Own.txt", SharePart.EvidenceList, SharePart.EvidenceFiles);
            Shown("Own note", SharePart.History);
            Assert.DoesNotContain("Own draft", seen, StringComparison.Ordinal);
            Assert.DoesNotContain("Zanary", seen, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(app.Division.NameOf(Role.HeadOfDivision), seen, StringComparison.Ordinal);
            Assert.Equal(
                parts.Contains(SharePart.EvidenceFiles) ? HttpStatusCode.OK : HttpStatusCode.NotFound,
                file.Status
            );
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.Open($"{address}/2")).Status);
            Assert.All(
                list.Links.Concat(page.Links),
                link =>
                    Assert.StartsWith(
                        "/shared/",
                        link.Replace("/lib/", "/shared/", StringComparison.Ordinal),
                        StringComparison.Ordinal
                    )
            );
            Assert.All(
                Ids().Matches(Assets().Replace(seen, "")).Select(match => match.Value),
                id => Assert.Equal($"{evidence}", id)
            );

            void Shown(string canary, params SharePart[] any) =>
                Assert.True(
                    parts.Intersect(any).Any() == seen.Contains(canary, StringComparison.Ordinal),
                    $"{canary} with {string.Join(", ", parts)}"
                );
        }
    }

    [Fact]
    public async Task Files_are_those_of_accepted_evidence_of_what_was_selected()
    {
        var (item, _, evidence, draft) = await Full("Own");
        var (_, _, strange, _) = await Full("Other");
        var (infected, file) = await app.GivenFile(item, "infected.txt", "Bad", SharingKit.Accepted());
        await app.Quarantine(file.Id);
        var (_, address) = await app.GivenShare([item], [SharePart.EvidenceFiles]);
        var visitor = app.Stranger();

        var taken = await visitor.Open($"{address}/files/{evidence}");

        Assert.Equal("Own content", taken.Body);
        Assert.Equal(
            "attachment; filename=Own.txt; filename*=UTF-8''Own.txt",
            $"{taken.Response.Content.Headers.ContentDisposition}"
        );
        Assert.Equal("no-store", $"{taken.Response.Headers.CacheControl}");
        foreach (var id in new[] { draft, strange, infected, Guid.NewGuid(), item, file.Id })
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.Open($"{address}/files/{id}")).Status);
    }

    [Fact]
    public async Task Another_divisions_files_are_never_there()
    {
        var other = await app.AddDivision($"d{Guid.NewGuid():n}"[..20], "Beside");
        var (item, _, evidence, _) = await Full("Own");
        var (_, theirs) = await app.GivenItem(other, id => Sample.Recorded(id.Item, id.Report));
        var (_, address) = await app.GivenShare([theirs], Everything, division: other);
        var visitor = app.Stranger();

        Assert.Equal(HttpStatusCode.OK, (await visitor.Open(address)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Open($"{address}/files/{evidence}")).Status);
        await Assert.ThrowsAsync<Kernel.Events.NotFoundException>(() =>
            app.GivenShare([item], Everything, division: other)
        );
    }

    [Fact]
    public async Task Unknown_ended_and_revoked_are_alike()
    {
        var (_, item) = await app.GivenItem();
        var (revoked, one) = await app.GivenShare([item], Everything);
        var (ended, two) = await app.GivenShare([item], Everything, days: 1);
        var (_, locked) = await app.GivenShare([item], Everything, "three blind mice", days: 1);
        await app.Send(new RevokeShare(revoked, null, null));
        Assert.Equal(HttpStatusCode.OK, (await app.Stranger().Open(two)).Status);

        app.Clock.Advance(TimeSpan.FromDays(2));
        try
        {
            var unknown = await app.Stranger().Open($"/shared/{Token.Make()}");
            Assert.Equal((HttpStatusCode.NotFound, "Page not found"), (unknown.Status, unknown.Heading));

            foreach (var address in new[] { one, two, locked, "/shared/x", $"{one}/1", $"{two}/files/{item}" })
            {
                var answer = await app.Stranger().Open(address);
                Assert.Equal(HttpStatusCode.NotFound, answer.Status);
                Assert.Equal(unknown.Body, answer.Body);
                Assert.Equal(Headers(unknown), Headers(answer));
            }

            Assert.Equal(2, (await app.History(ended)).Count);
        }
        finally
        {
            app.Clock.Advance(TimeSpan.FromDays(-2));
        }

        static string Headers(Answer answer) =>
            string.Join(
                "\n",
                answer
                    .Response.Headers.Where(one => one.Key != "Date")
                    .Select(one => $"{one.Key}: {string.Join(",", one.Value)}")
                    .Order()
            );
    }

    [Fact]
    public async Task No_cache_search_engine_or_next_site_learns_of_it()
    {
        var (_, item) = await app.GivenItem();
        var (_, address) = await app.GivenShare([item], Everything);

        foreach (var path in new[] { address, $"{address}/1", "/shared/unknown" })
        {
            var headers = (await app.Stranger().Open(path)).Response.Headers;
            Assert.Equal("no-store", $"{headers.CacheControl}");
            Assert.Equal("no-referrer", headers.GetValues("Referrer-Policy").Single());
            Assert.StartsWith("noindex", headers.GetValues("X-Robots-Tag").Single(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_view_is_an_event_without_the_visitor()
    {
        var (item, _, evidence, _) = await Full("Own");
        var (share, address) = await app.GivenShare([item], Everything);
        var visitor = app.Stranger();
        await visitor.Open(address);
        await visitor.Open($"{address}/1");
        await visitor.Open($"{address}/files/{evidence}");
        await visitor.Open($"{address}/7");

        var history = await app.History(share);
        Assert.Equal(
            [new Share.Viewed(null, null), new Share.Viewed(item, null), new Share.Viewed(null, evidence)],
            history.Skip(1).Select(one => one.Data)
        );
        Assert.All(history.Skip(1), one => Assert.Equal(SystemActor.Visitor, one.Actor));
        var page = await (await app.As(Role.HeadOfDivision)).Open($"/shares/{share}");
        Assert.Equal("3, the last on 2 March 2026 at 12:00pm", page.Summary["Views"]);
        Assert.Contains("File taken: Title of Own.txt", page.Text, StringComparison.Ordinal);
        Assert.Contains("Recommendation 1 opened", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Views_at_the_same_moment_are_all_counted()
    {
        var (_, item) = await app.GivenItem();
        var (share, address) = await app.GivenShare([item], []);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => app.Stranger().Open(address)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(13, (await app.History(share)).Count);
    }

    [Fact]
    public async Task Whoever_has_signed_in_is_a_visitor_too()
    {
        var (_, item) = await app.GivenItem();
        var (share, address) = await app.GivenShare([item], []);

        foreach (var role in new[] { Role.HeadOfDivision, Role.Reader })
        {
            var page = await (await app.As(role)).Open(address);
            Assert.DoesNotContain("/recommendations", page.Links);
            Assert.DoesNotContain("Sign out", page.Body, StringComparison.Ordinal);
        }

        Assert.All((await app.History(share)).Skip(1), one => Assert.Equal(SystemActor.Visitor, one.Actor));
    }

    [Fact]
    public async Task A_visitor_may_do_nothing_else()
    {
        var allowed = await app.In(
            async services =>
                await services
                    .GetRequiredService<Kernel.Access.IPermissions>()
                    .For(services.GetRequiredService<Session>()),
            actor: SystemActor.Visitor
        );

        Assert.Empty(allowed);
    }

    [Fact]
    public async Task The_passphrase_comes_before_everything()
    {
        var (item, _, evidence, _) = await Full("Own");
        var (share, address) = await app.GivenShare([item], Everything, "three blind mice");
        var visitor = app.Stranger();

        var asked = await visitor.Open(address);
        Assert.Equal("Enter the passphrase", asked.Heading);
        Assert.DoesNotContain("Own", asked.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Ann Reader", asked.Body, StringComparison.Ordinal);
        Assert.Equal(address, (await visitor.Open($"{address}/1")).RedirectedTo);
        Assert.Equal(address, (await visitor.Open($"{address}/files/{evidence}")).RedirectedTo);
        Assert.Equal(["Enter the passphrase"], (await visitor.Submit(address, ("Passphrase", " "))).ErrorSummary);
        Assert.Equal(
            ["The passphrase is not right"],
            (await visitor.Submit(address, ("Passphrase", "two"))).ErrorSummary
        );
        Assert.Single(await app.History(share));

        Assert.Equal(address, (await visitor.Submit(address, ("Passphrase", "three blind mice"))).RedirectedTo);
        Assert.Contains("Own text", (await visitor.Open(address)).Text, StringComparison.Ordinal);
        Assert.Equal("Own content", (await visitor.Open($"{address}/files/{evidence}")).Body);

        // It opens no other share.
        var (_, next) = await app.GivenShare([item], Everything, "three blind mice");
        Assert.Equal("Enter the passphrase", (await visitor.Open(next)).Heading);
    }

    [Fact]
    public async Task Wrong_passphrases_are_limited_and_the_limit_ends()
    {
        var (_, item) = await app.GivenItem();
        var (_, address) = await app.GivenShare([item], [], "three blind mice");
        var visitors = await Task.WhenAll(
            Enumerable.Range(0, 14).Select(i => app.Stranger().Submit(address, ("Passphrase", $"guess {i}")))
        );

        Assert.Equal(Door.MostTries, visitors.Count(one => one.ErrorSummary[0] == "The passphrase is not right"));
        Assert.Equal(
            ["There were too many tries. Try again in an hour"],
            (await app.Stranger().Submit(address, ("Passphrase", "three blind mice"))).ErrorSummary
        );

        app.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(address, (await app.Stranger().Submit(address, ("Passphrase", "three blind mice"))).RedirectedTo);
        app.Clock.Advance(TimeSpan.FromMinutes(-61));
    }

    [Fact]
    public async Task A_link_is_made_on_the_reports_page_and_shown_once()
    {
        var (report, item) = await app.GivenItem();
        var head = await app.As(Role.HeadOfDivision);

        var made = await head.Submit(
            $"/reports/{report}/share",
            ("Name", "Ann Reader"),
            ("Organisation", "HMCPSI"),
            ("Until", "2026-04-01")
        );
        Assert.True(made.RedirectedTo is not null, string.Join("; ", made.ErrorSummary));
        var shown = await head.Follow(made);
        var link = new Uri(shown.Read("#link").Single());
        var again = await head.Follow(made);

        Assert.Matches("^/shared/[A-Za-z0-9_-]{43}$", link.AbsolutePath);
        Assert.Empty(again.Read("#link"));
        Assert.DoesNotContain(link.AbsolutePath, again.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await app.Stranger().Open(link.AbsolutePath)).Status);
        Assert.Equal(
            [item],
            Assert.IsType<Share.Made>((await app.History(Guid.Parse(made.RedirectedTo![8..])))[0].Data).Recommendations
        );
    }

    [Fact]
    public async Task The_same_form_sent_twice_makes_one_link()
    {
        var (report, _) = await app.GivenItem();
        var (head, page) = (await app.As(Role.HeadOfDivision), $"/reports/{report}/share");
        var form = await head.Open(page);

        var first = await head.Press(form, page, "Make the link", ("Name", "Ann Reader"));
        var link = (await head.Follow(first)).Read("#link").Single();
        var second = await head.Press(form, page, "Make the link", ("Name", "Ann Reader"));

        Assert.Equal(first.RedirectedTo, second.RedirectedTo);
        Assert.Empty((await head.Follow(second)).Read("#link"));
        Assert.Equal(HttpStatusCode.OK, (await app.Stranger().Open(new Uri(link).AbsolutePath)).Status);
    }

    [Fact]
    public async Task One_recommendation_is_shared_from_its_own_page_extended_and_revoked()
    {
        var (report, item) = await app.GivenItem();
        var other = Guid.NewGuid();
        await app.Given(other, Sample.Recorded(other, report, ordinal: 2, number: "2"));
        var head = await app.As(Role.HeadOfDivision);
        var made = await head.Submit($"/recommendations/{item}/share", ("Name", "Ann Reader"));
        var page = made.RedirectedTo!;
        var address = new Uri((await head.Follow(made)).Read("#link").Single()).AbsolutePath;

        Assert.Single((await app.Stranger().Open(address)).Read(".app-card"));
        var far = await head.Submit($"{page}/extend", ("Until", "2026-09-01"));
        Assert.Equal(
            ["The last day must be 31 May 2026 or earlier: a link works for at most 90 days"],
            far.ErrorSummary
        );
        await head.Submit($"{page}/extend", ("Until", "2026-05-01"));
        Assert.Equal("1 May 2026 Change last day", (await head.Open(page)).Summary["Last day"] + " Change last day");
        Assert.Contains("until 1 May 2026", (await app.Stranger().Open(address)).Body, StringComparison.Ordinal);

        await head.Submit($"{page}/revoke", ("Reason", "It went astray"));
        Assert.Equal(HttpStatusCode.NotFound, (await app.Stranger().Open(address)).Status);
        var list = await head.Open("/shares?state=revoked");
        Assert.Contains("Ann Reader", list.Text, StringComparison.Ordinal);
        Assert.Contains("It went astray", (await head.Open(page)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_shares_are_revoked_at_once()
    {
        var (_, item) = await app.GivenItem();
        var (one, first) = await app.GivenShare([item], []);
        var (two, second) = await app.GivenShare([item], []);
        var head = await app.As(Role.HeadOfDivision);

        var asked = await head.Submit("/shares?state=open", ("bulk", "revoke"), ("rows", $"{one}"), ("rows", $"{two}"));
        var done = await head.Press(asked, "/shares", "Revoke");

        Assert.Contains("2 done", done.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Stranger().Open(first)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Stranger().Open(second)).Status);
    }

    [Fact]
    public async Task Who_does_not_manage_sees_no_share()
    {
        var (report, item) = await app.GivenItem();
        var (share, _) = await app.GivenShare([item], []);

        foreach (var role in new[] { Role.Reader, Role.Member, Role.BoardMember })
        foreach (
            var page in new[] { "/shares", $"/shares/{share}", $"/reports/{report}/share", $"/shares/{share}/revoke" }
        )
            Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As(role)).Open(page)).Status);
    }

    [Fact]
    public async Task Secrets_stay_out_of_the_archive()
    {
        var (_, item) = await app.GivenItem();
        await app.GivenShare([item], [], "three blind mice");
        using var bytes = new MemoryStream();
        await app.Services.GetRequiredService<Archive>().Write(bytes);
        using var zip = new ZipArchive(bytes);

        Assert.DoesNotContain(zip.Entries, entry => entry.FullName.Contains("secret", StringComparison.Ordinal));
        Assert.Contains(zip.Entries, entry => entry.FullName.Contains("share_reader", StringComparison.Ordinal));
    }

    /// <summary>A recommendation of a report of its own with a canary in everything.</summary>
    private async Task<(Guid Item, Guid Action, Guid Evidence, Guid Draft)> Full(string canary)
    {
        var (_, item) = await app.GivenItem(
            app.Division,
            id =>
                Sample.Recorded(id.Item, id.Report, text: $"{canary} text") with
                {
                    Response = $"{canary} response",
                    Reason = $"{canary} reason",
                }
        );
        await app.Send(new AddNote(item, $"{canary} note"), actor: app.Division.PersonOf(Role.HeadOfDivision));
        var action = Guid.NewGuid();
        await app.Given(
            action,
            Sample.Planned(action, item) with
            {
                Text = $"{canary} action",
                Measure = $"{canary} measure",
            }
        );
        var (evidence, _) = await app.GivenFile(item, $"{canary}.txt", $"{canary} content", SharingKit.Accepted());
        var (draft, _) = await app.GivenFile(item, $"{canary} draft.txt", $"{canary} draft");
        return (item, action, evidence, draft);
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Ids();

    [GeneratedRegex("(href|src)=\"/(lib/)?[a-z]+[.][^\"]+\"")]
    private static partial Regex Assets();
}

/// <summary>In an application of its own, since it uses up what one address may ask for.</summary>
public sealed class SharedRateTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Who_asks_too_often_is_told_to_wait()
    {
        var visitor = app.Stranger();
        var answers = new List<HttpStatusCode>();

        for (var i = 0; i < 130; i++)
            answers.Add((await visitor.Open($"/shared/{Token.Make()}")).Status);

        Assert.Equal(HttpStatusCode.NotFound, answers[0]);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Equal(HttpStatusCode.OK, (await visitor.Open("/sign-in")).Status);
    }
}
