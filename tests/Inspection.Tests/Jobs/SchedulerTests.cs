using Inspection.Host.Jobs;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Jobs;

public sealed class SchedulerTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly Schedule EverySecond = Schedule.Every(TimeSpan.FromSeconds(1));

    [Fact]
    public async Task Hosts_whose_clocks_are_two_hours_apart_fire_each_time_once_and_in_time()
    {
        await using var hosts = await Hosts.OnOneDatabase();
        IJob[] jobs = [new Probe("one", EverySecond), new Probe("two", EverySecond), new Probe("three", EverySecond)];

        await Task.WhenAll(hosts.Start(jobs, hostAhead: Hour), hosts.Start(jobs, hostAhead: -Hour));

        foreach (var job in jobs)
        {
            var runs = await hosts.Until(job.Name, all => all.Count(run => run.Outcome == "Ok") >= 6);
            Assert.Distinct(runs.Select(run => run.DueAt));
            Assert.All(
                runs.Zip(runs.Skip(1)),
                pair => Assert.Equal(1.0, (pair.Second.DueAt - pair.First.DueAt).TotalSeconds, 3)
            );
            Assert.All(runs, run => Assert.InRange((run.StartedAt - run.DueAt).TotalSeconds, -0.1, 5));
        }
    }

    [Fact]
    public async Task What_was_missed_while_no_host_ran_is_made_up_for_once()
    {
        await using var hosts = await Hosts.OnOneDatabase();
        var monday = new DateTimeOffset(2027, 1, 4, 6, 0, 0, TimeSpan.Zero);
        IJob[] jobs = [new Probe("hourly", Schedule.Every(Hour)), new Probe("daily", Schedule.Daily(new(8, 0)))];
        await hosts.Stop(await Registered(hosts, jobs, monday));

        await hosts.Start(jobs, databaseAt: monday.AddDays(3));

        await hosts.Until("hourly", runs => runs is [{ Outcome: "Ok" }]);
        await hosts.Until("daily", runs => runs is [{ Outcome: "Ok" }]);
        await Task.Delay(2000);
        Assert.Single(await hosts.Runs("hourly"));
        Assert.Single(await hosts.Runs("daily"));
    }

    [Fact]
    public async Task A_paused_job_rests_over_restarts_until_it_is_resumed()
    {
        await using var hosts = await Hosts.OnOneDatabase();
        IJob[] jobs = [new Probe("resting", EverySecond), new Probe("going", EverySecond)];
        var first = await hosts.Start(jobs);
        await hosts.Until("resting", runs => runs.Count > 0);

        await hosts.Tell(first, (scheduler, session) => scheduler.Pause("resting", session, default));
        await Task.Delay(1500);
        var rested = (await hosts.Runs("resting")).Count;
        await hosts.Stop(first);
        var second = await hosts.Start(jobs);
        var going = (await hosts.Runs("going")).Count;
        await hosts.Until("going", runs => runs.Count > going + 2);

        Assert.Equal(rested, (await hosts.Runs("resting")).Count);
        await hosts.Tell(second, (scheduler, session) => scheduler.Resume("resting", session, default));
        await hosts.Until("resting", runs => runs.Count > rested);
    }

    [Fact]
    public async Task A_job_runs_at_once_when_it_is_told_even_while_it_is_paused()
    {
        await using var hosts = await Hosts.OnOneDatabase();
        var host = await hosts.Start([new Probe("weekly", Schedule.Weekly(DayOfWeek.Monday, new(8, 0)))]);
        await Until(async () => (await hosts.Jobs()).Count == 1);

        await hosts.Tell(host, (scheduler, session) => scheduler.Pause("weekly", session, default));
        await hosts.Tell(host, (scheduler, session) => scheduler.RunNow("weekly", session, default));

        await hosts.Until("weekly", runs => runs is [{ Outcome: "Ok", Said: "Nothing was due" }], seconds: 10);
        await Assert.ThrowsAsync<NotFoundException>(() =>
            hosts.Tell(host, (scheduler, session) => scheduler.RunNow("no-such", session, default))
        );
    }

    [Fact]
    public async Task A_job_that_fails_is_recorded_and_stops_no_other()
    {
        await using var hosts = await Hosts.OnOneDatabase();
        await hosts.Start([
            new Probe("broken", EverySecond, _ => throw new InvalidOperationException("The printer is on fire")),
            new Probe("warned", EverySecond, _ => throw new JobWarningException("Paper is low")),
            new Probe("sound", EverySecond),
        ]);

        await hosts.Until("sound", runs => runs.Count >= 3);
        await hosts.Until("broken", runs => runs.Count >= 3);

        Assert.Contains(new("Failed", "The printer is on fire"), Ends(await hosts.Runs("broken")));
        Assert.Contains(new("Warning", "Paper is low"), Ends(await hosts.Runs("warned")));
        Assert.Contains(new("Ok", "Nothing was due"), Ends(await hosts.Runs("sound")));
    }

    [Fact]
    public async Task A_job_whose_host_is_stopped_is_begun_again_by_another()
    {
        await using var hosts = await Hosts.OnOneDatabase();
        var begun = 0;
        IJob[] jobs =
        [
            new Probe(
                "long",
                EverySecond,
                async cancel =>
                {
                    if (Interlocked.Increment(ref begun) == 1)
                        await Task.Delay(Timeout.Infinite, cancel);

                    return "Done";
                }
            ),
        ];
        var first = await hosts.Start(jobs);
        await hosts.Until("long", runs => runs is [{ Outcome: "Running" }]);
        await hosts.Start(jobs);
        var clock = System.Diagnostics.Stopwatch.StartNew();

        await first.StopAsync();

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
        await using (await first.Services.GetRequiredService<Database>().App.OpenConnectionAsync()) { }
        await hosts.Stop(first);
        var all = await hosts.Until("long", runs => runs.Any(run => run.Outcome == "Ok"), seconds: 20);
        Assert.Equal("CutOff", all[0].Outcome);
        Assert.Equal("The host was stopped", all[0].Said);
    }

    [Theory]
    [InlineData("2027-03-26", "03-26 01:30, 03-27 01:30, 03-28 01:00, 03-29 00:30, 03-30 00:30")]
    [InlineData("2027-10-29", "10-29 00:30, 10-30 00:30, 10-31 00:30, 11-01 01:30, 11-02 01:30")]
    public void Half_past_one_in_London_comes_once_a_day_also_where_clocks_change(string from, string expected)
    {
        var clock = new TestClock();
        clock.Set(DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture));
        var trigger = Scheduler.TriggerFor(new Probe("daily", Schedule.Daily(new(1, 30))), clock);
        var times = new List<string>();
        DateTimeOffset? at = clock.GetUtcNow();

        while (times.Count < 5)
        {
            at = trigger.GetFireTimeAfter(at);
            times.Add($"{at!.Value.UtcDateTime:MM-dd HH:mm}");
        }

        Assert.Equal(expected, string.Join(", ", times));
    }

    [Theory]
    [InlineData("2027-03-28T00:29:57Z", 0)]
    [InlineData("2027-03-28T00:59:57Z", 1)]
    [InlineData("2027-10-31T00:29:57Z", 1)]
    public async Task Half_past_one_is_run_once_in_the_night_that_clocks_change(string at, int expected)
    {
        await using var hosts = await Hosts.OnOneDatabase();
        var night = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        IJob[] jobs = [new Probe("nightly", Schedule.Daily(new(1, 30)))];

        var first = await hosts.Start(jobs, databaseAt: night);
        await hosts.Until("nightly", runs => runs.Count(run => run.Outcome == "Ok") == expected);
        await Task.Delay(5500);
        Assert.Equal(expected, (await hosts.Runs("nightly")).Count);
        await hosts.Stop(first);
        await hosts.Start(jobs, databaseAt: night + Hour);
        await Task.Delay(5500);

        Assert.Single(await hosts.Runs("nightly"));
    }

    [Theory]
    [InlineData(60, "Every minute")]
    [InlineData(300, "Every 5 minutes")]
    [InlineData(5400, "Every 90 minutes")]
    [InlineData(3600, "Every hour")]
    [InlineData(21600, "Every 6 hours")]
    [InlineData(1, "Every second")]
    public void A_schedule_says_itself_in_words(int seconds, string words) =>
        Assert.Equal(words, $"{Schedule.Every(TimeSpan.FromSeconds(seconds))}");

    [Fact]
    public void Days_and_weeks_are_said_in_words()
    {
        Assert.Equal("Every day at 08:00", $"{Schedule.Daily(new(8, 0))}");
        Assert.Equal("Mondays at 07:30", $"{Schedule.Weekly(DayOfWeek.Monday, new(7, 30))}");
    }

    private static async Task<Microsoft.AspNetCore.Builder.WebApplication> Registered(
        Hosts hosts,
        IJob[] jobs,
        DateTimeOffset at
    )
    {
        var host = await hosts.Start(jobs, databaseAt: at);
        await Until(async () => (await hosts.Jobs()).Count == jobs.Length);
        return host;
    }

    private static async Task Until(Func<Task<bool>> expected)
    {
        for (var tries = 0; !await expected(); tries++)
        {
            Assert.True(tries < 300, "It has not come to that");
            await Task.Delay(50);
        }
    }

    private static IEnumerable<(string, string?)> Ends(IEnumerable<JobRun> runs) =>
        runs.Select(run => (run.Outcome, run.Said));
}
