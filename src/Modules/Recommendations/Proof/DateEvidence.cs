using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Puts right which date a draft shows, and until when it can be relied on.</summary>
[Allow(Policy.Contribute)]
[Api("POST", "/api/evidence/{id}/dates")]
internal sealed record DateEvidence(Guid Id, int? Version, DateOnly EffectiveOn, DateOnly? ValidUntil) : ICommand
{
    internal sealed class Validator : AbstractValidator<DateEvidence>
    {
        public Validator(TimeProvider clock) => Offering.AddDates(this, c => c.EffectiveOn, c => c.ValidUntil, clock);
    }

    internal sealed class Handler(Session session, IEventStore store, OwnWork ownWork)
        : AsyncRequestHandler<DateEvidence>
    {
        protected override async Task Handle(DateEvidence command, CancellationToken cancel)
        {
            await ownWork.RequireEvidence(await session.Evidence(command.Id, cancel), cancel);
            await store.Change<Evidence>(
                command.Id,
                command.Version,
                evidence => evidence.Date(command.EffectiveOn, command.ValidUntil, session.Now.Day()),
                cancel
            );
        }
    }
}

[Allow(Policy.Contribute)]
internal sealed class DateEvidencePage(IMediator mediator, Session session) : EvidenceFormPage(mediator, session)
{
    [BindProperty]
    public DateEvidence Command { get; set; } = null!;

    public async Task OnGet(Guid id)
    {
        var row = await Show(id);
        Command = new(id, row.Version, row.EffectiveOn, row.ValidUntil);
    }

    public Task<IActionResult> OnPost() => Send(Command, $"/evidence/{Command.Id}", "The dates are changed");

    protected override Task Prepare() => Show(Command.Id);
}
