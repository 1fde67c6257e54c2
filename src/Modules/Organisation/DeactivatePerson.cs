using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

/// <summary>Someone leaves: they may no longer sign in, and their posts fall vacant after today.</summary>
[Allow(Policy.Administer), Api("POST", "/api/organisation/people/{id}/deactivate")]
internal sealed record DeactivatePerson(Guid Id, int? Version) : ICommand
{
    internal sealed class Handler(IEventStore store, People people, TimeProvider clock)
        : AsyncRequestHandler<DeactivatePerson>
    {
        protected override async Task Handle(DeactivatePerson request, CancellationToken cancellationToken)
        {
            var others = await people.OtherAdministrators(request.Id, cancellationToken);
            await store.Change<Person>(
                request.Id,
                request.Version,
                person => person.Deactivate(others),
                cancellationToken
            );

            foreach (var post in await people.Posts(request.Id, clock.Today(), cancellationToken))
                await store.Change<Post>(post, null, one => one.Release(request.Id, clock.Today()), cancellationToken);
        }
    }
}
