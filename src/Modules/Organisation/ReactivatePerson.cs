using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;

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
