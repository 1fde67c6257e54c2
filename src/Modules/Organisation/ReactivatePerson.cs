using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/people/{id}/reactivate")]
internal sealed record ReactivatePerson(Guid Id, int? Version) : ICommand
{
    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<ReactivatePerson>
    {
        protected override Task Handle(ReactivatePerson request, CancellationToken cancellationToken) =>
            store.Change<Person>(request.Id, request.Version, person => person.Reactivate(), cancellationToken);
    }
}

[Allow(Policy.Administer)]
internal sealed class ReactivatePersonPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public ReactivatePerson Command { get; set; } = null!;

    public string Name { get; private set; } = "";

    public async Task OnGet(Guid id)
    {
        var person = await Ask(new PersonDetails(id));
        (Name, Command) = (person.Name, new(id, person.Version));
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/organisation/people/{Command.Id}", said: "This person can sign in again.");

    protected override async Task Prepare() => Name = (await Ask(new PersonDetails(Command.Id))).Name;
}
