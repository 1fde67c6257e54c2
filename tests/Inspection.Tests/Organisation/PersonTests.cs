using Inspection.Organisation;
using static Inspection.Tests.Kit.Scenario;

namespace Inspection.Tests.Organisation;

public sealed class PersonTests
{
    private static readonly Guid Id = Guid.NewGuid();

    private static Person.Invited Invited => new(Id, Administrator: false);

    private static Person.Invited Administrator => new(Id, Administrator: true);

    [Fact]
    public void A_person_can_be_made_an_administrator() =>
        Given<Person>(Invited)
            .When(person => person.SetAdministrator(true, others: 1))
            .Then(new Person.MadeAdministrator());

    [Fact]
    public void One_administrator_of_several_can_cease_to_be_one() =>
        Given<Person>(Administrator)
            .When(person => person.SetAdministrator(false, others: 1))
            .Then(new Person.AdministratorRemoved());

    [Fact]
    public void A_division_keeps_its_last_administrator() =>
        Given<Person>(Administrator)
            .When(person => person.SetAdministrator(false, others: 0))
            .ThenRefused("This is the division’s only administrator: make someone else one first");

    [Fact]
    public void The_last_administrator_is_not_deactivated() =>
        Given<Person>(Administrator)
            .When(person => person.Deactivate(others: 0))
            .ThenRefused("This is the division’s only administrator: make someone else one first");

    [Fact]
    public void A_person_can_be_deactivated_and_reactivated() =>
        Given<Person>(Invited, new Person.Deactivated(Id))
            .When(person => person.Reactivate())
            .Then(new Person.Reactivated());

    [Fact]
    public void Erasing_a_person_deactivates_them() =>
        Given<Person>(Invited)
            .When(person => person.Erase(others: 1))
            .Then(new Person.Deactivated(Id), new Person.WasErased(Id));

    [Fact]
    public void Erasing_twice_changes_nothing() =>
        Given<Person>(Invited, new Person.Deactivated(Id), new Person.WasErased(Id))
            .When(person => person.Erase(others: 1))
            .ThenNothing();

    [Fact]
    public void An_erased_person_does_not_come_back() =>
        Given<Person>(Invited, new Person.Deactivated(Id), new Person.WasErased(Id))
            .When(person => person.Reactivate())
            .ThenRefused("This person’s details were erased");
}
