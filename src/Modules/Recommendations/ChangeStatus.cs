using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

[Allow(Policy.Contribute)]
[Api("POST", "/api/recommendations/{id}/status")]
internal sealed record ChangeStatus(Guid Id, int? Version, RecommendationStatus? Status, string? Reason) : ICommand
{
    internal sealed class Validator : AbstractValidator<ChangeStatus>
    {
        public Validator()
        {
            RuleFor(c => c.Status).NotNull().WithMessage("Select a status").IsInEnum().WithMessage("Select a status");
            RuleFor(c => c.Reason).NotEmpty().WithMessage("Enter why the status changes");
            RuleFor(c => c.Reason).MaximumLength(1000).WithMessage("The reason must be 1,000 characters or fewer");
        }
    }

    internal sealed class Handler(IEventStore store, OwnWork ownWork) : AsyncRequestHandler<ChangeStatus>
    {
        protected override async Task Handle(ChangeStatus command, CancellationToken cancel)
        {
            await ownWork.Require(command.Id, cancel);
            await store.Change<Recommendation>(
                command.Id,
                command.Version,
                recommendation => recommendation.ChangeStatus(command.Status!.Value, command.Reason.Typed()!),
                cancel
            );
        }
    }
}

[Allow(Policy.Contribute)]
internal sealed class ChangeStatusPage(IMediator mediator) : RecommendationFormPage(mediator)
{
    [BindProperty]
    public ChangeStatus Command { get; set; } = null!;

    public async Task OnGet(Guid id) => Command = new(id, (await Show(id)).Version, Recommendation.Status, null);

    public Task<IActionResult> OnPost() => Send(Command, $"/recommendations/{Command.Id}", "The status is changed");

    protected override Task Prepare() => Show(Command.Id);
}
