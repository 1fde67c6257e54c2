using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Kernel.Divisions;

/// <summary>Work of the suite itself for one division after the other, each in a scope of its own; one that fails holds up no other.</summary>
public sealed class EachDivision(IServiceScopeFactory scopes, Database database)
{
    /// <summary>Does the work and stores what its session holds. Answers what it came to, a division each.</summary>
    /// <param name="work">Gets the division's services; their session's caller is set.</param>
    /// <param name="cancel">Stops between two divisions, and whatever listens to it.</param>
    /// <exception cref="AggregateException">It failed for some divisions; the others are done.</exception>
    public async Task<IReadOnlyList<T>> Run<T>(Func<IServiceProvider, Task<T>> work, CancellationToken cancel)
    {
        var answers = new List<T>();
        var failed = new List<Exception>();

        foreach (var division in await All(cancel))
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var session = scope.ServiceProvider.GetRequiredService<Session>();
                session.Caller = new(division, SystemActor.Suite);
                answers.Add(await work(scope.ServiceProvider));
                await session.Commit(cancel);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested && !Database.IsAway(e))
            {
                failed.Add(new InvalidOperationException($"Division {division}: {e.Message}", e));
            }

        return failed.Count == 0 ? answers : throw new AggregateException(failed);
    }

    private async Task<IEnumerable<int>> All(CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        return await connection.QueryAsync<int>(
            new CommandDefinition("select id from kernel.division_ids()", cancellationToken: cancel)
        );
    }
}
