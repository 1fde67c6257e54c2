using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/teams/{id}/disband")]
internal sealed record DisbandTeam(Guid Id, int? Version) : ICommand
{
    internal sealed class Handler(IEventStore store, TeamPosts posts) : AsyncRequestHandler<DisbandTeam>
    {
        protected override async Task Handle(DisbandTeam request, CancellationToken cancellationToken)
        {
            var left = await posts.Of(request.Id, cancellationToken);
            await store.Change<Team>(request.Id, request.Version, team => team.Disband(left.Count), cancellationToken);
        }
    }
}

[Allow(Policy.Administer)]
internal sealed class DisbandTeamPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public DisbandTeam Command { get; set; } = null!;

    public string Name { get; private set; } = "";

    public async Task OnGet(Guid id)
    {
        var team = await Ask(new TeamDetails(id));
        (Name, Command) = (team.Name, new(id, team.Version));
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/organisation/teams/{Command.Id}", said: "The team has been disbanded.");

    protected override async Task Prepare() => Name = (await Ask(new TeamDetails(Command.Id))).Name;
}
