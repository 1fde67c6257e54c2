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
        var jobs = lists.The<JobList>();
        var counts = await lists.Count(
            [
                (lists.The<ParkedEvents>(), ""),
                (lists.The<Quarantine>(), ""),
                (jobs, "state=late"),
                (jobs, "state=failed"),
                (jobs, ""),
            ],
            cancel
        );

        return new(
            "Running of the suite",
            [
                new("Parked events", counts[0].Count, counts[0].Href) { Alarming = true },
                new("Files in quarantine", counts[1].Count, counts[1].Href) { Alarming = true },
                new("Jobs not run in twice their interval", counts[2].Count, counts[2].Href) { Alarming = true },
                new("Jobs that failed", counts[3].Count, counts[3].Href) { Alarming = true },
                new("Jobs", counts[4].Count, counts[4].Href),
            ]
        );
    }
}
