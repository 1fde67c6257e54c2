using Inspection.Kernel.Events;

namespace Inspection.Organisation;

/// <summary>A team of the division, from its founding until it is disbanded or merged into another; its past stays.</summary>
internal sealed record Team(Guid Id, string Name, bool AtWork) : IAggregate<Team>
{
    [EventName("team.founded")]
    internal sealed record Founded(Guid Id, string Name) : DomainEvent;

    [EventName("team.renamed")]
    internal sealed record Renamed(string Name) : DomainEvent;

    [EventName("team.merged")]
    internal sealed record Merged(Guid Into) : DomainEvent;

    [EventName("team.disbanded")]
    internal sealed record Disbanded : DomainEvent;

    public static IReadOnlyList<DomainEvent> Found(Guid id, string name, IReadOnlyList<string> taken)
    {
        RefuseTaken(name, taken);
        return [new Founded(id, name)];
    }

    public IReadOnlyList<DomainEvent> Rename(string name, IReadOnlyList<string> taken)
    {
        RefuseGone();

        if (name == Name)
            return [];

        RefuseTaken(name, taken.Where(one => one != Name));
        return [new Renamed(name)];
    }

    public IReadOnlyList<DomainEvent> MergeInto(Team other)
    {
        RefuseGone();

        return other switch
        {
            _ when other.Id == Id => throw new RefusedException("A team cannot be merged into itself"),
            { AtWork: false } => throw new RefusedException("The team to merge into is no longer at work"),
            _ => [new Merged(other.Id)],
        };
    }

    /// <param name="posts">How many posts the team still has.</param>
    public IReadOnlyList<DomainEvent> Disband(int posts)
    {
        RefuseGone();

        return posts > 0
            ? throw new RefusedException("Move or abolish the team’s posts before you disband it")
            : [new Disbanded()];
    }

    public static Team Evolve(Team? state, DomainEvent happened) =>
        (state, happened) switch
        {
            (null, Founded founded) => new(founded.Id, founded.Name, AtWork: true),
            ({ }, Renamed renamed) => state with { Name = renamed.Name },
            ({ }, Merged or Disbanded) => state with { AtWork = false },
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot happen to a team now"),
        };

    private void RefuseGone()
    {
        if (!AtWork)
            throw new RefusedException("This team is no longer at work");
    }

    private static void RefuseTaken(string name, IEnumerable<string> taken)
    {
        if (taken.Contains(name, StringComparer.CurrentCultureIgnoreCase))
            throw new RefusedException($"There is already a team called {name}");
    }
}
