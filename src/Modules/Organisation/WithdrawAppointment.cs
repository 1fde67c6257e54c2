using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

/// <summary>Takes back an appointment that has not begun.</summary>
[Allow(Policy.Administer), Api("POST", "/api/organisation/posts/{id}/appointments/{appointment}/withdraw")]
internal sealed record WithdrawAppointment(Guid Id, int? Version, Guid Appointment) : ICommand
{
    internal sealed class Handler(IEventStore store, TimeProvider clock) : AsyncRequestHandler<WithdrawAppointment>
    {
        protected override Task Handle(WithdrawAppointment request, CancellationToken cancellationToken) =>
            store.Change<Post>(
                request.Id,
                request.Version,
                post => post.Withdraw(request.Appointment, clock.Today()),
                cancellationToken
            );
    }
}
