using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Adds a milestone to an action, or says one anew.</summary>
/// <param name="Milestone">The milestone's id; a new UUID for a new one.</param>
[Allow(Policy.Contribute)]
[Api("POST", "/api/actions/{id}/milestones")]
internal sealed record SetMilestone(Guid Id, int? Version, Guid Milestone, string? Text, DateOnly Due) : ICommand
{
    internal sealed class Validator : AbstractValidator<SetMilestone>
    {
        public Validator()
        {
            RuleFor(c => c.Milestone).NotEmpty().WithMessage("Enter a new id");
            RuleFor(c => c.Text).NotEmpty().WithMessage("Enter what will be reached");
            RuleFor(c => c.Text).MaximumLength(200).WithMessage("The milestone must be 200 characters or fewer");
            RuleFor(c => c.Due).NotEmpty().WithMessage("Enter the date it will be reached by");
        }
    }

    internal sealed class Handler(IEventStore store, OwnWork ownWork) : AsyncRequestHandler<SetMilestone>
    {
        protected override async Task Handle(SetMilestone command, CancellationToken cancel)
        {
            await ownWork.RequireAction(command.Id, cancel);
            await store.Change<Action>(
                command.Id,
                command.Version,
                action => action.SetMilestone(command.Milestone, command.Text.Typed()!, command.Due),
                cancel
            );
        }
    }
}

[Allow(Policy.Contribute)]
[Api("DELETE", "/api/actions/{id}/milestones/{milestone}")]
internal sealed record RemoveMilestone(Guid Id, int? Version, Guid Milestone) : ICommand
{
    internal sealed class Handler(IEventStore store, OwnWork ownWork) : AsyncRequestHandler<RemoveMilestone>
    {
        protected override async Task Handle(RemoveMilestone command, CancellationToken cancel)
        {
            await ownWork.RequireAction(command.Id, cancel);
            await store.Change<Action>(
                command.Id,
                command.Version,
                action => action.RemoveMilestone(command.Milestone),
                cancel
            );
        }
    }
}

[Allow(Policy.Contribute)]
internal sealed class SetMilestonePage(IMediator mediator) : ActionFormPage(mediator)
{
    [BindProperty]
    public SetMilestone Command { get; set; } = null!;

    /// <summary>The milestone as it stands; null for a new one.</summary>
    public Milestone? Known => Action.Milestones.FirstOrDefault(one => one.Id == Command.Milestone);

    public async Task OnGet(Guid id, Guid? milestone)
    {
        var row = await Show(id);
        var known = row.Milestones.FirstOrDefault(one => one.Id == milestone);

        if (milestone is not null && known is null)
            throw new NotFoundException($"There is no milestone {milestone}");

        Command = new(id, row.Version, known?.Id ?? Guid.CreateVersion7(), known?.Text, known?.Due ?? default);
    }

    public Task<IActionResult> OnPost() => Send(Command, $"/actions/{Command.Id}#milestones", "The milestone is set");

    public Task<IActionResult> OnPostRemove(RemoveMilestone remove)
    {
        Command = new(remove.Id, remove.Version, remove.Milestone, null, default);
        return Send(remove, $"/actions/{remove.Id}#milestones", "The milestone is removed");
    }

    protected override Task Prepare() => Show(Command.Id);
}
