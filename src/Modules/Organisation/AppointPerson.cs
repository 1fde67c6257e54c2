using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

/// <summary>Appoints a person to a post from a day on, past or future.</summary>
[Allow(Policy.Administer), Api("POST", "/api/organisation/posts/{id}/appointments")]
internal sealed record AppointPerson(
    Guid Id,
    int? Version,
    Guid Appointment,
    Guid Person,
    DateOnly From,
    DateOnly? Until,
    bool JobShare
) : ICommand
{
    internal sealed class Validator : AbstractValidator<AppointPerson>
    {
        public Validator()
        {
            RuleFor(c => c.Appointment).NotEmpty().WithMessage("Give the appointment an id");
            RuleFor(c => c.Person).NotEmpty().WithMessage("Select the person to appoint");
            RuleFor(c => c.From).NotEmpty().WithMessage("Enter the first day of the appointment");
        }
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<AppointPerson>
    {
        protected override async Task Handle(AppointPerson request, CancellationToken cancellationToken)
        {
            if (await store.Find<Person>(request.Person, cancellationToken) is not { Active: true })
                throw new RefusedException("Select a person who is active in this division");

            await store.Change<Post>(
                request.Id,
                request.Version,
                post =>
                    post.Appoint(request.Appointment, request.Person, request.From, request.Until, request.JobShare),
                cancellationToken
            );
        }
    }
}
