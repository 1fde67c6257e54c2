using System.Diagnostics;
using Inspection.Kernel;
using Quartz;
using IJob = Inspection.Kernel.IJob;

namespace Inspection.Host.Jobs;

/// <summary>What Quartz fires: finds the job of that name, runs it in a scope of its own, and records the run.</summary>
[DisallowConcurrentExecution]
internal sealed partial class ScheduledJob(IServiceScopeFactory scopes, Runs runs, ILogger<ScheduledJob> log)
    : Quartz.IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await Run(
            context.JobDetail.Key.Name,
            context.FireInstanceId,
            context.ScheduledFireTimeUtc ?? context.FireTimeUtc,
            context.CancellationToken
        );

    /// <summary>Runs a job once and records what became of it.</summary>
    /// <exception cref="OperationCanceledException">The host stops: the job is begun again elsewhere.</exception>
    public async Task Run(string name, string fire, DateTimeOffset due, CancellationToken cancel)
    {
        using var span = Telemetry.Source.StartActivity($"Job {name}");
        var run = await runs.Begin(name, fire, due, cancel);

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var job = scope.ServiceProvider.GetServices<IJob>().Single(one => one.Name == name);
            await runs.End(run, Outcome.Ok, await job.Run(cancel));
        }
        catch (JobWarningException warning)
        {
            await runs.End(run, Outcome.Warning, warning.Message);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await runs.End(run, Outcome.CutOff, "The host was stopped");
            throw;
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            Failed(name, e);
            await runs.End(run, Outcome.Failed, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The job {Job} failed")]
    private partial void Failed(string job, Exception e);
}
