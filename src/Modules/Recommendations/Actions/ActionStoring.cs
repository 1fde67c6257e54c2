using System.Diagnostics;
using System.Text.Json;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Inspection.Recommendations;

/// <summary>
/// Stores a spreadsheet of actions beside the request that confirmed it. How far it is stands with the draft, where every
/// host reads it. Where this host dies in the middle, what is in is in, and the same draft stores the rest.
/// </summary>
internal sealed partial class ActionStoring(
    IServiceScopeFactory scopes,
    IHostApplicationLifetime host,
    ILogger<ActionStoring> log
)
{
    /// <summary>Whether a draft is being stored: a host that has said nothing for so long is gone.</summary>
    public const string IsRunning =
        "(rows is not null and results is null and moved_at > now() - interval '30 seconds')";

    private static readonly TimeSpan BetweenWords = TimeSpan.FromSeconds(1);

    /// <summary>Begins, unless it has begun already. Answers what ends when all rows are done.</summary>
    public async Task<Task> Begin(Caller caller, Guid draft, ImportPlan plan)
    {
        var begun = await Tell(
            caller,
            $"rows = @rows, done = 0, moved_at = now(), results = null where id = @draft and not {IsRunning}",
            new { draft, rows = plan.InOrder.Count }
        );
        return begun == 0 ? Task.CompletedTask : Task.Run(() => Store(caller, draft, plan));
    }

    private async Task Store(Caller caller, Guid draft, ImportPlan plan)
    {
        var since = Stopwatch.StartNew();

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Session>().Caller = caller;
            var results = await scope
                .ServiceProvider.GetRequiredService<ActionImport>()
                .Store(plan, caller.Command, host.ApplicationStopping, Told);
            await Tell(
                caller,
                "done = rows, moved_at = now(), results = @results::jsonb where id = @draft",
                new { draft, results = JsonSerializer.Serialize(results, EventTypes.Json) }
            );
        }
        catch (Exception e)
        {
            BrokenOff(log, draft, e);
        }

        async Task Told(int done)
        {
            if (since.Elapsed < BetweenWords)
                return;

            since.Restart();
            await Tell(caller, "done = @done, moved_at = now() where id = @draft", new { draft, done });
        }
    }

    private async Task<int> Tell(Caller caller, string said, object parameters)
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        session.Caller = caller with { Command = Guid.CreateVersion7() };
        var told = await session.Execute($"update action_draft set {said}", parameters);
        await session.Commit();
        return told;
    }

    [LoggerMessage(LogLevel.Warning, "The storing of actions {Draft} was broken off; it can be stored again")]
    private static partial void BrokenOff(ILogger log, Guid draft, Exception e);
}
