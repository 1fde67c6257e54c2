using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>A new version of a link, a note or a record: a draft again, whatever was decided about the one before.</summary>
[Allow(Policy.Contribute)]
[Api("POST", "/api/evidence/{id}/replace")]
internal sealed record ReplaceEvidence(Guid Id, int? Version, string? Address, string? Text, string? Reason) : ICommand
{
    internal sealed class Validator : AbstractValidator<ReplaceEvidence>
    {
        public Validator()
        {
            RuleFor(c => c.Address).MaximumLength(2000).WithMessage("The address must be 2,000 characters or fewer");
            RuleFor(c => c.Text).MaximumLength(10_000).WithMessage("The note must be 10,000 characters or fewer");
            RuleFor(c => c.Reason).NotEmpty().WithMessage("Enter why there is a new version");
            RuleFor(c => c.Reason).MaximumLength(1000).WithMessage("The reason must be 1,000 characters or fewer");
        }
    }

    internal sealed class Handler(Session session, IEventStore store, OwnWork ownWork)
        : AsyncRequestHandler<ReplaceEvidence>
    {
        protected override async Task Handle(ReplaceEvidence command, CancellationToken cancel)
        {
            var row = await session.Evidence(command.Id, cancel);
            await ownWork.RequireEvidence(row, cancel);

            if (row.Kind == EvidenceKind.File)
                throw new RefusedException("Upload the new version of the file");

            await store.Change<Evidence>(
                command.Id,
                command.Version,
                evidence =>
                    evidence.Replace(
                        evidence.Content with
                        {
                            Address =
                                row.Kind == EvidenceKind.Note
                                    ? null
                                    : command.Address.Typed() ?? evidence.Content.Address,
                            Text = command.Text.Typed(),
                        },
                        command.Reason.Typed()!
                    ),
                cancel
            );
        }
    }
}

[Allow(Policy.Contribute)]
internal sealed class ReplaceEvidencePage(IMediator mediator, Session session) : EvidenceFormPage(mediator, session)
{
    [BindProperty]
    public ReplaceEvidence Command { get; set; } = null!;

    public async Task<IActionResult> OnGet(Guid id)
    {
        var row = await Show(id);

        if (row.Kind == EvidenceKind.File)
            return LocalRedirect($"/evidence/{id}/upload");

        Command = new(id, row.Version, row.Address, row.Text, null);
        return Page();
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, $"/evidence/{Command.Id}", "The new version is saved as a draft");

    protected override Task Prepare() => Show(Command.Id);
}
