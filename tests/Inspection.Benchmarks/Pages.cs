using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Inspection.Contracts.Organisation;
using Inspection.Host;
using Inspection.Host.SignIn;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Organisation;
using Inspection.Recommendations;
using Inspection.Testing;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Inspection.Benchmarks;

/// <summary>
/// The real host with 10,000 recommendations and 100,000 actions, asked by one signed-in person. The floor is the accessibility statement: the
/// same host, the same sign-in, the same frame, and nothing on it.
/// </summary>
internal sealed partial class Pages(Bench bench) : IAsyncDisposable
{
    private const int Recommendations = 10_000;
    private const int ActionsEach = 10;
    private const string Empty = "/accessibility";
    private const string Email = "head@bench.example";
    private const string Password = "five quiet herons wade";

    private readonly Dictionary<string, string> cookies = [];
    private WebApplication? web;
    private HttpClient? client;
    private int division;
    private Guid one;
    private Guid changing;

    public IEnumerable<Row> Rows() =>
        [
            new("page: register of 10,000 / empty page", name => Compare(name, 3, () => "/recommendations")),
            new(
                "page: register, filtered / empty page",
                name => Compare(name, 4, () => "/recommendations?status=NotStarted&due=90")
            ),
            new(
                "page: register, searched / empty page",
                name => Compare(name, null, () => "/recommendations?q=temperature")
            ),
            new("page: list of 100,000 actions / empty page", name => Compare(name, 3, () => "/actions")),
            new("page: actions, filtered / empty page", name => Compare(name, 4, () => "/actions?due=late")),
            new("page: dashboard / empty page", name => Compare(name, 4, () => "/")),
            new(
                "page: register after a change / empty page",
                name => Compare(name, null, () => "/recommendations", changed: true)
            ),
            new(
                "page: actions after a change / empty page",
                name => Compare(name, null, () => "/actions", changed: true)
            ),
            new("page: dashboard after a change / empty page", name => Compare(name, null, () => "/", changed: true)),
            new("page: one recommendation / empty page", name => Compare(name, 3, () => $"/recommendations/{one}")),
            new("export of all 10,000 recommendations", name => Export(name, "/recommendations", Recommendations)),
            new("export of all 100,000 actions", name => Export(name, "/actions", Recommendations * ActionsEach)),
            new("memory of a host of its own after 600 pages and 3 exports of all", Memory),
        ];

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();

        if (web is null)
            return;

