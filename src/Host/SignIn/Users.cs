using System.Globalization;
using Inspection.Contracts.Organisation;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Host.SignIn;

/// <summary>What an administrator does about accounts: at the command line by these verbs, on the pages by the same methods.</summary>
internal sealed class Users(
    IMediator mediator,
    Session session,
    Memberships memberships,
    Passwords passwords,
    Links links,
    Tokens tokens
)
{
    /// <summary>Adds a person to a division. Answers the link by which they come in.</summary>
    public async Task<string> Add(string division, string email, bool administrator, string? name = null)
    {
        await Open(division);

        if (await mediator.Send(new FindPersonByEmail(email)) is { } known)
            return await Invite(known);

        var person = Guid.CreateVersion7();
        await Open(division);
        await mediator.Send(new InvitePerson(person, name ?? NameFrom(email), email, administrator));
        var added = (await mediator.Send(new FindPerson(person)))!;

        // An administrator's account ends set-up: the link must not lead back to it.
        if (administrator)
            await Account(added);

        return await Invite(added);
    }

    /// <summary>Makes a token for the API. Answers the token, which is not shown again.</summary>
    public async Task<string> Token(string division, string email, bool writes = true)
    {
        await Open(division);
        var person = await Find(email);
        var user = await memberships.UserOf(session.Caller.Division, person.Id) ?? await Account(person);
        return await tokens.Make(user, session.Caller.Division, "Made at the command line", writes);
    }

    /// <summary>Answers the link by which a person chooses a new password.</summary>
    public async Task<string> Reset(string division, string email)
    {
        await Open(division);
        return await Reset(await Find(email), anyDivision: true);
    }

    /// <summary>The link by which a person comes in for the first time.</summary>
    public Task<string> Invite(PersonSummary person) =>
        person is { Active: true, Email: { } email }
            ? links.Make(LinkPurpose.Invitation, email, session.Caller.Division, person.Id)
            : throw new RefusedException("Reactivate this person first");

    /// <summary>
    /// The link by which a person chooses a new password. A division's administrator may not make one for someone who
    /// belongs to another division as well: they could enter that division with it.
    /// </summary>
    public async Task<string> Reset(PersonSummary person, bool anyDivision = false)
    {
        var division = session.Caller.Division;
        var id =
            await memberships.UserOf(division, person.Id)
            ?? throw new RefusedException("This person has not signed in yet: make them an invitation");
        var user = await passwords.Find(id);

        if (!person.Active || user?.Email is null)
            throw new RefusedException("Reactivate this person first");

        if (!anyDivision && (await memberships.Of(id)).Count > 1)
            throw new RefusedException(
                "This person belongs to another division too: ask whoever runs the suite for a link"
            );

        return await links.Make(LinkPurpose.Reset, user.Email, division, person.Id);
    }

    /// <summary>An account without a password, for someone who has not signed in yet: their link still lets them in.</summary>
    private async Task<Guid> Account(PersonSummary person)
    {
        if (person is not { Active: true, Email: { } email })
            throw new RefusedException("Reactivate this person first");

        var user = await passwords.FindOrMake(email);
        await memberships.Add(user.Id, session.Caller.Division, person.Id);
        return user.Id;
    }

    private async Task<PersonSummary> Find(string email) =>
        await mediator.Send(new FindPersonByEmail(email))
        ?? throw new NotFoundException($"There is nobody with the e-mail address {email} in this division");

    private async Task Open(string key)
    {
        var division =
            await memberships.Find(key) ?? throw new NotFoundException($"There is no division with the key {key}");
        await session.Abandon();
        session.Caller = new(division, SystemActor.CommandLine);
    }

    private static string NameFrom(string email) =>
        CultureInfo.InvariantCulture.TextInfo.ToTitleCase(email.Split('@')[0].Replace('.', ' ').Replace('_', ' '));
}
