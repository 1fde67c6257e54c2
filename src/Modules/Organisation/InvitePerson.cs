using FluentValidation;
using Inspection.Contracts.Organisation;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

internal sealed class InvitePersonValidator : AbstractValidator<InvitePerson>
{
    public InvitePersonValidator()
    {
        RuleFor(c => c.Id).NotEmpty().WithMessage("Give the person an id");
        RuleFor(c => c.Name).IsPersonName();
        RuleFor(c => c.Email).IsEmail();
    }
}

internal sealed class InvitePersonHandler(IEventStore store, People people) : AsyncRequestHandler<InvitePerson>
{
    protected override async Task Handle(InvitePerson request, CancellationToken cancellationToken)
    {
        await people.Add(request.Id, request.Name!.Trim(), request.Email!.Trim(), cancellationToken);
        store.Start(request.Id, Person.Invite(request.Id, request.Administrator));
    }
}

/// <summary>Names and e-mail addresses: the only place where they are kept, changed and erased.</summary>
internal sealed class People(Session session)
{
    public const string Erased = "Someone";

    public async Task Add(Guid id, string name, string email, CancellationToken cancel)
    {
        await RefuseTaken(id, email, cancel);
        await session.Execute(
            // Somebody who is there already is found by their stream.
            "insert into organisation.people (division, id, name, email) values (@Division, @id, @name, @email) on conflict (division, id) do nothing",
            new
            {
                session.Caller.Division,
                id,
                name,
                email,
            },
            cancel
        );
    }

    public async Task Correct(Guid id, string name, string email, CancellationToken cancel)
    {
        await RefuseTaken(id, email, cancel);
        await session.Execute(
            "update organisation.people set name = @name, email = @email where division = @Division and id = @id",
            new
            {
                session.Caller.Division,
                id,
                name,
                email,
            },
            cancel
        );
    }

    public Task Erase(Guid id, CancellationToken cancel) =>
        session.Execute(
            "update organisation.people set name = @Erased, email = null where division = @Division and id = @id",
            new
            {
                session.Caller.Division,
                id,
                Erased,
            },
            cancel
        );

    /// <summary>How many active administrators there are beside this person; none of them can cease to be one meanwhile.</summary>
    public Task<int> OtherAdministrators(Guid id, CancellationToken cancel) =>
        session.One<int>(
            """
            select count(*) filter (where id <> @id)::int from (
                select id from organisation.member
                where division = @Division and active and administrator order by id for update) administrators
            """,
            new { session.Caller.Division, id },
            cancel
        );

    /// <summary>The posts that this person holds or will hold.</summary>
    public Task<IReadOnlyList<Guid>> Posts(Guid id, DateOnly today, CancellationToken cancel) =>
        session.Query<Guid>(
            $"""
            select distinct post from ({Holding.Terms} where p.division = @Division) t
            where person = @id and (until is null or until > @today)
            """,
            new
            {
                session.Caller.Division,
                id,
                today,
            },
            cancel
        );

    private async Task RefuseTaken(Guid id, string email, CancellationToken cancel)
    {
        var taken = await session.One<bool>(
            """
            select exists (select from organisation.people
                where division = @Division and lower(email) = lower(@email) and id <> @id)
            """,
            new
            {
                session.Caller.Division,
                id,
                email,
            },
            cancel
        );

        if (taken)
            throw new RefusedException("Someone in this division has this e-mail address already");
    }
}

/// <summary>What the forms about people ask of names and addresses.</summary>
internal static class PersonRules
{
    public static IRuleBuilderOptions<T, string?> IsPersonName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty()
            .WithMessage("Enter the person’s full name")
            .MaximumLength(200)
            .WithMessage("The name must be 200 characters or fewer");

    public static IRuleBuilderOptions<T, string?> IsEmail<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty()
            .WithMessage("Enter an e-mail address")
            .Must(IsAddress)
            .WithMessage("Enter an e-mail address in the correct format, like name@example.com")
            .MaximumLength(254)
            .WithMessage("The e-mail address must be 254 characters or fewer");

    private static bool IsAddress(string? email) =>
        string.IsNullOrWhiteSpace(email)
        || (
            System.Net.Mail.MailAddress.TryCreate(email.Trim(), out var address)
            && address.Address == email.Trim()
            && address.Host.Contains('.', StringComparison.Ordinal)
        );
}

[Allow(Policy.Administer)]
internal sealed class InvitePersonPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public InvitePerson Command { get; set; } = null!;

    public void OnGet() => Command = new(Guid.CreateVersion7(), Name: null, Email: null);

    public Task<IActionResult> OnPost() =>
        Send(
            Command,
            then: $"/organisation/people/{Command.Id}/link",
            said: $"{Command.Name} is a person of the division now. Make the link by which they sign in."
        );
}
