using System.Reflection;
using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Host.SignIn;

/// <summary>
/// When a person leaves a division, what they signed in with there ends; when they are erased, so is an account that has
/// no other division. Permissions end at once, before this is heard.
/// </summary>
internal sealed class AccountsFollowPeople(IReadOnlyList<IModule> modules, IMediator mediator) : ISubscription
{
    public string Name => "accounts";

    public bool Wants(Type happened) =>
        happened.GetCustomAttribute<EventNameAttribute>()!.Name.StartsWith("person.", StringComparison.Ordinal);

    public async Task Handle(StoredEvent happened, Session session, CancellationToken cancel)
    {
        foreach (var news in modules.Select(module => module.Announce(happened.Data)).OfType<INotification>())
            await (
                news switch
                {
                    PersonDeactivated e => Deactivated(session, e.Person, cancel),
                    PersonErased e => Erased(session, e.Person, cancel),
                    PersonCorrected e => Corrected(session, e.Person, cancel),
                    _ => Task.CompletedTask,
                }
            );
    }

    private static Task<int> Deactivated(Session session, Guid person, CancellationToken cancel) =>
        session.Execute(
            """
            update identity.tokens t set revoked_at = now() from identity.memberships m
            where m.division = @Division and m.person_id = @person and t.user_id = m.user_id and t.division = m.division
                and t.revoked_at is null;
            update identity.sessions s set division = null from identity.memberships m
            where m.division = @Division and m.person_id = @person and s.user_id = m.user_id and s.division = m.division;
            update identity.links set used_at = now()
            where division = @Division and person_id = @person and used_at is null
            """,
            new { session.Caller.Division, person },
            cancel
        );

    private static Task<int> Erased(Session session, Guid person, CancellationToken cancel) =>
        session.Execute(
            """
            delete from identity.links where division = @Division and person_id = @person;
            with gone as (
                delete from identity.memberships where division = @Division and person_id = @person returning user_id)
            delete from identity.users u using gone where u.id = gone.user_id
                and not exists (select from identity.memberships m where m.user_id = u.id and m.division <> @Division)
            """,
            new { session.Caller.Division, person },
            cancel
        );

    // The address to sign in with follows, unless another division has a say in it or someone else signs in with it.
    private async Task Corrected(Session session, Guid person, CancellationToken cancel)
    {
        if (await mediator.Send(new FindPerson(person), cancel) is { Email: { } email })
            await session.Execute(
                """
                update identity.users u set email = @email, user_name = @email,
                    normalized_email = @normal, normalized_user_name = @normal
                from identity.memberships m
                where m.division = @Division and m.person_id = @person and u.id = m.user_id
                    and not exists (select from identity.memberships o where o.user_id = u.id and o.division <> @Division)
                    and not exists (select from identity.users o where o.normalized_email = @normal and o.id <> u.id)
                """,
                new
                {
                    session.Caller.Division,
                    person,
                    email,
                    normal = email.ToUpperInvariant(),
                },
                cancel
            );
    }
}
