using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

/// <summary>Makes a person an administrator, or no longer one.</summary>
[Allow(Policy.Administer), Api("POST", "/api/organisation/people/{id}/administrator")]
internal sealed record SetAdministrator(Guid Id, int? Version, bool Administrator) : ICommand
{
    internal sealed class Handler(IEventStore store, People people) : AsyncRequestHandler<SetAdministrator>
    {
        protected override async Task Handle(SetAdministrator request, CancellationToken cancellationToken)
        {
            var others = await people.OtherAdministrators(request.Id, cancellationToken);
            await store.Change<Person>(
                request.Id,
                request.Version,
                person => person.SetAdministrator(request.Administrator, others),
                cancellationToken
            );
        }
    }
}

[Allow(Policy.Administer)]
internal sealed class SetAdministratorPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public SetAdministrator Command { get; set; } = null!;

    public string Name { get; private set; } = "";

    public async Task OnGet(Guid id)
    {
        var person = await Ask(new PersonDetails(id));
        (Name, Command) = (person.Name, new(id, person.Version, person.Administrator));
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/organisation/people/{Command.Id}", said: "It has been saved.");

    protected override async Task Prepare() => Name = (await Ask(new PersonDetails(Command.Id))).Name;
}
