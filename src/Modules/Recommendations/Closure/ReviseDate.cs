using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Asks for another date; somebody else approves it.</summary>
[Allow(Policy.Contribute)]
[Api("POST", "/api/recommendations/{id}/revision")]
internal sealed record ReviseDate(Guid Id, int? Version, DateOnly Due, string? Reason) : ICommand
{
    internal sealed class Validator : AbstractValidator<ReviseDate>
    {
        public Validator()
        {
            RuleFor(c => c.Due).NotEmpty().WithMessage("Enter the new date");
            RuleFor(c => c.Reason).NotEmpty().WithMessage("Enter why the date has to move");
            RuleFor(c => c.Reason).MaximumLength(1000).WithMessage("The reason must be 1,000 characters or fewer");
        }
    }

    internal sealed class Handler(Session session, IEventStore store, OwnWork ownWork) : AsyncRequestHandler<ReviseDate>
    {
        protected override async Task Handle(ReviseDate command, CancellationToken cancel)
        {
            await ownWork.Require(command.Id, cancel);
            await store.Change<Recommendation>(
                command.Id,
                command.Version,
                one => one.AskRevision(command.Due, command.Reason.Typed()!, session.Caller.Actor, session.Now.Day()),
                cancel
            );
        }
    }
}

[Allow(Policy.Contribute)]
internal sealed class ReviseDatePage(IMediator mediator) : RecommendationFormPage(mediator)
{
    [BindProperty]
    public ReviseDate Command { get; set; } = null!;

    public async Task OnGet(Guid id) => Command = new(id, (await Show(id)).Version, default, null);

    public Task<IActionResult> OnPost() =>
        Send(Command, $"/recommendations/{Command.Id}", "The new date is asked for: somebody else decides about it");

    protected override Task Prepare() => Show(Command.Id);
}
