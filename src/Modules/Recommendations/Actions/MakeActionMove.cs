using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Recommendations;

/// <summary>Carries an action one step along <see cref="ActionMoves.Table"/>.</summary>
[Allow(Policy.Contribute)]
[Api("POST", "/api/actions/{id}/moves")]
internal sealed record MakeActionMove(Guid Id, int? Version, ActionMove? Move, string? Words) : ICommand
{
    internal sealed class Validator : AbstractValidator<MakeActionMove>
    {
        public Validator()
        {
            RuleFor(c => c.Move).NotNull().WithMessage("Select what to do").IsInEnum().WithMessage("Select what to do");
            RuleFor(c => c.Words)
                .NotEmpty()
                .When(c => ActionMoves.Table.Any(one => one.Move == c.Move && one.Asks is not null))
                .WithMessage("Enter the reason");
            RuleFor(c => c.Words).MaximumLength(4000).WithMessage("The text must be 4,000 characters or fewer");
        }
    }

    internal sealed class Handler(Session session, IEventStore store, OwnWork ownWork)
        : AsyncRequestHandler<MakeActionMove>
    {
        protected override async Task Handle(MakeActionMove command, CancellationToken cancel)
        {
            await ownWork.RequireAction(command.Id, cancel);
            await store.Change<Action>(
                command.Id,
                command.Version,
                action => action.Make(command.Move!.Value, command.Words.Typed(), session.Now.Day()),
                cancel
            );
        }
    }
}
