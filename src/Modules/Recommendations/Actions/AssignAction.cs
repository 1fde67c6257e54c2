using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Recommendations;

/// <summary>Gives an action to a post, as lists and the hand-over do.</summary>
[Allow(Policy.Manage)]
[Api("POST", "/api/actions/{id}/owner")]
internal sealed record AssignAction(Guid Id, int? Version, Guid? Owner) : ICommand
{
    internal sealed class Validator : AbstractValidator<AssignAction>
    {
        public Validator() => RuleFor(c => c.Owner).NotEmpty().WithMessage("Select the post that will own it");
    }

    internal sealed class Handler(IEventStore store, IMediator mediator) : AsyncRequestHandler<AssignAction>
    {
        protected override async Task Handle(AssignAction command, CancellationToken cancel)
        {
            await mediator.RequirePost(command.Owner, cancel);
            await store.Change<Action>(
                command.Id,
                command.Version,
                action => action.Assign(command.Owner!.Value),
                cancel
            );
        }
    }
}
