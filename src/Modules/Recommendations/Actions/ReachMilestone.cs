using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

[Allow(Policy.Contribute)]
[Api("POST", "/api/actions/{id}/milestones/{milestone}/reach")]
internal sealed record ReachMilestone(Guid Id, int? Version, Guid Milestone, DateOnly On) : ICommand
{
    internal sealed class Validator : AbstractValidator<ReachMilestone>
    {
        public Validator(TimeProvider clock)
        {
            RuleFor(c => c.On).NotEmpty().WithMessage("Enter the date it was reached");
            RuleFor(c => c.On)
                .Must(on => on <= clock.Today())
                .WithMessage("The date it was reached must be today or in the past");
        }
    }

    internal sealed class Handler(IEventStore store, OwnWork ownWork) : AsyncRequestHandler<ReachMilestone>
    {
        protected override async Task Handle(ReachMilestone command, CancellationToken cancel)
        {
            await ownWork.RequireAction(command.Id, cancel);
            await store.Change<Action>(
                command.Id,
                command.Version,
                action => action.ReachMilestone(command.Milestone, command.On),
                cancel
            );
        }
    }
}

[Allow(Policy.Contribute)]
internal sealed class ReachMilestonePage(IMediator mediator, TimeProvider clock) : ActionFormPage(mediator)
{
    [BindProperty]
    public ReachMilestone Command { get; set; } = null!;

    public Milestone Milestone { get; private set; } = null!;

    public async Task OnGet(Guid id, Guid milestone)
    {
        Command = new(id, null, milestone, clock.Today());
        await Prepare();
        Command = Command with { Version = Action.Version };
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, $"/actions/{Command.Id}#milestones", "The milestone is reached");

    protected override async Task Prepare() =>
        Milestone =
            (await Show(Command.Id)).Milestones.FirstOrDefault(one => one.Id == Command.Milestone)
            ?? throw new NotFoundException($"There is no milestone {Command.Milestone}");
}
