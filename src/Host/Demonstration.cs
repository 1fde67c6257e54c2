using Inspection.Contracts.Demonstration;
using Inspection.Host.SignIn;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Npgsql;

namespace Inspection.Host;

/// <summary>Loads the demonstration division: every module tells its part, then its people are given a way to sign in.</summary>
internal sealed class Demonstration(
    IServiceScopeFactory scopes,
    Database database,
    Memberships memberships,
    TimeProvider clock,
    Subscriptions subscriptions
) : IDemonstration
{
    private const string Key = "demonstration";

    public async Task<int> Load(CancellationToken cancel = default)
    {
        // Hosts that start together tell the story once; the lock ends with its connection.
        await using var alone = await database.Owner.OpenConnectionAsync(cancel);
        await using var wait = new NpgsqlCommand("select pg_advisory_lock(hashtext('demonstration'))", alone);
        await wait.ExecuteNonQueryAsync(cancel);

        var division = await Register(cancel);
        var stage = new DemonstrationStage(scopes, division, clock.GetUtcNow());
        var last = Cast.All[^1];

        // Accounts come last: where they are, the story was told to its end.
        await using var scope = scopes.CreateAsyncScope();
        var passwords = scope.ServiceProvider.GetRequiredService<Passwords>();

        if (await memberships.UserOf(division, stage.Id(last.Key)) is not null)
            return division;

        foreach (var data in scope.ServiceProvider.GetServices<IDemonstrationData>().OrderBy(one => one.Order))
            await data.Load(stage, cancel);

        foreach (var player in Cast.All)
        {
            var user = await passwords.FindOrMake(player.Email);
            await passwords.Set(user, Cast.Password);
            await memberships.Add(user.Id, division, stage.Id(player.Key));
        }

        await subscriptions.Drain(cancel);
        return division;
    }

    /// <summary>Whether it is there.</summary>
    public async Task<bool> IsLoaded() => await memberships.Find(Key) is not null;

    private async Task<int> Register(CancellationToken cancel)
    {
        if (await memberships.Find(Key) is { } known)
            return known;

        await using var command = database.App.CreateCommand("select kernel.register_division($1, $2, true)");
        command.Parameters.Add(new() { Value = Key });
        command.Parameters.Add(new() { Value = "Northmere Serious Casework Division" });
        return (int)(await command.ExecuteScalarAsync(cancel))!;
    }
}
