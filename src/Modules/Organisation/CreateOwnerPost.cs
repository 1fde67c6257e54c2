using FluentValidation;
using Inspection.Contracts.Organisation;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

internal sealed class CreateOwnerPostValidator : AbstractValidator<CreateOwnerPost>
{
    public CreateOwnerPostValidator() => RuleFor(c => c.Title).IsPostTitle();
}

internal sealed class CreateOwnerPostHandler(IEventStore store) : AsyncRequestHandler<CreateOwnerPost>
{
    protected override Task Handle(CreateOwnerPost request, CancellationToken cancellationToken)
    {
        store.Start(
            request.Id,
            Post.Create(request.Id, request.Title.Trim(), abbreviation: null, PostKind.Other, module: null, team: null)
        );
        return Task.CompletedTask;
    }
}
