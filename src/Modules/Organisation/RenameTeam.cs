using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/teams/{id}/rename")]
internal sealed record RenameTeam(Guid Id, int? Version, string? Name) : ICommand
{
    internal sealed class Validator : AbstractValidator<RenameTeam>
    {
        public Validator() => RuleFor(c => c.Name).IsTeamName();
    }

    internal sealed class Handler(IEventStore store, TeamNames names) : AsyncRequestHandler<RenameTeam>
    {
        protected override async Task Handle(RenameTeam request, CancellationToken cancellationToken)
        {
            var taken = await names.Taken(cancellationToken);
            await store.Change<Team>(
                request.Id,
                request.Version,
                team => team.Rename(request.Name!.Trim(), taken),
                cancellationToken
            );
        }
    }
}

[Allow(Policy.Administer)]
internal sealed class RenameTeamPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public RenameTeam Command { get; set; } = null!;

    public string Name { get; private set; } = "";

    public async Task OnGet(Guid id)
    {
        var team = await Ask(new TeamDetails(id));
        (Name, Command) = (team.Name, new(id, team.Version, team.Name));
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/organisation/teams/{Command.Id}", said: "The team has been renamed.");

    protected override async Task Prepare() => Name = (await Ask(new TeamDetails(Command.Id))).Name;
}
