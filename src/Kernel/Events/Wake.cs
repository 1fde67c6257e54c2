namespace Inspection.Kernel.Events;

/// <summary>Tells this host's subscriptions that something was committed here, so that they need not wait for the next poll.</summary>
public sealed class Wake : IDisposable
{
    private readonly SemaphoreSlim signal = new(0, 1);

    /// <summary>Something was committed.</summary>
    public void Signal()
    {
        // An exception costs as much as a tenth of a commit: the usual case is seen first.
        if (signal.CurrentCount > 0)
            return;

        try
        {
            signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake.
        }
    }

    public void Dispose() => signal.Dispose();

    internal Task<bool> Wait(TimeSpan atMost, CancellationToken cancel) => signal.WaitAsync(atMost, cancel);
}
