using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

/// <summary>Erases a person's name and e-mail address for good; what they did stays, by "Someone".</summary>
[Allow(Policy.Administer), Api("POST", "/api/organisation/people/{id}/erase")]
internal sealed record ErasePerson(Guid Id, int? Version) : ICommand
{
    internal sealed class Handler(IEventStore store, People people, TimeProvider clock)
        : AsyncRequestHandler<ErasePerson>
    {
        protected override async Task Handle(ErasePerson request, CancellationToken cancellationToken)
        {
            var others = await people.OtherAdministrators(request.Id, cancellationToken);
            await store.Change<Person>(request.Id, request.Version, person => person.Erase(others), cancellationToken);

            foreach (var post in await people.Posts(request.Id, clock.Today(), cancellationToken))
                await store.Change<Post>(post, null, one => one.Release(request.Id, clock.Today()), cancellationToken);

            await people.Erase(request.Id, cancellationToken);
        }
    }
}

[Allow(Policy.Administer)]
internal sealed class ErasePersonPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public ErasePerson Command { get; set; } = null!;

    public string Name { get; private set; } = "";

    public async Task OnGet(Guid id)
    {
        var person = await Ask(new PersonDetails(id));
        (Name, Command) = (person.Name, new(id, person.Version));
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/organisation/people/{Command.Id}", said: "The details have been erased.");

    protected override async Task Prepare() => Name = (await Ask(new PersonDetails(Command.Id))).Name;
}
