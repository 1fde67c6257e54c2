using Inspection.Host.Jobs;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;
using MediatR;

namespace Inspection.Host.Running;

/// <summary>What an administrator must know of a job first.</summary>
internal enum JobState
{
    Paused,

    /// <summary>It has not run in twice its interval.</summary>
    Late,
    Running,
    Failed,
    Warning,
    Waiting,
    Well,
}

/// <summary>One job with its last run and its next.</summary>
internal sealed record JobRow(
    Guid Id,
    string Name,
    string Title,
    string Schedule,
    JobState State,
    bool Late,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    Outcome? Outcome,
    string? Said,
    DateTimeOffset? NextAt,
    DateTimeOffset? ToldAt
);

/// <summary>The jobs of the suite: what ran, when, for how long, and when it runs next.</summary>
internal sealed class JobList : ListOf<JobRow>
{
    // By the database's clock, as the jobs themselves; Quartz counts moments in ticks of .NET.
    private const string Jobs = """
        (select *, md5(name)::uuid as id, kernel.division() as division,
            case
                when paused then 'Paused'
                when late then 'Late'
                when outcome = 'Running' then 'Running'
                when ended = 'Failed' then 'Failed'
                when ended = 'Warning' then 'Warning'
                when ended is null then 'Waiting'
                else 'Well'
            end as state
        from (
            select job.*, t.trigger_state like 'PAUSED%' as paused,
                to_timestamp((t.next_fire_time - 621355968000000000) / 10000000.0) as next_at,
                last.started_at, last.ended_at, last.outcome, last.said, ended.outcome as ended,
                coalesce(last.started_at, job.since) < now() - 2 * job.interval as late
            from kernel.job
            left join quartz.qrtz_triggers t on t.trigger_name = job.name and t.trigger_group = 'DEFAULT'
            left join lateral (
                select r.started_at, r.ended_at, r.said, OUTCOME as outcome from kernel.job_run r
                where r.job = job.name order by r.started_at desc limit 1) last on true
            left join lateral (
                select r.outcome from kernel.job_run r
                where r.job = job.name and r.ended_at is not null order by r.started_at desc limit 1) ended on true) known) j
        """;

    public override string Key => "jobs";
    public override string Title => "Jobs";
    public override string Path => "/running/jobs";
    public override Policy Policy => Policy.Administer;
    public override bool IsOfNow => true;

    protected override void Describe(ListBuilder<JobRow> list) =>
        list.From(Jobs.Replace("OUTCOME", JobRunList.OutcomeNow, StringComparison.Ordinal))
            .Column("Job", j => j.Title, sort: "j.title", link: j => $"/running/job-runs?job={j.Name}")
            .Column("State", j => StateOf(j).Text, sort: "j.state", tag: StateOf, note: Since)
            .Column("Last run", j => j.StartedAt, sort: "j.started_at", note: JobRunList.Took, none: "Not yet")
            .Column("What it said", j => j.Said)
            .Column(
                "Next run",
                j => j.State == JobState.Paused ? null : j.NextAt,
                sort: "j.next_at",
                none: "When resumed"
            )
            .Column("Runs", j => j.Schedule, sort: "j.interval")
            .Filter(
                "state",
                "State",
                new Choice("late", "Not run in twice its interval", "j.late"),
                new Choice("failed", "Failed", "j.ended = 'Failed'"),
                new Choice("warning", "Warning", "j.ended = 'Warning'"),
                new Choice("running", "Running", "j.outcome = 'Running'"),
                new Choice("paused", "Paused", "j.paused")
            )
            .Search("j.title", "j.said")
            .DefaultSort("job")
            .Bulk("run", "Run now", Policy.Administer, (j, _) => new RunJob(j.Name))
            .Bulk("pause", "Pause", Policy.Administer, (j, _) => new PauseJob(j.Name))
            .Bulk("resume", "Resume", Policy.Administer, (j, _) => new ResumeJob(j.Name))
            .Action("All runs", "/running/job-runs", Policy.Administer)
            .Empty("No host has run jobs yet: each that does registers them when it starts.");

    private static Tag StateOf(JobRow job) =>
        job.State switch
        {
            JobState.Paused => new("Paused", TagColour.Grey),
            JobState.Late => new("Late", TagColour.Red),
            JobState.Running => new("Running", TagColour.Blue),
            JobState.Failed => new("Failed", TagColour.Red),
            JobState.Warning => new("Warning", TagColour.Orange),
            JobState.Waiting => new("Not run yet", TagColour.Grey),
            _ => new("As planned", TagColour.Green),
        };

    private static string? Since(JobRow job) =>
        job.Late ? "Not run in twice its interval"
        : job is { State: JobState.Paused, ToldAt: { } since } ? $"Since {Words.Moment(since)}"
        : null;
}

/// <summary>Runs a job at once, on whichever host looks next.</summary>
[Allow(Policy.Administer), Api("POST", "/api/jobs/{name}/run")]
internal sealed record RunJob(string Name) : ICommand
{
    internal sealed class Handler(Scheduler scheduler, Session session) : AsyncRequestHandler<RunJob>
    {
        protected override Task Handle(RunJob command, CancellationToken cancel) =>
            scheduler.RunNow(command.Name, session, cancel);
    }
}

/// <summary>Lets a job rest, on every host, until it is resumed.</summary>
[Allow(Policy.Administer), Api("POST", "/api/jobs/{name}/pause")]
internal sealed record PauseJob(string Name) : ICommand
{
    internal sealed class Handler(Scheduler scheduler, Session session) : AsyncRequestHandler<PauseJob>
    {
        protected override Task Handle(PauseJob command, CancellationToken cancel) =>
            scheduler.Pause(command.Name, session, cancel);
    }
}

/// <summary>Lets a paused job run again; what it missed is made up for at once.</summary>
[Allow(Policy.Administer), Api("POST", "/api/jobs/{name}/resume")]
internal sealed record ResumeJob(string Name) : ICommand
{
    internal sealed class Handler(Scheduler scheduler, Session session) : AsyncRequestHandler<ResumeJob>
    {
        protected override Task Handle(ResumeJob command, CancellationToken cancel) =>
            scheduler.Resume(command.Name, session, cancel);
    }
}
