using Inspection.Kernel.Divisions;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Kernel;

/// <summary>Invented data to try the suite with; where a host registers it, set-up offers it.</summary>
public interface IDemonstration
{
    /// <summary>Makes the demonstration division with its data; once it is there, it stays as it is.</summary>
    /// <returns>The division's number.</returns>
    Task<int> Load(CancellationToken cancel = default);
}

/// <summary>A module's part of the demonstration; found by scanning.</summary>
public interface IDemonstrationData
{
    /// <summary>Its turn, small first: the organisation before those who need its posts.</summary>
    int Order { get; }

    /// <summary>Tells the module's part of the story, in commands of the past.</summary>
    Task Load(DemonstrationStage stage, CancellationToken cancel);
}

/// <summary>
/// Where the demonstration plays: commands are sent at past moments by invented people, each under an id that its place
/// in the story gives, so that a load that was cut off goes on where it stopped.
/// </summary>
public sealed class DemonstrationStage(IServiceScopeFactory scopes, int division, DateTimeOffset now)
{
    private int scene;

    /// <summary>The day the story ends: today.</summary>
    public DateOnly Today => now.Day();

    /// <summary>The same id whenever it is asked for the same name in this division.</summary>
    public Guid Id(string name) => StableId.Of($"demonstration {division} {name}");

    /// <summary>Ten in the morning, so many days ago.</summary>
    public DateTimeOffset DaysAgo(int days) => new(Today.AddDays(-days).ToDateTime(new(10, 0)), TimeSpan.Zero);

    /// <summary>Sends a command as <paramref name="actor"/> at a past moment.</summary>
    public async Task Do(int daysAgo, Guid actor, ICommand command, CancellationToken cancel)
    {
        var number = scene++;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Session>().Caller = new(division, actor)
        {
            // Scenes of one day follow each other by minutes.
            At = DaysAgo(daysAgo).AddMinutes(number % 300),
            Command = Id($"scene {number} {command.GetType().Name}"),
        };
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(command, cancel);
    }

    /// <summary>Asks a question as <paramref name="actor"/>.</summary>
    public async Task<T> Ask<T>(Guid actor, IQuery<T> query, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Session>().Caller = new(division, actor);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(query, cancel);
    }
}
