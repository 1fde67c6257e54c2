using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/posts/{id}/abolish")]
internal sealed record AbolishPost(Guid Id, int? Version) : ICommand
{
    internal sealed class Handler(IEventStore store, TimeProvider clock) : AsyncRequestHandler<AbolishPost>
    {
        protected override Task Handle(AbolishPost request, CancellationToken cancellationToken) =>
            store.Change<Post>(request.Id, request.Version, post => post.Abolish(clock.Today()), cancellationToken);
    }
}
