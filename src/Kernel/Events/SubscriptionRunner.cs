using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Inspection.Kernel.Events;

/// <summary>Keeps this host's share of the subscriptions going: woken by commits here, polling for commits elsewhere.</summary>
public sealed partial class SubscriptionRunner(Subscriptions subscriptions, Wake wake, ILogger<SubscriptionRunner> log)
    : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>What went wrong on the last round, or null; shown on the health page.</summary>
    public string? Failure { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await subscriptions.Drain(stoppingToken);
                Failure = null;
                await wake.Wait(Poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The database may be away: say so once, and try again.
                if (Failure is null)
                    Failed(e);

                Failure = e.Message;
                await Task.Delay(AfterFailure, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Subscriptions stand still")]
    private partial void Failed(Exception e);
}
