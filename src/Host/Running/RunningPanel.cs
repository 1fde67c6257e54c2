using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Host.Running;

/// <summary>What administrators must know of the running of the suite.</summary>
internal sealed class RunningPanel(Lists lists) : IDashboardPanel
{
    public int Order => 900;

    public Policy Policy => Policy.Administer;

    public async Task<DashboardPanel?> Load(Session session, CancellationToken cancel)
    {
        var parked = await lists.Count<ParkedEvents>(cancel: cancel);

        var quarantined = await lists.Count<Quarantine>(cancel: cancel);

        var jobs = await lists.Count<JobList>(["state=late", "state=failed", ""], cancel);

        return new(
            "Running of the suite",
            [
                new("Parked events", parked.Count, parked.Href) { Alarming = true },
                new("Files in quarantine", quarantined.Count, quarantined.Href) { Alarming = true },
                new("Jobs not run in twice their interval", jobs[0].Count, jobs[0].Href) { Alarming = true },
                new("Jobs that failed", jobs[1].Count, jobs[1].Href) { Alarming = true },
                new("Jobs", jobs[2].Count, jobs[2].Href),
            ]
        );
    }
}
