using Inspection.Host.Jobs;
using Inspection.Kernel.Access;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Host.Running;

/// <summary>One run of a job.</summary>
internal sealed record JobRunRow(
    Guid Id,
    string Title,
    DateTimeOffset DueAt,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    Outcome Outcome,
    string? Said,
    string Host
);

/// <summary>The last runs of each job.</summary>
internal sealed class JobRunList : ListOf<JobRunRow>
{
    /// <summary>A run whose firing is gone from the schedule does not run any more, whatever it last wrote down.</summary>
    public const string OutcomeNow = """
        case when r.outcome = 'Running' and not exists (select from quartz.qrtz_fired_triggers f where f.entry_id = r.fire)
            then 'CutOff' else r.outcome end
        """;

    public override string Key => "job-runs";
    public override string Title => "Runs of jobs";
    public override string Path => "/running/job-runs";
    public override string One => "run";
    public override string Many => "runs";
    public override Policy Policy => Policy.Administer;
    public override bool IsOfNow => true;

    protected override void Describe(ListBuilder<JobRunRow> list) =>
        list.From(
                $"""
                (select r.id, r.job, job.title, r.due_at, r.started_at, r.ended_at, r.said, r.host, {OutcomeNow} as outcome,
                    kernel.division() as division from kernel.job_run r join kernel.job on job.name = r.job) r
                """
            )
            .Column("Job", r => r.Title, sort: "r.title")
            .Column("Outcome", r => TagOf(r.Outcome).Text, sort: "r.outcome", tag: r => TagOf(r.Outcome))
            .Column("Started", r => r.StartedAt, sort: "r.started_at", note: r => Took(r.StartedAt, r.EndedAt))
            .Column("What it said", r => r.Said)
            .Column("Due", r => r.DueAt, sort: "r.due_at", hidden: true)
            .Column("Host", r => r.Host, sort: "r.host", hidden: true)
            .Filter<string>("job", "Job", "r.job", "select name as value, title as text from kernel.job order by title")
            .Filter<Outcome>("outcome", "Outcome", "r.outcome", outcome => TagOf(outcome).Text)
            .DateFilter("started", "Started", "(r.started_at at time zone 'Europe/London')::date")
            .Search("r.said", "r.title")
            .DefaultSort("-started")
            .Empty("No job has run yet.");

    /// <summary>"Took 0.4 seconds".</summary>
    public static string? Took(JobRow job) => Took(job.StartedAt, job.EndedAt);

    private static string? Took(DateTimeOffset? from, DateTimeOffset? to) =>
        (to - from) switch
        {
            null => null,
            { TotalSeconds: < 99.95 } took => $"Took {took.TotalSeconds:0.0} seconds",
            { } took => $"Took {Words.Count((int)took.TotalMinutes, "minute")}",
        };

    private static Tag TagOf(Outcome outcome) =>
        outcome switch
        {
            Outcome.Running => new("Running", TagColour.Blue),
            Outcome.Ok => new("Done", TagColour.Green),
            Outcome.Warning => new("Warning", TagColour.Orange),
            Outcome.Failed => new("Failed", TagColour.Red),
            _ => new("Cut off", TagColour.Yellow),
        };
}
