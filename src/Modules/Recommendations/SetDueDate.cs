using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

[Allow(Policy.Manage)]
[Api("POST", "/api/recommendations/{id}/due-date")]
internal sealed record SetDueDate(Guid Id, int? Version, DateOnly Due, string? Reason) : ICommand
{
    internal sealed class Validator : AbstractValidator<SetDueDate>
    {
        public Validator()
        {
            RuleFor(c => c.Due).NotEmpty().WithMessage("Enter the date it is due");
            RuleFor(c => c.Reason).NotEmpty().WithMessage("Enter why the date is set or changed");
            RuleFor(c => c.Reason).MaximumLength(1000).WithMessage("The reason must be 1,000 characters or fewer");
        }
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<SetDueDate>
    {
        protected override Task Handle(SetDueDate command, CancellationToken cancel) =>
            store.Change<Recommendation>(
                command.Id,
                command.Version,
                recommendation => recommendation.SetDue(command.Due, command.Reason.Typed()!),
                cancel
            );
    }
}

[Allow(Policy.Manage)]
internal sealed class SetDueDatePage(IMediator mediator) : RecommendationFormPage(mediator)
{
    [BindProperty]
    public SetDueDate Command { get; set; } = null!;

    public async Task OnGet(Guid id) =>
        Command = new(id, (await Show(id)).Version, Recommendation.Due ?? default, null);

    public Task<IActionResult> OnPost() => Send(Command, $"/recommendations/{Command.Id}", "The due date is set");

    protected override Task Prepare() => Show(Command.Id);
}
