using FluentValidation;
using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Host.SignIn;

/// <summary>What the first use of an empty store asks.</summary>
internal sealed record SetUpForm(
    string? Code,
    string? Name,
    string? Email,
    string? Password,
    string? DivisionName,
    string? DivisionKey,
    bool Demonstration
)
{
    internal sealed class Validator : AbstractValidator<SetUpForm>
    {
        public Validator(bool demonstration)
        {
            RuleFor(c => c.Code).NotEmpty().WithMessage("Enter the set-up code");
            RuleFor(c => c.Name)
                .NotEmpty()
                .WithMessage("Enter your full name")
                .MaximumLength(200)
                .WithMessage("The name must be 200 characters or fewer");
            RuleFor(c => c.Email)
                .Must(email => System.Net.Mail.MailAddress.TryCreate(email?.Trim(), out _))
                .WithMessage("Enter your e-mail address, like name@example.com");

            When(
                c => !demonstration || !c.Demonstration || c.DivisionName is not null || c.DivisionKey is not null,
                () =>
                {
                    RuleFor(c => c.DivisionName)
                        .NotEmpty()
                        .WithMessage("Enter the division’s name")
                        .MaximumLength(100)
                        .WithMessage("The division’s name must be 100 characters or fewer");
                    RuleFor(c => c.DivisionKey)
                        .Matches("^[a-z][a-z0-9-]{1,30}$")
                        .NotEmpty()
                        .WithMessage("Enter a key of small letters, digits and hyphens, like ijocd");
                }
            );
        }
    }
}

[AllowAnonymous]
internal sealed class SetUpPage(
    SetUp setUp,
    Session session,
    IMediator mediator,
    Memberships memberships,
    Passwords passwords,
    BrowserSessions sessions,
    IEnumerable<IDemonstration> demonstrations
) : PageModel
{
    private readonly Guid person = Guid.CreateVersion7();

    [BindProperty]
    public SetUpForm Command { get; set; } = new(null, null, null, null, null, null, false);

    public bool OffersDemonstration => demonstrations.Any();

    public async Task<IActionResult> OnGet() => await setUp.IsDone() ? NotFound() : Page();

    public async Task<IActionResult> OnPost()
    {
        if (await setUp.IsDone())
            return NotFound();

        if (!await IsGood())
            return Page();

        if (!await setUp.Use(Command.Code!))
        {
            ModelState.AddModelError("Command.Code", "This set-up code has been used");
            return Page();
        }

        var user = await passwords.FindOrMake(Command.Email!);
        await passwords.Set(user, Command.Password!);

        if (!string.IsNullOrWhiteSpace(Command.DivisionName))
            await Establish(user);

        if (Command.Demonstration)
            foreach (var demonstration in demonstrations)
                await Join(user, await demonstration.Load());

        var memberOf = await memberships.Of(user.Id);
        await sessions.SignIn(HttpContext, user.Id, memberOf.Count > 0 ? memberOf[0] : null);
        return LocalRedirect("/organisation");
    }

    private async Task<bool> IsGood()
    {
        ModelState.Clear();

        foreach (var error in (await new SetUpForm.Validator(OffersDemonstration).ValidateAsync(Command)).Errors)
            ModelState.AddModelError($"Command.{error.PropertyName}", error.ErrorMessage);

        if (await passwords.Fault(Command.Email, Command.Password) is { } fault)
            ModelState.AddModelError("Command.Password", fault);

        if (Command.Code is not null && !await setUp.Knows(Command.Code))
            ModelState.AddModelError("Command.Code", "This is not the set-up code that the console shows");

        return ModelState.ErrorCount == 0;
    }

    private async Task Establish(User user)
    {
        var name = Command.DivisionName!.Trim();
        var division = await memberships.Register(Command.DivisionKey!, name);
        await Send(division, new EstablishDivision(Command.DivisionKey!, name));
        await Join(user, division);
    }

    private async Task Join(User user, int division)
    {
        await Send(division, new InvitePerson(person, Command.Name, Command.Email, Administrator: true));
        await memberships.Add(user.Id, division, person);
    }

    // By the person, from the first event on: whoever had the code may do this.
    private async Task Send(int division, ICommand command)
    {
        await session.Abandon();
        session.Caller = new(division, person) { SetsUp = true };
        await mediator.Send(command);
    }
}
