using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Approves or refuses the date that somebody else asked for.</summary>
[Allow(Policy.Manage)]
[Api("POST", "/api/recommendations/{id}/revision/decision")]
internal sealed record DecideRevision(Guid Id, int? Version, bool? Approve, string? Reason) : ICommand
{
    internal sealed class Validator : AbstractValidator<DecideRevision>
    {
        public Validator()
        {
            RuleFor(c => c.Approve).NotNull().WithMessage("Select whether you approve the date");
            RuleFor(c => c.Reason).NotEmpty().When(c => c.Approve == false).WithMessage("Enter why you refuse it");
            RuleFor(c => c.Reason).MaximumLength(1000).WithMessage("The reason must be 1,000 characters or fewer");
        }
    }

    internal sealed class Handler(Session session, IEventStore store, Standing standing)
        : AsyncRequestHandler<DecideRevision>
    {
        protected override async Task Handle(DecideRevision command, CancellationToken cancel)
        {
            var me = session.Caller.Actor;
            var isHead = await standing.Heads(cancel);
            await store.Change<Recommendation>(
                command.Id,
                command.Version,
                one =>
                    command.Approve!.Value
                        ? one.ApproveRevision(me, isHead(me), one.Asked is { } asked && isHead(asked.By))
                        : one.RefuseRevision(me, command.Reason.Typed()!),
                cancel
            );
        }
    }
}

[Allow(Policy.Manage)]
internal sealed class DecideRevisionPage(IMediator mediator) : RecommendationFormPage(mediator)
{
    [BindProperty]
    public DecideRevision Command { get; set; } = null!;

    public async Task OnGet(Guid id) => Command = new(id, (await Show(id)).Version, null, null);

    public Task<IActionResult> OnPost() =>
        Send(
            Command,
            $"/recommendations/{Command.Id}",
            Command.Approve == true ? "The new date is approved" : "The new date is refused"
        );

    protected override Task Prepare() => Show(Command.Id);
}
