using Inspection.Host.Jobs;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Npgsql;

namespace Inspection.Host;

/// <summary>/health/live: the process answers. /health/ready: so do the database, the subscriptions and the schedule of jobs.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Text("live")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/health/ready", Ready).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> Ready(
        Database database,
        SubscriptionRunner runner,
        JobRunner jobs,
        CancellationToken cancel
    )
    {
        try
        {
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            soon.CancelAfter(TimeSpan.FromSeconds(5));
            await using var connection = await database.App.OpenConnectionAsync(soon.Token);
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(soon.Token);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return Answer("the database does not answer");
        }

        return runner.Failure is not null ? Answer("subscriptions stand still")
            : jobs.Failure is not null ? Answer("jobs stand still")
            : Results.Text("ready");
    }

    private static IResult Answer(string reason) => Results.Text($"not ready: {reason}", statusCode: 503);
}
