using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;

namespace Inspection.Host.Jobs;

/// <summary>Whether what pages show follows from the events: a sample of rows, listeners that stand still, parked events.</summary>
internal sealed class ProjectionsJob(SpotCheck rows, Subscriptions subscriptions, EachDivision divisions) : IJob
{
    private const int Rows = 20;
    private const int Named = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public string Name => "projections";
    public string Title => "Compare what pages show with the events";
    public Schedule Schedule => Schedule.Every(TimeSpan.FromHours(1));

    public async Task<string> Run(CancellationToken cancel)
    {
        var (compared, wrong) = await rows.Run(Rows, cancel);

        if (wrong.Count > 0)
            throw new InvalidOperationException(
                $"{Words.Count(wrong.Count, "row")} of {Words.Number(compared)} not as the events say (inspection rebuild "
                    + $"makes tables anew): {string.Join("; ", wrong.Take(Named))}"
            );

        var found = $"{Words.Count(compared, "row")} compared, all as their events say";
        var parked = await Parked(cancel);
        var still = await StandingStill(cancel);

        return parked == 0 && still.Count == 0
            ? found
            : throw new JobWarningException(
                $"{found}. {Words.Count(parked, "event is", "events are")} parked. {string.Join(". ", still)}".TrimEnd()
            );
    }

    private async Task<int> Parked(CancellationToken cancel) =>
        (
            await divisions.Run(
                services =>
                    services
                        .GetRequiredService<Session>()
                        .One<int>(
                            "select count(*)::int from kernel.parked where division = kernel.division()",
                            cancel: cancel
                        ),
                cancel
            )
        ).Sum();

    /// <summary>Listeners that are behind and have not moved in a while; those that move will catch up.</summary>
    private async Task<IReadOnlyList<string>> StandingStill(CancellationToken cancel)
    {
        var before = await Behind(cancel);

        if (before.Count == 0)
            return [];

        await Task.Delay(Patience, cancel);
        return
        [
            .. before
                .Intersect(await Behind(cancel))
                .Select(one => $"{one.Subscription} of division {one.Division} stands still at {one.Position}"),
        ];
    }

    private async Task<IReadOnlyList<(int Division, string Subscription, long Position)>> Behind(
        CancellationToken cancel
    )
    {
        var behind = await subscriptions.Behind(cancel);

        if (behind.Count == 0)
            return [];

        var reached = (
            await divisions.Run(
                services =>
                    services
                        .GetRequiredService<Session>()
                        .Query<(int Division, string Subscription, long Position)>(
                            "select division, subscription, position from kernel.checkpoints where division = kernel.division()",
                            cancel: cancel
                        ),
                cancel
            )
        )
            .SelectMany(all => all)
            .ToDictionary(one => (one.Division, one.Subscription), one => one.Position);
        return [.. behind.Select(one => (one.Division, one.Subscription, reached.GetValueOrDefault(one)))];
    }
}
