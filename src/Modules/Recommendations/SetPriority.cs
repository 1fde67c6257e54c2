using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

[Allow(Policy.Manage)]
[Api("POST", "/api/recommendations/{id}/priority")]
internal sealed record SetPriority(Guid Id, int? Version, Priority? Priority) : ICommand
{
    internal sealed class Validator : AbstractValidator<SetPriority>
    {
        public Validator() =>
            RuleFor(c => c.Priority)
                .NotNull()
                .WithMessage("Select a priority")
                .IsInEnum()
                .WithMessage("Select a priority");
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<SetPriority>
    {
        protected override Task Handle(SetPriority command, CancellationToken cancel) =>
            store.Change<Recommendation>(
                command.Id,
                command.Version,
                recommendation => recommendation.Prioritise(command.Priority!.Value),
                cancel
            );
    }
}

[Allow(Policy.Manage)]
internal sealed class SetPriorityPage(IMediator mediator) : RecommendationFormPage(mediator)
{
    [BindProperty]
    public SetPriority Command { get; set; } = null!;

    public async Task OnGet(Guid id) => Command = new(id, (await Show(id)).Version, Recommendation.Priority);

    public Task<IActionResult> OnPost() => Send(Command, $"/recommendations/{Command.Id}", "The priority is set");

    protected override Task Prepare() => Show(Command.Id);
}
