using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

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

/// <summary>One page for every move of an action: what it does and what it asks.</summary>
[Allow(Policy.Contribute)]
internal sealed class MakeActionMovePage(IMediator mediator) : ActionFormPage(mediator)
{
    [BindProperty]
    public MakeActionMove Command { get; set; } = null!;

    /// <summary>The row of the table that this would go along; null where there is none.</summary>
    public ActionStep? Step => ActionMoves.Find(Action.State, Command.Move ?? default);

    public async Task OnGet(Guid id, ActionMove move) => Command = new(id, (await Show(id)).Version, move, null);

    public Task<IActionResult> OnPost() => Send(Command, $"/actions/{Command.Id}", Said(Command.Move));

    protected override Task Prepare() => Show(Command.Id);

    private static string Said(ActionMove? move) =>
        move switch
        {
            ActionMove.Start => "The action is in progress",
            ActionMove.Block => "The action is blocked",
            ActionMove.Unblock => "The action goes on",
            ActionMove.Finish => "The action is done",
            ActionMove.Reopen => "The action is open again",
            _ => "The action is withdrawn",
        };
}
