using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/sites/{id}/close")]
internal sealed record CloseSite(Guid Id, int? Version) : ICommand
{
    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<CloseSite>
    {
        protected override Task Handle(CloseSite request, CancellationToken cancellationToken) =>
            store.Change<Site>(request.Id, request.Version, site => site.Close(), cancellationToken);
    }
}
