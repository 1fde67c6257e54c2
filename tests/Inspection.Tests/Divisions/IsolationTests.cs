using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Inspection.Contracts.Organisation;
using Inspection.Contracts.Recommendations;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui.Lists;
using Inspection.Organisation;
using Inspection.Recommendations;
using Inspection.Tests.Recommendations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Divisions;

/// <summary>One division full of canaries; whatever the people of another open, none sings.</summary>
public sealed partial class IsolationTests : IAsyncLifetime
{
    private const string Canary = "Zanary";

    private readonly App app = new();
    private readonly Dictionary<string, Guid> ids = [];
    private TestDivision other = null!;

    public async Task InitializeAsync()
    {
        await app.InitializeAsync();
        other = await app.AddDivision("beside", "The division beside");
        await app.GivenItem(other, id => Sample.Recorded(id.Item, id.Report));
        await Fill();
        await app.Settle();
        await app.Services.GetRequiredService<Inspection.Deadlines.Planner>().Run();
    }

    public Task DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task What_a_division_writes_no_other_reads()
    {
        // Who belongs there hears them everywhere, or this test would hear nothing.
        var (own, heard) = (await app.As(Role.Administrator), 0);
        foreach (var page in Pages(Known))
            heard += (await own.Open(page)).Body.Contains(Canary, StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        Assert.True(heard > 30, $"{heard}");

        foreach (var role in Enum.GetValues<Role>())
        {
            var (browser, api) = (await app.As(role, other), await app.Api(role, other));

            foreach (var page in Pages(Known))
                AssertSilent(page, (await browser.Open(page)).Body);

            foreach (var address in Addresses())
            {
                AssertSilent(address, await Text(await api.GetAsync(address)));
                var shown = await browser.Open(address);
                AssertSilent(address, await Text(shown.Response));
            }
        }
    }

    [Fact]
    public async Task Another_divisions_page_is_as_little_there_as_none()
    {
        var browser = await app.As(Role.Administrator, other);
        var strange = ids.Keys.ToDictionary(name => name, _ => Guid.NewGuid());
        var compared = 0;

        foreach (var (theirs, nobodys) in Pages(Known).Zip(Pages(name => strange.GetValueOrDefault(name))))
        {
            if (theirs == nobodys)
                continue;

            // A history that nobody began is empty.
            var status = theirs.Contains("/history/", StringComparison.Ordinal)
                ? HttpStatusCode.OK
                : HttpStatusCode.NotFound;
            var (one, two) = (await browser.Open(theirs), await browser.Open(nobodys));
            Assert.True(
                one.Status == status && two.Status == status,
                $"{theirs} answers {one.Status}, {nobodys} {two.Status}"
            );
            Assert.Equal(Comparable(two.Body), Comparable(one.Body));
            compared++;
        }

        Assert.True(compared > 20, $"{compared}");
    }

    [Fact]
    public async Task A_form_with_another_divisions_id_changes_nothing()
    {
        var browser = await app.As(Role.HeadOfDivision, other);
        var (_, item) = await app.GivenItem(other, id => Sample.Recorded(id.Item, id.Report));
        var before = (await app.History(ids["recommendation"])).Count;

        var noted = await browser.Submit(
            $"/recommendations/{item}/notes/add",
            ("Id", $"{ids["recommendation"]}"),
            ("Text", "From beside")
        );
        var linked = await browser.Submit(
            $"/recommendations/{item}/links/add",
            ("Other", $"{ids["recommendation"]}"),
            ("Relation", "SameTheme")
        );
        var owned = await browser.Submit(
            $"/recommendations/{item}/owners",
            ("Owners", $"{ids["post"]}"),
            ("Accountable", $"{ids["post"]}")
        );

        Assert.Equal(HttpStatusCode.NotFound, noted.Status);
        Assert.Equal(["The other recommendation is not on this division's register"], linked.ErrorSummary);
        Assert.Equal(["One of the posts you selected no longer exists"], owned.ErrorSummary);
        Assert.Equal(before, (await app.History(ids["recommendation"])).Count);
        Assert.Single(await app.History(item, other));
    }

    private async Task Fill()
    {
        async Task<Guid> New(string name, Func<Guid, Kernel.ICommand> make)
        {
            var id = Guid.NewGuid();
            await app.Send(make(id));
            return ids[name] = id;
        }

        await app.Send(new RenameDivision($"{Canary} division"));
        await New("team", id => new FoundTeam(id, $"{Canary} team"));
        await New("site", id => new OpenSite(id, $"{Canary} site", Canary));
        await New("person", id => new InvitePerson(id, $"{Canary} person", $"{Canary}@example.com"));
        await New("post", id => new CreatePost(id, $"{Canary} post", Canary[..3], PostKind.Other, null, ids["team"]));
        ids["appointment"] = Guid.NewGuid();
        await app.Send(
            new AppointPerson(ids["post"], null, ids["appointment"], ids["person"], app.Today.AddDays(3), null, false)
        );
        await New("report", id => new ImportDocument(id, $"{Canary}.txt", Document("one")));
        ids["file"] = await app.In(services =>
            services
                .GetRequiredService<Session>()
                .One<Guid>("select source_file from report where id = @report", new { report = ids["report"] })
        );
        await New("import", id => new HandInDocument(id, $"{Canary} draft.txt", Document("two")));
        await New(
            "recommendation",
            id => new RecordRecommendation(
                id,
                ids["report"],
                Canary,
                ItemKind.Recommendation,
                $"{Canary} text",
                $"{Canary} response",
                Position.Accepted,
                $"{Canary} reason",
                app.Today,
                $"{Canary} words",
                null
            )
        );
        await app.Send(new AssignOwners(ids["recommendation"], null, [ids["post"]], ids["post"]));
        await app.Send(new AddNote(ids["recommendation"], $"{Canary} note"));
        await app.Send(new ReviseDate(ids["recommendation"], null, app.Today.AddDays(2), $"{Canary} delay"));
        (ids["action"], ids["evidence"], ids["request"]) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await app.Send(
            new PlanAction(ids["action"], [ids["recommendation"]], $"{Canary} action", $"{Canary} measure", null, null)
        );
        await app.Send(
            new RequestEvidence(
                ids["request"],
                ids["recommendation"],
                null,
                $"{Canary} asked",
                app.Division.PersonOf(Role.Member),
                app.Today
            )
        );
        await app.Send(
            new OfferEvidence(
                ids["evidence"],
                ids["recommendation"],
                [ids["action"]],
                [],
                $"{Canary} proof",
                EvidenceKind.Note,
                null,
                $"{Canary} seen",
                app.Today,
                null
            )
        );
        await New("calendar", id => new Inspection.Deadlines.OpenFeed(id, null, Kernel.Access.Token.Hash(Canary[1..])));
        await app.Send(new Inspection.Deadlines.SetBankHolidays(2029, null, $"2029-01-01 {Canary} day", Canary));
        ids["share"] = Guid.NewGuid();
        await app.Send(
            new MakeShare(
                ids["share"],
                [ids["recommendation"]],
                [],
                $"{Canary} reader",
                $"{Canary} inspectorate",
                app.Today.AddDays(9),
                Kernel.Access.Token.Hash(Canary),
                null
            )
        );
        await app.In(async services =>
        {
            var session = services.GetRequiredService<Session>();

            foreach (var division in new[] { app.Division, other })
            foreach (var role in Enum.GetValues<Role>())
                await session.Execute(
                    """
                    insert into kernel.saved_views (division, id, person, list, name, query)
                    values (@Division, gen_random_uuid(), @person, 'recommendations', @name, 'q=Zanary')
                    """,
                    new
                    {
                        session.Caller.Division,
                        person = division.PersonOf(role),
                        name = $"{Canary} view",
                    }
                );

            return await session.Commit();
        });
    }

    private static byte[] Document(string name) =>
        Encoding.UTF8.GetBytes(
            $"{Canary} report {name}\n\nRecommendation 1: The Division should hear the {Canary} {name}.\n\nResponse: Accepted by the {Canary}."
        );

    /// <summary>Every page of the suite, with the first division's ids where it wants one.</summary>
    private IEnumerable<string> Pages(Func<string, Guid> id) =>
        app
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(one => one.Metadata.GetMetadata<IAuthorizeData>() is not null)
            .Where(one => one.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") ?? true)
            .DistinctBy(one => one.RoutePattern.RawText)
            .OrderBy(one => one.RoutePattern.RawText, StringComparer.Ordinal)
            .Select(one => Address(one.RoutePattern, id));

    private static string Address(RoutePattern route, Func<string, Guid> id)
    {
        var (text, noun) = (new StringBuilder(), "");

        foreach (var segment in route.PathSegments)
        foreach (var part in segment.Parts)
            if (part is RoutePatternLiteralPart literal)
                text.Append('/').Append(noun = literal.Content);
            else
                text.Append('/').Append(id(Named(((RoutePatternParameterPart)part).Name, noun)));

        return text.Length == 0 ? "/" : text.ToString();
    }

    private static string Named(string parameter, string noun) =>
        parameter is not "id" ? parameter
        : noun is "people" ? "person"
        : noun is "history" ? "team"
        : noun.TrimEnd('s');

    private Guid Known(string name) => ids.TryGetValue(name, out var id) ? id : Guid.Empty;

    /// <summary>Lists searched for the canary, filtered by its ids, and as files; the document itself; what describes the API.</summary>
    private IEnumerable<string> Addresses()
    {
        var lists = app.Services.GetServices<ListOf>().ToList();

        foreach (var list in lists)
        foreach (var query in new[] { $"q={Canary}", $"owner={ids["post"]}", $"report={ids["report"]}", "size=100" })
        {
            yield return $"/api/{list.Key}?{query}";
            yield return $"{list.Path}?{query}";
            yield return $"{list.Path}?{query}&format=csv";
            yield return $"{list.Path}?{query}&format=xlsx";
        }

        yield return $"/files/{ids["file"]}";
        yield return $"/?as-at={app.Today.AddDays(-1):yyyy-MM-dd}";
        yield return "/openapi/v1.json";
        yield return "/health/ready";
    }

    // What was typed comes back in the search box and its filter, and only there.
    private static void AssertSilent(string address, string body)
    {
        if (address.Contains($"q={Canary}", StringComparison.Ordinal))
            body = Echo().Replace(body, "");

        var at = body.IndexOf(Canary, StringComparison.OrdinalIgnoreCase);
        Assert.True(
            at < 0,
            $"{address}: {(at < 0 ? "" : body[Math.Max(0, at - 200)..Math.Min(body.Length, at + 200)])}"
        );
    }

    private static async Task<string> Text(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsByteArrayAsync();

        if (answer.Content.Headers.ContentType?.MediaType?.Contains("spreadsheet", StringComparison.Ordinal) != true)
            return Encoding.UTF8.GetString(body);

        using var zip = new ZipArchive(new MemoryStream(body));
        return string.Concat(
            zip.Entries.Select(entry =>
            {
                using var reader = new StreamReader(entry.Open());
                return reader.ReadToEnd();
            })
        );
    }

    private static string Comparable(string body) => Unlike().Replace(body, "");

    [GeneratedRegex("""Zanary(?=[“”"&<’']|\s*</)|q=Zanary|value="Zanary" """)]
    private static partial Regex Echo();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{16}|CfDJ8[\\w-]+")]
    private static partial Regex Unlike();
}
