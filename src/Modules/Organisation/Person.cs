using Inspection.Kernel.Events;

namespace Inspection.Organisation;

/// <summary>A person of the division, without name and address: those stand in the people table and can be erased.</summary>
internal sealed record Person(Guid Id, bool Active, bool Administrator, bool Erased) : IAggregate<Person>
{
    [EventName("person.invited")]
    internal sealed record Invited(Guid Id, bool Administrator) : DomainEvent;

    [EventName("person.corrected")]
    internal sealed record Corrected(Guid Id) : DomainEvent;

    [EventName("person.made_administrator")]
    internal sealed record MadeAdministrator : DomainEvent;

    [EventName("person.administrator_removed")]
    internal sealed record AdministratorRemoved : DomainEvent;

    [EventName("person.deactivated")]
    internal sealed record Deactivated(Guid Id) : DomainEvent;

    [EventName("person.reactivated")]
    internal sealed record Reactivated : DomainEvent;

    [EventName("person.erased")]
    internal sealed record WasErased(Guid Id) : DomainEvent;

    public static IReadOnlyList<DomainEvent> Invite(Guid id, bool administrator) => [new Invited(id, administrator)];

    public IReadOnlyList<DomainEvent> Correct()
    {
        RefuseErased();
        return [new Corrected(Id)];
    }

    /// <param name="administrator">Whether the person is to be one.</param>
    /// <param name="others">How many other active administrators there are.</param>
    public IReadOnlyList<DomainEvent> SetAdministrator(bool administrator, int others)
    {
        RefuseErased();

        if (administrator == Administrator)
            return [];

        if (administrator)
            return [new MadeAdministrator()];

        RefuseLast(others);
        return [new AdministratorRemoved()];
    }

    public IReadOnlyList<DomainEvent> Deactivate(int others)
    {
        if (!Active)
            return [];

        RefuseLast(others);
        return [new Deactivated(Id)];
    }

    public IReadOnlyList<DomainEvent> Reactivate()
    {
        RefuseErased();
        return Active ? [] : [new Reactivated()];
    }

    public IReadOnlyList<DomainEvent> Erase(int others) => Erased ? [] : [.. Deactivate(others), new WasErased(Id)];

    public static Person Evolve(Person? state, DomainEvent happened) =>
        (state, happened) switch
        {
            (null, Invited invited) => new(invited.Id, Active: true, invited.Administrator, Erased: false),
            ({ }, Corrected) => state,
            ({ }, MadeAdministrator) => state with { Administrator = true },
            ({ }, AdministratorRemoved) => state with { Administrator = false },
            ({ }, Deactivated) => state with { Active = false },
            ({ }, Reactivated) => state with { Active = true },
            ({ }, WasErased) => state with { Active = false, Administrator = false, Erased = true },
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot happen to a person now"),
        };

    private void RefuseErased()
    {
        if (Erased)
            throw new RefusedException("This person’s details were erased");
    }

    private void RefuseLast(int others)
    {
        if (Administrator && others == 0)
            throw new RefusedException("This is the division’s only administrator: make someone else one first");
    }
}
