using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/people/{id}/correct")]
internal sealed record CorrectPerson(Guid Id, int? Version, string? Name, string? Email) : ICommand
{
    internal sealed class Validator : AbstractValidator<CorrectPerson>
    {
        public Validator()
        {
            RuleFor(c => c.Name).IsPersonName();
            RuleFor(c => c.Email).IsEmail();
        }
    }

    internal sealed class Handler(IEventStore store, People people) : AsyncRequestHandler<CorrectPerson>
    {
        protected override async Task Handle(CorrectPerson request, CancellationToken cancellationToken)
        {
            await store.Change<Person>(request.Id, request.Version, person => person.Correct(), cancellationToken);
            await people.Correct(request.Id, request.Name!.Trim(), request.Email!.Trim(), cancellationToken);
        }
    }
}

[Allow(Policy.Administer)]
internal sealed class CorrectPersonPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public CorrectPerson Command { get; set; } = null!;

    public string Name { get; private set; } = "";

    public async Task OnGet(Guid id)
    {
        var person = await Ask(new PersonDetails(id));
        (Name, Command) = (person.Name, new(id, person.Version, person.Name, person.Email));
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/organisation/people/{Command.Id}", said: "The details have been corrected.");

    protected override async Task Prepare() => Name = (await Ask(new PersonDetails(Command.Id))).Name;
}
