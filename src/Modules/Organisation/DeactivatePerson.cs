using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

/// <summary>Someone leaves: they may no longer sign in, and their posts fall vacant after today.</summary>
[Allow(Policy.Administer), Api("POST", "/api/organisation/people/{id}/deactivate")]
internal sealed record DeactivatePerson(Guid Id, int? Version) : ICommand
{
    internal sealed class Handler(IEventStore store, People people, TimeProvider clock)
        : AsyncRequestHandler<DeactivatePerson>
    {
        protected override async Task Handle(DeactivatePerson request, CancellationToken cancellationToken)
        {
            var others = await people.OtherAdministrators(request.Id, cancellationToken);
            await store.Change<Person>(
                request.Id,
                request.Version,
                person => person.Deactivate(others),
                cancellationToken
            );

            foreach (var post in await people.Posts(request.Id, clock.Today(), cancellationToken))
                await store.Change<Post>(post, null, one => one.Release(request.Id, clock.Today()), cancellationToken);
        }
    }
}

[Allow(Policy.Administer)]
internal sealed class DeactivatePersonPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public DeactivatePerson Command { get; set; } = null!;

    public string Name { get; private set; } = "";

    public async Task OnGet(Guid id)
    {
        var person = await Ask(new PersonDetails(id));
        (Name, Command) = (person.Name, new(id, person.Version));
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/organisation/people/{Command.Id}", said: $"This person can no longer sign in.");

    protected override async Task Prepare() => Name = (await Ask(new PersonDetails(Command.Id))).Name;
}
