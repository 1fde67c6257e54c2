using System.Diagnostics;
using Inspection.Contracts.Organisation;
using Inspection.Deadlines;
using Inspection.Host;
using Inspection.Host.SignIn;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Organisation;
using Inspection.Testing;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Inspection.Benchmarks;

/// <summary>
/// What is due of 100,000 deadlines decided, put into mails and handed to a mail server: 5,000, owned by 150 people. The floor
/// is one plain query that reads the 5,000 rows.
/// </summary>
internal sealed class Reminders(Bench bench) : IAsyncDisposable
{
    private const int People = 150;

    private readonly Dictionary<int, double> seconds = [];
    private readonly Dictionary<int, double> bytes = [];
    private readonly SmtpServer server = new();
    private int statements;
    private WebApplication? web;

    public IEnumerable<Row> Rows() =>
        [
            new("deadlines: plan and send, 5,000 due of 100,000 / read", name => Send(name, 100_000)),
            new("deadlines: time of each, of 100,000 / of 10,000", Growth),
            new("deadlines: statements of each, of 100,000 / of 10,000", Statements),
            new("deadlines: allocated for each, of 100,000 / of 10,000", Allocated),
            new("deadlines: the process at its largest, with the mail server", Largest),
        ];

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();

        if (web is null)
            return;

