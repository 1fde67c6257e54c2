using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Inspection.Kernel.Access;
using Inspection.Kernel.Api;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Api;

/// <summary>What holds for every route of the API.</summary>
public sealed partial class RouteTests(App app) : IClassFixture<App>
{
    private readonly Cases cases = new(app);

    public static TheoryData<string> Routes => [.. Cases.All.Keys];

    public static TheoryData<string> Commands => [.. Cases.All.Keys.Where(route => !IsQuery(route))];

    /// <summary>Jobs belong to no division, and go by their names.</summary>
    public static TheoryData<string> OfOneThing =>
        [.. Cases.All.Keys.Where(route => route.Contains('{') && !route.Contains("/api/jobs/"))];

    [Fact]
    public void Every_route_is_tested_here() =>
        Assert.Equal(Cases.All.Keys.Order(), Mapped.Select(one => one.Route).Order());

    [Theory, MemberData(nameof(Routes))]
    public async Task A_good_request_is_answered(string route)
    {
        var answer = await Send(await cases.As(route), route, await cases.Good(route));
        var body = await answer.Content.ReadAsStringAsync();

        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode} {body}");
        Assert.Equal("no-store", $"{answer.Headers.CacheControl}");
        if (!IsQuery(route))
            Assert.False((await Json(answer)).GetProperty("repeated").GetBoolean());
    }

    [Theory, MemberData(nameof(Commands))]
    public async Task A_repeated_command_has_the_first_answer_and_happens_once(string route)
    {
        // What it does is its listeners', each in a transaction of its own.
        if (route == "POST /api/parked-events/{stream}/retry")
            return;

        var (api, call, key) = (await cases.As(route), await cases.Good(route), $"{Guid.NewGuid()}");

        var first = await Json(await Send(api, route, call, ("Idempotency-Key", key)));
        var before = await Events();
        var second = await Send(api, route, call, ("Idempotency-Key", key));
        var repeated = await Json(second);

        Assert.True(second.StatusCode == HttpStatusCode.OK, $"{repeated}");
        Assert.Equal(Streams(first), Streams(repeated));
        Assert.True(repeated.GetProperty("repeated").GetBoolean());
        Assert.Equal(before, await Events());
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task Nobody_is_answered_without_a_token(string route)
    {
        using var stranger = new HttpClient { BaseAddress = app.Address };
        var answer = await Send(stranger, route, await cases.Good(route));

        await AssertProblem(answer, HttpStatusCode.Unauthorized);
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task Nobody_is_answered_whose_posts_do_not_allow_it(string route)
    {
        var (call, before) = (await cases.Good(route), await Events());

        foreach (var role in Enum.GetValues<Role>().Except(Allowed(PolicyOf(route))))
            await AssertProblem(await Send(await app.Api(role), route, call), HttpStatusCode.Forbidden);

        Assert.Equal(before, await Events());
    }

    [Theory, MemberData(nameof(Commands))]
    public async Task A_token_that_may_only_read_changes_nothing(string route)
    {
        var api = await app.Api(Cases.All[route].Role, writes: false);

        await AssertProblem(await Send(api, route, await cases.Good(route)), HttpStatusCode.Forbidden);
    }

    [Theory, MemberData(nameof(OfOneThing))]
    public async Task Another_divisions_thing_is_as_little_there_as_none(string route)
    {
        var other = await Other();
        var call = await cases.Good(route);
        var api = await app.Api(Cases.All[route].Role, other);
        var before = await Events();

        var (theirs, nothing) = (
            await Send(api, route, call),
            await Send(api, route, call with { Url = Ids().Replace(call.Url, _ => $"{Guid.NewGuid()}") })
        );

        Assert.Equal(theirs.StatusCode, nothing.StatusCode);
        Assert.Equal(await Comparable(theirs), await Comparable(nothing));
        Assert.Equal(before, await Events());
        if (route != "GET /api/organisation/history/{id}")
            Assert.Contains(theirs.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.Conflict });
    }

    [Theory, MemberData(nameof(Commands))]
    public async Task Who_saw_another_version_is_told_so(string route)
    {
        if (TypeOf(route).GetProperty("Version") is null)
            return;

        var (api, call) = (await cases.As(route), await cases.Good(route));

        var conflict = await AssertProblem(
            await Send(api, route, call with { Body = With(call.Body, "version", 999) }),
            HttpStatusCode.Conflict
        );
        Assert.Equal(999, conflict.GetProperty("expectedVersion").GetInt32());
        Assert.True(conflict.GetProperty("actualVersion").GetInt32() > 0);
        await AssertProblem(await Send(api, route, call, ("If-Match", "\"999\"")), HttpStatusCode.PreconditionFailed);
        await AssertProblem(await Send(api, route, call, ("If-Match", "\"x\"")), HttpStatusCode.BadRequest, "version");

        var version = conflict.GetProperty("actualVersion").GetInt32();
        var right = await Send(api, route, call, ("If-Match", $"\"{version}\""));
        Assert.True(right.IsSuccessStatusCode, await right.Content.ReadAsStringAsync());
        Assert.Equal($"\"{version + 1}\"", right.Headers.ETag?.Tag);
    }

    [Theory, MemberData(nameof(Commands))]
    public async Task What_cannot_be_read_is_said_of_its_field(string route)
    {
        var (api, call) = (await cases.As(route), await cases.Good(route));

        // The fields of a form are words: nothing is nested in them.
        if (call.File is not null)
            return;

        foreach (var property in TypeOf(route).GetProperties().Where(one => one.CanWrite && !InRoute(route, one)))
        {
            var name = Camel(property);

            if (call.Url.Contains($"{name}=", StringComparison.Ordinal))
                continue;

            await AssertProblem(
                await Send(api, route, call with { Body = With(call.Body, name, new { nested = true }) }),
                HttpStatusCode.BadRequest,
                name
            );

            if (property.PropertyType == typeof(string))
                foreach (var text in new[] { @"""a\u0000b""", @"""\ud800""", @"""x\udc00y""" })
                    await AssertProblem(
                        await Send(api, route, call.Url, Raw(call.Body, name, text)),
                        HttpStatusCode.BadRequest,
                        name
                    );
        }
    }

    [Theory, MemberData(nameof(OfOneThing))]
    public async Task An_address_without_an_id_is_said_so(string route)
    {
        var call = await cases.Good(route);

        var answer = await Send(
            await cases.As(route),
            route,
            call with
            {
                Url = Ids().Replace(call.Url, "not-an-id", 1),
            }
        );

        await AssertProblem(answer, HttpStatusCode.BadRequest, InRouteFirst(route));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{")]
    [InlineData("{\"text\":\"a\",\"text\":\"b\"}")]
    [InlineData("{\"text\":\"a\",\"Text\":\"b\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"text\":\"\\u0000\"}")]
    [InlineData("{\"text\":\"\\udfff\"}")]
    [InlineData("{\"text\":{}}")]
    [InlineData("{\"text\":1e999}")]
    [InlineData("{\"id\":7,\"text\":null}")]
    [InlineData("{\"text\":\"a\"} trailing")]
    public async Task Malformed_JSON_is_a_problem_of_the_request(string body)
    {
        var item = await cases.Item();
        var api = await app.Api(Role.HeadOfDivision);

        await AssertProblem(
            await Send(api, "POST ", $"/api/recommendations/{item}/notes", body),
            HttpStatusCode.BadRequest
        );
        Assert.Single(await app.History(item));
    }

    [Fact]
    public async Task Deep_JSON_and_bytes_that_are_no_text_are_a_problem_of_the_request()
    {
        var item = await cases.Item();
        var api = await app.Api(Role.HeadOfDivision);
        var deep = $"{{\"text\":{new string('[', 40)}{new string(']', 40)}}}";

        await AssertProblem(
            await Send(api, "POST ", $"/api/recommendations/{item}/notes", deep),
            HttpStatusCode.BadRequest
        );

        using var content = new ByteArrayContent([.. "{\"text\":\""u8, 0xFF, 0xC0, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");
        await AssertProblem(
            await api.PostAsync($"/api/recommendations/{item}/notes", content),
            HttpStatusCode.BadRequest
        );

        using var form = new StringContent("text=a", Encoding.UTF8, "application/x-www-form-urlencoded");
        await AssertProblem(
            await api.PostAsync($"/api/recommendations/{item}/notes", form),
            HttpStatusCode.UnsupportedMediaType
        );
    }

    [Fact]
    public async Task Text_inside_a_list_is_checked_too()
    {
        var call = await cases.Good("POST /api/imports/{id}/confirm");
        var api = await app.Api(Role.HeadOfDivision);

        foreach (var text in new[] { @"a\u0000b", @"\ud800" })
            await AssertProblem(
                await Send(
                    api,
                    "POST ",
                    call.Url,
                    $$"""{"title":"T","inspectorate":"I","items":[{"include":true,"text":"{{text}}","due":"2026-12-31"}]}"""
                ),
                HttpStatusCode.BadRequest
            );
    }

    [Fact]
    public async Task Properties_that_a_command_does_not_have_change_nothing()
    {
        var item = await cases.Item();
        var api = await app.Api(Role.Member);

        var answer = await Send(
            api,
            "POST ",
            $"/api/recommendations/{item}/notes",
            $$"""{"id":"{{Guid.NewGuid()}}","text":"A note","division":1,"status":"implemented","actor":"{{Guid.NewGuid()}}"}"""
        );

        Assert.True(answer.IsSuccessStatusCode);
        var last = (await app.History(item))[^1];
        Assert.Equal(new Inspection.Recommendations.Recommendation.Noted("A note"), last.Data);
        Assert.Equal(app.Division.PersonOf(Role.Member), last.Actor);
    }

    [Fact]
    public async Task Of_many_who_saw_the_same_version_one_succeeds()
    {
        var item = await cases.Item();
        var api = await app.Api(Role.HeadOfDivision);

        var answers = await Task.WhenAll(
            Enumerable
                .Range(1, 16)
                .Select(day =>
                    Send(
                        api,
                        "POST ",
                        $"/api/recommendations/{item}/due-date",
                        $$"""{"due":"2027-01-{{day:d2}}","reason":"Mine"}""",
                        ("If-Match", "\"1\"")
                    )
                )
        );

        Assert.Single(answers, one => one.StatusCode == HttpStatusCode.OK);
        Assert.Equal(15, answers.Count(one => one.StatusCode == HttpStatusCode.PreconditionFailed));
        Assert.Equal(2, (await app.History(item)).Count);
    }

    [Fact]
    public async Task A_command_sent_many_times_at_once_happens_once()
    {
        var item = await cases.Item();
        var api = await app.Api(Role.Member);

        var answers = await Task.WhenAll(
            Enumerable
                .Range(1, 20)
                .Select(_ =>
                    Send(
                        api,
                        "POST ",
                        $"/api/recommendations/{item}/notes",
                        """{"text":"Once"}""",
                        ("Idempotency-Key", $"once {item}")
                    )
                )
        );

        Assert.All(answers, one => Assert.Equal(HttpStatusCode.OK, one.StatusCode));
        Assert.Single((await Task.WhenAll(answers.Select(Json))).Select(Streams).Distinct());
        Assert.Equal(2, (await app.History(item)).Count);
    }

    [Fact]
    public async Task What_was_not_changed_is_not_sent_again()
    {
        var item = await cases.Item();
        var api = await app.Api(Role.HeadOfDivision);
        var first = await api.GetAsync($"/api/recommendations/{item}");
        var tag = $"{first.Headers.ETag}";

        Assert.Equal(HttpStatusCode.NotModified, await Ask(tag));
        Assert.Equal(HttpStatusCode.NotModified, await Ask($"\"0\", W/{tag}"));
        Assert.Equal(HttpStatusCode.NotModified, await Ask("*"));
        Assert.Equal(HttpStatusCode.OK, await Ask("\"0\""));

        var noted = await Send(
            api,
            "POST ",
            $"/api/recommendations/{item}/moves",
            """{"move":"close superseded","words":"Overtaken"}""",
            ("If-Match", tag)
        );
        Assert.True(noted.IsSuccessStatusCode, await noted.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, await Ask(tag));

        async Task<HttpStatusCode> Ask(string seen)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/recommendations/{item}");
            request.Headers.TryAddWithoutValidation("If-None-Match", seen);
            return (await api.SendAsync(request)).StatusCode;
        }
    }

    [Fact]
    public async Task What_stands_beside_it_has_changed_is_sent_again()
    {
        var post = Guid.NewGuid();
        await app.Send(
            new Inspection.Organisation.CreatePost(
                post,
                "The former title",
                null,
                Inspection.Contracts.Organisation.PostKind.Other,
                null,
                null
            )
        );
        var item = await cases.Item(new Inspection.Recommendations.Recommendation.Assigned([post], post));
        var api = await app.Api(Role.Reader);
        var first = await api.GetAsync($"/api/recommendations/{item}");
        await app.Send(new Inspection.Organisation.RetitlePost(post, null, "The new title", null));

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/recommendations/{item}");
        request.Headers.TryAddWithoutValidation("If-None-Match", $"{first.Headers.ETag}");
        var second = await api.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Contains("The new title", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private IEnumerable<(string Route, Type Type)> Mapped =>
        app
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(one => one.Metadata.GetMetadata<ApiRequest>() is not null)
            .Select(one =>
                (
                    $"{one.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]} {one.RoutePattern.RawText}",
                    one.Metadata.GetMetadata<ApiRequest>()!.Type
                )
            );

    private Type TypeOf(string route) => Mapped.Single(one => one.Route == route).Type;

    private Policy PolicyOf(string route) => TypeOf(route).GetCustomAttribute<AllowAttribute>()!.To;

    private static Role[] Allowed(Policy policy) =>
        policy switch
        {
            Policy.Read => Enum.GetValues<Role>(),
            Policy.Administer => [Role.Administrator],
            Policy.Manage =>
            [
                Role.Administrator,
                Role.HeadOfDivision,
                Role.DeputyHead,
                Role.AreaBusinessManager,
                Role.ModuleOwner,
            ],
            _ => [.. Allowed(Policy.Manage), Role.Member],
        };

    private async Task<TestDivision> Other() =>
        await app.AddDivision($"o{Guid.NewGuid():n}"[..12], "The other division");

    private Task<long> Events() =>
        app.In(services =>
            services
                .GetRequiredService<Kernel.Divisions.Session>()
                .One<long>("select position from kernel.head where division = kernel.division()")
        );

    private static bool IsQuery(string route) => route.StartsWith("GET ", StringComparison.Ordinal);

    private static bool InRoute(string route, PropertyInfo property) =>
        route.Contains($"{{{property.Name}}}", StringComparison.OrdinalIgnoreCase);

    private static string InRouteFirst(string route) => route[(route.IndexOf('{') + 1)..route.IndexOf('}')];

    private static string Camel(PropertyInfo property) => char.ToLowerInvariant(property.Name[0]) + property.Name[1..];

    private static JsonObject With(object? body, string name, object? value)
    {
        var node = JsonSerializer.SerializeToNode(body ?? new { })!.AsObject();
        node[name] = JsonSerializer.SerializeToNode(value);
        return node;
    }

    private static string Raw(object? body, string name, string json) =>
        With(body, name, "%").ToJsonString().Replace("\"%\"", json, StringComparison.Ordinal);

    private static Task<HttpResponseMessage> Send(
        HttpClient api,
        string route,
        Call call,
        params (string Name, string Value)[] headers
    ) => Send(api, route, call.Url, call.File is null ? Content(Text(call.Body)) : Form(call), headers);

    private static Task<HttpResponseMessage> Send(
        HttpClient api,
        string route,
        string url,
        string? body,
        params (string Name, string Value)[] headers
    ) => Send(api, route, url, Content(body), headers);

    private static string? Text(object? body) => body is null ? null : JsonSerializer.Serialize(body);

    private static StringContent? Content(string? body) =>
        body is null ? null : new StringContent(body, new MediaTypeHeaderValue("application/json"));

    private static MultipartFormDataContent Form(Call call)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(call.File!), "file", "minutes.txt" } };

        foreach (var (name, value) in JsonSerializer.SerializeToNode(call.Body)!.AsObject())
            form.Add(new StringContent($"{value}"), name);

        return form;
    }

    private static async Task<HttpResponseMessage> Send(
        HttpClient api,
        string route,
        string url,
        HttpContent? content,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Split(' ')[0]), url) { Content = content };

        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);

        return await api.SendAsync(request);
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer) =>
        JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());

    private static string Streams(JsonElement receipt) =>
        string.Join(", ", receipt.GetProperty("streams").EnumerateArray().Select(one => one.GetRawText()).Order());

    private static async Task<JsonElement> AssertProblem(
        HttpResponseMessage answer,
        HttpStatusCode status,
        string? field = null
    )
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(
            answer.StatusCode == status,
            $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri} ({field}) answers {answer.StatusCode}: {text}"
        );
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());

        if (field is not null)
            Assert.True(
                problem.GetProperty("errors").EnumerateObject().Any(one => one.Name == field),
                $"{field} is not in {text}"
            );

        return problem;
    }

    private static async Task<string> Comparable(HttpResponseMessage answer)
    {
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync());
        (body as JsonObject)?.Remove("traceId");
        return body?.ToJsonString() ?? "";
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Ids();
}
