using Dapper;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Quartz;
using IJob = Inspection.Kernel.IJob;

namespace Inspection.Host.Jobs;

/// <summary>The one schedule of all hosts, in the database: what runs when, what is paused, what is to run at once.</summary>
internal sealed class Scheduler(
    ISchedulerFactory quartz,
    IServiceScopeFactory scopes,
    Database database,
    DatabaseClock clock
)
{
    private const string AtOnce = "at-once";

    /// <summary>Brings the schedule to what the jobs of this host say; what is paused stays so, what is gone goes.</summary>
    public async Task Register(CancellationToken cancel = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var jobs = scope.ServiceProvider.GetServices<IJob>().ToList();
        var scheduler = await Open(cancel);
        await Describe(jobs, cancel);

        foreach (var job in jobs)
            await Register(scheduler, job, cancel);

        foreach (var stored in (await scheduler.QueryJobs(new(), cancel)).Items)
            if (jobs.All(job => job.Name != stored.Key.Name))
                await scheduler.DeleteJob(stored.Key, cancel);
    }

    /// <summary>This host takes part from now on.</summary>
    public async Task Start(CancellationToken cancel) => await (await Open(cancel)).Start(cancel);

    /// <summary>This host takes no part any more: running jobs are told to stop, and are begun again elsewhere.</summary>
    public async Task Stop(CancellationToken cancel) =>
        await (await Open(cancel)).Shutdown(waitForJobsToComplete: true, cancel);

    /// <summary>Runs a job on the next host that looks, paused or not.</summary>
    /// <exception cref="NotFoundException">There is no such job.</exception>
    /// <exception cref="RefusedException">It waits to run at once already.</exception>
    public async Task RunNow(string name, Session session, CancellationToken cancel)
    {
        if (await IsTold(name, "Run", session, cancel))
            return;

        var scheduler = await Open(cancel);
        var trigger = TriggerBuilder
            .Create(clock)
            .WithIdentity(name, AtOnce)
            .ForJob(new JobKey(name))
            .StartNow()
            .Build();

        try
        {
            await scheduler.ScheduleJob(trigger, cancellationToken: cancel);
        }
        catch (ObjectAlreadyExistsException)
        {
            throw new RefusedException("It waits to run at once already");
        }
    }

    /// <summary>The job does not run until it is resumed.</summary>
    /// <exception cref="NotFoundException">There is no such job.</exception>
    public async Task Pause(string name, Session session, CancellationToken cancel)
    {
        if (!await IsTold(name, "Pause", session, cancel))
            await (await Open(cancel)).PauseTrigger(new(name), cancel);
    }

    /// <summary>The job runs again; if it missed a run meanwhile, at once.</summary>
    /// <exception cref="NotFoundException">There is no such job.</exception>
    public async Task Resume(string name, Session session, CancellationToken cancel)
    {
        if (!await IsTold(name, "Resume", session, cancel))
            await (await Open(cancel)).ResumeTrigger(new(name), cancel);
    }

    /// <summary>Notes who told a job what. Answers whether this command did so before: the schedule has no part in its transaction.</summary>
    private static async Task<bool> IsTold(string name, string told, Session session, CancellationToken cancel)
    {
        var known = await session.Execute(
            "update kernel.job set told = @told, told_at = now(), told_by = @Actor where name = @name",
            new
            {
                name,
                told,
                session.Caller.Actor,
            },
            cancel
        );

        return known == 0
            ? throw new NotFoundException($"There is no job {name}")
            : await session.Earlier(session.Caller.Command, cancel) is not null;
    }

    private async Task<IScheduler> Open(CancellationToken cancel)
    {
        if (!clock.IsMeasured)
            await clock.Measure(cancel);

        return await quartz.GetScheduler(cancel);
    }

    private async Task Register(IScheduler scheduler, IJob job, CancellationToken cancel)
    {
        var detail = JobBuilder
            .Create<ScheduledJob>()
            .WithIdentity(job.Name)
            .WithDescription(job.Title)
            .StoreDurably()
            .RequestRecovery()
            .Build();
        await scheduler.AddJob(detail, AddJobOptions.Replacing, cancel);
        var key = new TriggerKey(job.Name);
        var stored = await scheduler.GetTrigger(key, cancel);
        var trigger = TriggerFor(job, clock);

        if (stored is null)
            await scheduler.ScheduleTrigger(trigger, TriggerConflict.Keep, cancel);
        else if (stored.Description != trigger.Description)
        {
            var paused = await scheduler.GetTriggerState(key, cancel) == TriggerState.Paused;
            await scheduler.RescheduleJob(key, trigger, cancel);

            if (paused)
                await scheduler.PauseTrigger(key, cancel);
        }
    }

    /// <summary>A run that was missed is made up for once, however many were.</summary>
    internal static ITrigger TriggerFor(IJob job, TimeProvider clock)
    {
        var trigger = TriggerBuilder
            .Create(clock)
            .WithIdentity(job.Name)
            .ForJob(new JobKey(job.Name))
            .WithDescription($"{job.Schedule}");
        var soon = TimeSpan.FromSeconds(Math.Min(60, job.Schedule.Interval.TotalSeconds));

        return job.Schedule.At is { } at
            ? trigger
                .WithSchedule(
                    CronScheduleBuilder
                        .Create($"{at.Second} {at.Minute} {at.Hour} ? * {Day(job.Schedule.On)}")
                        .InTimeZone(Clock.London)
                        .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)
                )
                .Build()
            : trigger
                .StartAt(clock.GetUtcNow() + soon)
                .WithSchedule(
                    SimpleScheduleBuilder
                        .Create()
                        .WithInterval(job.Schedule.Interval)
                        .RepeatForever()
                        .WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)
                )
                .Build();
    }

    private static string Day(DayOfWeek? day) => day is { } one ? $"{one}"[..3].ToUpperInvariant() : "*";

    private async Task Describe(List<IJob> jobs, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(
            """
            insert into kernel.job (name, title, schedule, interval) values (@Name, @Title, @schedule, @Interval)
            on conflict (name) do update set title = excluded.title, schedule = excluded.schedule, interval = excluded.interval
            """,
            jobs.OrderBy(job => job.Name, StringComparer.Ordinal)
                .Select(job => new
                {
                    job.Name,
                    job.Title,
                    schedule = $"{job.Schedule}",
                    job.Schedule.Interval,
                })
        );
        await connection.ExecuteAsync(
            "delete from kernel.job where name <> all (@names)",
            new { names = jobs.Select(job => job.Name).ToArray() }
        );
        await transaction.CommitAsync(cancel);
    }
}
