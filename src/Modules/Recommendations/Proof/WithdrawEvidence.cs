using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Takes a piece of evidence back; it stays in the history and counts no more.</summary>
[Allow(Policy.Contribute)]
[Api("POST", "/api/evidence/{id}/withdraw")]
internal sealed record WithdrawEvidence(Guid Id, int? Version, string? Reason) : ICommand
{
    internal sealed class Validator : AbstractValidator<WithdrawEvidence>
    {
        public Validator()
        {
            RuleFor(c => c.Reason).NotEmpty().WithMessage("Enter why it is withdrawn");
            RuleFor(c => c.Reason).MaximumLength(1000).WithMessage("The reason must be 1,000 characters or fewer");
        }
    }

    internal sealed class Handler(Session session, IEventStore store, OwnWork ownWork)
        : AsyncRequestHandler<WithdrawEvidence>
    {
        protected override async Task Handle(WithdrawEvidence command, CancellationToken cancel)
        {
            await ownWork.RequireEvidence(await session.Evidence(command.Id, cancel), cancel);
            await store.Change<Evidence>(
                command.Id,
                command.Version,
                evidence => evidence.Withdraw(command.Reason.Typed()!),
                cancel
            );
        }
    }
}

[Allow(Policy.Contribute)]
internal sealed class WithdrawEvidencePage(IMediator mediator, Session session) : EvidenceFormPage(mediator, session)
{
    [BindProperty]
    public WithdrawEvidence Command { get; set; } = null!;

    public async Task OnGet(Guid id) => Command = new(id, (await Show(id)).Version, null);

    public Task<IActionResult> OnPost() => Send(Command, $"/evidence/{Command.Id}", "The evidence is withdrawn");

    protected override Task Prepare() => Show(Command.Id);
}
