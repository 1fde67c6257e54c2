using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/posts/{id}/appointments/{appointment}/end")]
internal sealed record EndAppointment(Guid Id, int? Version, Guid Appointment, DateOnly On) : ICommand
{
    internal sealed class Validator : AbstractValidator<EndAppointment>
    {
        public Validator() => RuleFor(c => c.On).NotEmpty().WithMessage("Enter the last day of the appointment");
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<EndAppointment>
    {
        protected override Task Handle(EndAppointment request, CancellationToken cancellationToken) =>
            store.Change<Post>(
                request.Id,
                request.Version,
                post => post.End(request.Appointment, request.On),
                cancellationToken
            );
    }
}
