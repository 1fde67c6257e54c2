using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;

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
