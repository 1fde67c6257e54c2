using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

/// <summary>Moves a post to another team, or to the division where no team is named.</summary>
[Allow(Policy.Administer), Api("POST", "/api/organisation/posts/{id}/move")]
internal sealed record MovePost(Guid Id, int? Version, Guid? Team) : ICommand
{
    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<MovePost>
    {
        protected override async Task Handle(MovePost request, CancellationToken cancellationToken)
        {
            await store.RefuseUnlessAtWork(request.Team, cancellationToken);
            await store.Change<Post>(request.Id, request.Version, post => post.Move(request.Team), cancellationToken);
        }
    }
}
