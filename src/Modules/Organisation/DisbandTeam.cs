using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;

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