        await web.StopAsync();
        await web.DisposeAsync();
    }

    private async Task<Line> Send(string name, int deadlines)
    {
        var (floor, ours, rates) = (new List<double>(), new List<double>(), new List<double>());

        for (var round = 0; round < Math.Min(Contest.Rounds, 5); round++)
        {
            var division = await NewDivision(deadlines);
            var read = await Time(() => Read(division));
            var before = server.Accepted.Count;
            var allocated = GC.GetTotalAllocatedBytes();
            var planned = await Time(async () =>
            {
                var done = await web!.Services.GetRequiredService<Planner>().Run();

                if (done.Deadlines != deadlines / 20)
                    throw new InvalidOperationException($"{done.Deadlines} deadlines were planned");

                await web.Services.GetRequiredService<Outbox>().Run();
            });

            bytes[deadlines] = (GC.GetTotalAllocatedBytes() - allocated) / (deadlines / 20.0);

            if (server.Accepted.Count - before is var mails && mails != People)
                throw new InvalidOperationException($"{mails} mails arrived");

            if (round > 0)
            {
                floor.Add(deadlines / 20 / read);
                ours.Add(deadlines / 20 / planned);
                rates.Add(read / planned);
            }
        }

        seconds[deadlines] = 1 / Contest.Median(ours);
        return new(name, Contest.Median(floor), Contest.Median(ours), Contest.Median(rates), null, "per s");
    }

    /// <summary>Seconds a deadline with ten times as many of them: at most as many.</summary>
    private async Task<Line> Growth(string name)
    {
        foreach (var deadlines in new[] { 10_000, 100_000 })
            if (!seconds.ContainsKey(deadlines))
                await Send(name, deadlines);

        var ratio = seconds[100_000] / seconds[10_000];
        return new(name, seconds[10_000] * 1e6, seconds[100_000] * 1e6, ratio, 1.1, "µs") { LessIsBetter = true };
    }

    /// <summary>Bytes a deadline with ten times as many of them, the mail server's own among them: at most as many.</summary>
    private async Task<Line> Allocated(string name)
    {
        foreach (var deadlines in new[] { 10_000, 100_000 })
            if (!bytes.ContainsKey(deadlines))
                await Send(name, deadlines);

        var ratio = bytes[100_000] / bytes[10_000];
        return new(name, bytes[10_000] / 1024, bytes[100_000] / 1024, ratio, 1.1, "KB") { LessIsBetter = true };
    }

    private async Task<Line> Largest(string name)
    {
        if (!bytes.ContainsKey(100_000))
            await Send(name, 100_000);

        using var process = Process.GetCurrentProcess();
        return new(name, null, process.PeakWorkingSet64 / 1048576.0, null, null, "MB") { LessIsBetter = true };
    }

    /// <summary>Statements a deadline with ten times as many of them: at most as many.</summary>
    private async Task<Line> Statements(string name)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = _ => Interlocked.Increment(ref statements),
        };
        var counts = new List<double>();

        foreach (var deadlines in new[] { 10_000, 100_000 })
        {
            await NewDivision(deadlines);
            ActivitySource.AddActivityListener(listener);
            statements = 0;
            await web!.Services.GetRequiredService<Planner>().Run();
            await web.Services.GetRequiredService<Outbox>().Run();
            counts.Add(statements / (deadlines / 20.0));
        }

        return new(name, counts[0], counts[1], counts[1] / counts[0], 1, "each") { LessIsBetter = true };
    }

    private static async Task<double> Time(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }

    private Task Read(int division) =>
        In(
            division,
            async services =>
                await services
                    .GetRequiredService<Session>()
                    .Query<DeadlineRow>(
                        "select * from deadline where division = @division and next_at <= now()",
                        new { division }
                    )
        );

    private async Task<int> NewDivision(int deadlines)
    {
        await Start();
        var key = $"d{Guid.NewGuid():n}"[..12];
        var division = await web!.Services.GetRequiredService<Memberships>().Register(key, key);
        var posts = new List<Guid>();
        await Send(division, new EstablishDivision(key, key));

        for (var i = 0; i < People; i++)
        {
            var (person, post) = (Guid.NewGuid(), Guid.NewGuid());
            posts.Add(post);
            await Send(division, new InvitePerson(person, $"Person {i}", $"person{i}@{key}.example"));
            await Send(division, new CreatePost(post, $"Post {i}", null, PostKind.Other, null, null));
            await Send(division, new AppointPerson(post, null, Guid.NewGuid(), person, new(2026, 1, 5), null, false));
        }

        await In(
            division,
            async services =>
            {
                var session = services.GetRequiredService<Session>();
                await session.Execute(
                    """
                    insert into deadline (division, id, kind, module, stream, part, reference, text, link, due, is_open, posts, people, changed_at, next_at)
                    select @division, gen_random_uuid(), 'action-due', 'recommendations', gen_random_uuid(), '', 'Action ' || n,
                        'See to the temperature of room ' || n, '/actions/' || n, @today + 5 + n % 20 * 10, true,
                        array[(@posts::uuid[])[1 + n / 20 % @People]], '{}', now(),
                        case when n % 20 = 0 then now() - interval '1 hour' else now() + interval '30 days' end
                    from generate_series(1, @deadlines) n
                    """,
                    new
                    {
                        division,
                        deadlines,
                        People,
                        today = TimeProvider.System.Today(),
                        posts = posts.ToArray(),
                    }
                );
                await session.Execute(
                    """
                    insert into deadlines.reminding (division, id, version, changed_at, chosen)
                    values (@division, gen_random_uuid(), 1, now(),
                        '[{"From": "00:00:00", "Until": "23:59:59", "QuietWeekends": false, "QuietHolidays": false, "DigestOn": "Monday"}]')
                    """,
                    new { division }
                );
                await session.Commit();
            }
        );
        await bench.Rest();
        return division;
    }

    private async Task Start()
    {
        if (web is not null)
            return;

        web = Web.Build(
            await bench.Database("reminders"),
            "http://127.0.0.1:0",
            builder =>
            {
                builder.Logging.SetMinimumLevel(LogLevel.Warning);
                builder.Configuration["Inspection:Mail:Host"] = "127.0.0.1";
                builder.Configuration["Inspection:Mail:Port"] = $"{server.Port}";
                builder.Configuration["Inspection:Mail:Tls"] = "None";
                builder.Configuration["Inspection:Mail:PerSecond"] = "100000";
            }
        );
        await web.Services.GetRequiredService<Schema>().Apply();
    }

    private Task Send(int division, ICommand command) =>
        In(division, services => services.GetRequiredService<IMediator>().Send(command));

    private async Task In(int division, Func<IServiceProvider, Task> work)
    {
        await using var scope = web!.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Session>().Caller = new(division, SystemActor.CommandLine);
        await work(scope.ServiceProvider);
    }
}
