using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/people/{id}/correct")]
internal sealed record CorrectPerson(Guid Id, int? Version, string? Name, string? Email) : ICommand
{
    internal sealed class Validator : AbstractValidator<CorrectPerson>
    {
        public Validator()
        {
            RuleFor(c => c.Name).IsPersonName();
            RuleFor(c => c.Email).IsEmail();
        }
    }

    internal sealed class Handler(IEventStore store, People people) : AsyncRequestHandler<CorrectPerson>
    {
        protected override async Task Handle(CorrectPerson request, CancellationToken cancellationToken)
        {
            await store.Change<Person>(request.Id, request.Version, person => person.Correct(), cancellationToken);
            await people.Correct(request.Id, request.Name!.Trim(), request.Email!.Trim(), cancellationToken);
        }
    }
}
