using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Hands a draft over for a decision; what was rejected may be handed in again.</summary>
[Allow(Policy.Contribute)]
[Api("POST", "/api/evidence/{id}/submit")]
internal sealed record SubmitEvidence(Guid Id, int? Version) : ICommand
{
    internal sealed class Handler(Session session, IEventStore store, OwnWork ownWork)
        : AsyncRequestHandler<SubmitEvidence>
    {
        protected override async Task Handle(SubmitEvidence command, CancellationToken cancel)
        {
            await ownWork.RequireEvidence(await session.Evidence(command.Id, cancel), cancel);
            await store.Change<Evidence>(
                command.Id,
                command.Version,
                evidence => evidence.Submit(session.Caller.Actor),
                cancel
            );
        }
    }
}

[Allow(Policy.Contribute)]
internal sealed class SubmitEvidencePage(IMediator mediator, Session session) : EvidenceFormPage(mediator, session)
{
    [BindProperty]
    public SubmitEvidence Command { get; set; } = null!;

    public async Task OnGet(Guid id) => Command = new(id, (await Show(id)).Version);

    public Task<IActionResult> OnPost() =>
        Send(Command, $"/evidence/{Command.Id}", "The evidence is submitted: somebody else decides about it");

    protected override Task Prepare() => Show(Command.Id);
}
