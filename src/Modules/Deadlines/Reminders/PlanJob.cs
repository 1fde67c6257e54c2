using Inspection.Kernel;

namespace Inspection.Deadlines;

/// <summary>Decides what has fallen due, and queues the mail.</summary>
internal sealed class PlanJob(Planner planner) : IJob
{
    public string Name => "plan";
    public string Title => "Decide what is due and queue the mail";
    public Schedule Schedule => Schedule.Every(TimeSpan.FromMinutes(1));

    public async Task<string> Run(CancellationToken cancel) => (await planner.Run(cancel)).ToString();
}
