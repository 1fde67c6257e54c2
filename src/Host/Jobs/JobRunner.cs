using Inspection.Kernel.Divisions;
using Quartz;

namespace Inspection.Host.Jobs;

/// <summary>Lets this host take part in running jobs: begun after the first page, and told the database's time every minute.</summary>
internal sealed partial class JobRunner(
    Scheduler scheduler,
    DatabaseClock clock,
    IHostApplicationLifetime lifetime,
    ILogger<JobRunner> log
) : BackgroundService
{
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenMeasurements = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private bool begun;
    private bool started;

    /// <summary>Why jobs do not run on this host, or null; shown on the health page.</summary>
    public string? Failure { get; private set; }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        if (!begun)
            return;

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);

        try
        {
            await scheduler.Stop(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or SchedulerException || Database.IsAway(e))
        {
            // What runs still is begun again elsewhere, as if this host had died.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var serving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(serving.SetResult);
        await serving.Task.WaitAsync(stoppingToken);

        for (var wait = AfterStart; !stoppingToken.IsCancellationRequested; )
        {
            await Task.Delay(wait, stoppingToken);
            wait = await Keep(stoppingToken) ? BetweenMeasurements : AfterFailure;
        }
    }

    /// <summary>Starts what is not started, and asks for the time. Answers whether it could.</summary>
    private async Task<bool> Keep(CancellationToken cancel)
    {
        try
        {
            await clock.Measure(cancel);

            if (!started)
            {
                begun = true;
                await scheduler.Register(cancel);
                await scheduler.Start(cancel);
                started = true;
            }

            Failure = null;
            return true;
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e)
        {
            if (Failure is null)
                Failed(e);

            Failure = e.Message;
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Jobs stand still")]
    private partial void Failed(Exception e);
}
