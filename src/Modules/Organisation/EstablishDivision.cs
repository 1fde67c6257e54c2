using FluentValidation;
using Inspection.Contracts.Organisation;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

internal sealed class EstablishDivisionValidator : AbstractValidator<EstablishDivision>
{
    public EstablishDivisionValidator() =>
        RuleFor(c => c.Name)
            .NotEmpty()
            .WithMessage("Enter the division’s name")
            .MaximumLength(100)
            .WithMessage("The division’s name must be 100 characters or fewer");
}

internal sealed class EstablishDivisionHandler(IEventStore store) : AsyncRequestHandler<EstablishDivision>
{
    protected override async Task Handle(EstablishDivision request, CancellationToken cancellationToken)
    {
        if (await store.Find<Division>(Division.Stream, cancellationToken) is not null)
            return;

        store.Start(Division.Stream, Division.Establish(request.Key, request.Name!.Trim(), request.Demonstration));
    }
}