        await web.StopAsync();
        await web.DisposeAsync();
    }

    /// <summary>Every row as CSV, as fast as it comes.</summary>
    private async Task<Line> Export(string name, string list, int rows)
    {
        await Start();
        await Lines($"{list}?format=csv");
        var rates = new List<double>();

        for (var round = 0; round < Math.Min(Contest.Rounds, 5); round++)
        {
            var watch = Stopwatch.StartNew();
            var lines = await Lines($"{list}?format=csv");
            rates.Add(rows / watch.Elapsed.TotalSeconds);

            if (lines <= rows)
                return new(name, null, null, null, null, "") { Missing = "the export is not complete" };
        }

        return new(name, null, Contest.Median(rates), null, null, "rows/s");
    }

    /// <summary>A host in a process of its own on the same data: it plans what is due there, shows pages and exports.</summary>
    private async Task<Line> Memory(string name)
    {
        await Start();
        var address = $"http://127.0.0.1:{Ports.Free()}";
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "Inspection.Host.dll"),
                "serve",
                "--postgres",
                await bench.Database("pages"),
                "--urls",
                address,
            ]
        );
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var host = Process.Start(start)!;
        host.BeginOutputReadLine();
        host.BeginErrorReadLine();
        using var asking = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = new(address),
        };

        try
        {
            for (var tries = 0; !await Answers(Empty); tries++)
            {
                if (tries == 300)
                    return new(name, null, null, null, 250, "MB") { Missing = "the host does not serve" };

                await Task.Delay(100);
            }

            string[] pages = ["/", "/recommendations", "/actions", "/deadlines", "/changes", $"/recommendations/{one}"];
            string[] exports = ["/recommendations?format=csv", "/recommendations?format=xlsx", "/actions?format=csv"];

            foreach (var url in Enumerable.Repeat(pages, 100).SelectMany(all => all).Concat(exports))
                if (!await Answers(url))
                    return new(name, null, null, null, 250, "MB") { Missing = $"{url} is not answered" };

            host.Refresh();
            return new(name, null, host.WorkingSet64 / 1048576.0, null, 250, "MB") { LessIsBetter = true };
        }
        finally
        {
            host.Kill();
            await host.WaitForExitAsync();
        }

        async Task<bool> Answers(string url)
        {
            try
            {
                using var request = Request(HttpMethod.Get, url);
                using var response = await asking.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                await response.Content.CopyToAsync(Stream.Null);
                return response.StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }

    /// <summary>How many lines a file has. It is read as it comes: what is measured afterwards is not this side's memory.</summary>
    private async Task<int> Lines(string url)
    {
        using var request = Request(HttpMethod.Get, url);
        using var response = await client!.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var (buffer, lines) = (new byte[64 * 1024], 0);

        while (await body.ReadAsync(buffer) is > 0 and var read)
            lines += buffer.AsSpan(0, read).Count((byte)'\n');

        return lines;
    }

    /// <param name="changed">Before each request something happens in the division, which is not measured.</param>
    private async Task<Line> Compare(string name, double? goal, Func<string> page, bool changed = false)
    {
        await Start();

        foreach (var url in new[] { Empty, page() })
            if ((await Get(url)).Status is var status and not HttpStatusCode.OK)
                return new(name, null, null, null, goal, "ms") { Missing = $"{url} answers {(int)status}" };

        if (changed)
            return await AfterChanges(name, page());

        var rates = await Contest.Rates(name, 0, null, 1, _ => Get(Empty), _ => Get(page()));
        return rates with
        {
            Floor = 1000 / rates.Floor,
            Ours = 1000 / rates.Ours,
            Ratio = 1 / rates.Ratio,
            Goal = goal,
            Unit = "ms",
            LessIsBetter = true,
        };
    }

    private async Task<Line> AfterChanges(string name, string page)
    {
        var rounds = new List<(double Floor, double Ours)>();

        for (var round = 0; round < Contest.Rounds * 10; round++)
            rounds.Add((await Once(Empty), await Once(page)));

        return new(
            name,
            Contest.Median(rounds.Select(one => one.Floor)),
            Contest.Median(rounds.Select(one => one.Ours)),
            Contest.Median(rounds.Select(one => one.Ours / one.Floor)),
            null,
            "ms"
        );

        async Task<double> Once(string url)
        {
            await In(
                web!.Services,
                division,
                async scope =>
                {
                    var session = scope.GetRequiredService<Session>();
                    await session.Events.Change<Recommendation>(
                        changing,
                        null,
                        _ => [new Recommendation.Noted("The room was measured again")]
                    );
                    await session.Commit();
                }
            );
            var watch = Stopwatch.StartNew();
            await Get(url);
            return watch.Elapsed.TotalMilliseconds;
        }
    }

    private async Task Start()
    {
        if (web is not null)
            return;

        web = Web.Build(
            await bench.Database("pages"),
            "http://127.0.0.1:0",
            builder => builder.Logging.SetMinimumLevel(LogLevel.Warning)
        );
        await web.Services.GetRequiredService<Schema>().Apply();
        await web.StartAsync();
        client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = new(web.Urls.First()),
        };
        await Fill(web.Services);
        await SignIn();
    }

    private async Task Fill(IServiceProvider services)
    {
        var (person, post) = (Guid.NewGuid(), Guid.NewGuid());
        var memberships = services.GetRequiredService<Memberships>();
        division = await memberships.Register("bench", "Bench");

        foreach (
            var command in (IRequest[])
                [
                    new EstablishDivision("bench", "Bench"),
                    new InvitePerson(person, "Head", Email, true),
                    new CreatePost(post, "Head", null, PostKind.HeadOfDivision, "recommendations", null),
                    new AppointPerson(post, null, Guid.NewGuid(), person, new(2026, 1, 5), null, JobShare: false),
                ]
        )
            await In(services, division, scope => scope.GetRequiredService<IMediator>().Send(command));

        await using (var scope = services.CreateAsyncScope())
        {
            var passwords = scope.ServiceProvider.GetRequiredService<Passwords>();
            var user = await passwords.FindOrMake(Email);
            await passwords.Set(user, Password);
            await memberships.Add(user.Id, division, person);
        }

        for (var report = 0; report < Recommendations / 100; report++)
            await In(services, division, scope => Store(scope.GetRequiredService<Session>(), report, post));

        await services.GetRequiredService<Subscriptions>().Drain();
    }

    private Task<Receipt> Store(Session session, int number, Guid post)
    {
        var report = Guid.NewGuid();
        session.Events.Start(
            report,
            [new Report.Registered(report, $"Visit {number}", "Inspectorate", null, null, new(2026, 1, 5), "Official")]
        );

        for (var i = 1; i <= 100; i++)
        {
            one = Guid.NewGuid();
            changing = changing == default ? one : changing;
            var due = new DateOnly(2026, 1, 5).AddDays(i * 7 % 700);
            session.Events.Start(
                one,
                [
                    new Recommendation.Recorded(
                        one,
                        report,
                        i,
                        $"{i}",
                        null,
                        ItemKind.Recommendation,
                        $"The provider should see to the temperature of room {i} in building {number} before winter",
                        null,
                        Position.Accepted,
                        PositionSource.Item,
                        null,
                        new(due, $"by {due:d MMMM yyyy}", DatePrecision.Day),
                        null,
                        []
                    ),
                    new Recommendation.Assigned([post], post),
                    new Recommendation.Noted("The room was measured again"),
                ]
            );

            for (var step = 1; step <= ActionsEach; step++)
            {
                var action = Guid.NewGuid();
                session.Events.Start(
                    action,
                    [
                        new Inspection.Recommendations.Action.Planned(
                            action,
                            [one],
                            $"Step {step}: have the temperature of room {i} in building {number} logged twice a day",
                            "Thirty days in a row without a gap",
                            post,
                            due.AddDays(step - ActionsEach),
                            null
                        ),
                    ]
                );
            }
        }

        return session.Commit();
    }

    private static async Task In(IServiceProvider services, int division, Func<IServiceProvider, Task> work)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Session>().Caller = new(division, SystemActor.CommandLine);
        await work(scope.ServiceProvider);
    }

    private async Task SignIn()
    {
        var (_, form) = await Get("/sign-in");
        var hidden = HiddenField()
            .Matches(form)
            .Select(field => KeyValuePair.Create(field.Groups[1].Value, WebUtility.HtmlDecode(field.Groups[2].Value)));
        using var content = new FormUrlEncodedContent([
            .. hidden,
            new("Command.Email", Email),
            new("Command.Password", Password),
        ]);
        var request = Request(HttpMethod.Post, "/sign-in");
        request.Content = content;
        await Send(request);
    }

    private Task<(HttpStatusCode Status, string Body)> Get(string url) => Send(Request(HttpMethod.Get, url));

    // Cookies marked Secure are sent over http too, as browsers do for their own machine.
    private HttpRequestMessage Request(HttpMethod method, string url)
    {
        var request = new HttpRequestMessage(method, url);
        if (cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        return request;
    }

    private async Task<(HttpStatusCode Status, string Body)> Send(HttpRequestMessage request)
    {
        using var sent = request;
        using var response = await client!.SendAsync(sent);

        if (response.Headers.TryGetValues("Set-Cookie", out var set))
            foreach (var cookie in set.Select(cookie => cookie.Split(';')[0].Split('=', 2)))
                cookies[cookie[0]] = cookie[1];

        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("""<input[^>]*?name="([^"]+)"[^>]*?type="hidden"[^>]*?value="([^"]*)"|(?!)""")]
    private static partial Regex HiddenField();
}
