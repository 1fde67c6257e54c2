using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Offers a file as evidence; it is checked, hashed and kept with the event that speaks of it, or not at all.</summary>
/// <remarks>See <see cref="OfferEvidence"/> for what the other properties mean.</remarks>
[Allow(Policy.Contribute)]
[Api("POST", "/api/evidence/files")]
internal sealed record UploadEvidence(
    Guid Id,
    Guid Recommendation,
    IFormFile? File,
    Guid[]? Actions,
    Guid[]? Also,
    string? Title,
    DateOnly EffectiveOn,
    DateOnly? ValidUntil,
    bool Submit = false,
    Guid? Request = null
) : IOffer
{
    internal sealed class Validator : OfferRules<UploadEvidence>
    {
        public Validator(TimeProvider clock)
            : base(clock) => RuleFor(c => c.File).NotNull().WithMessage("Select the file");
    }

    internal sealed class Handler(Session session, IEventStore store, OwnWork ownWork, FileStore files)
        : AsyncRequestHandler<UploadEvidence>
    {
        protected override async Task Handle(UploadEvidence command, CancellationToken cancel)
        {
            var file = await files.Store(command.File!, cancel: cancel);
            await store.Offer(
                session,
                ownWork,
                command,
                new(EvidenceKind.File, file.Id, file.Name, file.Sha256),
                cancel
            );
        }
    }
}

[Allow(Policy.Contribute), TakesFiles]
internal sealed class UploadEvidencePage(IMediator mediator, Session session)
    : OfferingPage<UploadEvidence>(mediator, session)
{
    public Task OnGet(Guid id, Guid? request) =>
        Begin(new(Guid.CreateVersion7(), id, null, [], [], null, default, null, true, request));
}

/// <summary>A new version of a file: a draft again, whatever was decided about the one before.</summary>
[Allow(Policy.Contribute)]
[Api("POST", "/api/evidence/{id}/file")]
internal sealed record UploadVersion(Guid Id, int? Version, IFormFile? File, string? Reason) : ICommand
{
    internal sealed class Validator : AbstractValidator<UploadVersion>
    {
        public Validator()
        {
            RuleFor(c => c.File).NotNull().WithMessage("Select the file");
            RuleFor(c => c.Reason).NotEmpty().WithMessage("Enter why there is a new version");
            RuleFor(c => c.Reason).MaximumLength(1000).WithMessage("The reason must be 1,000 characters or fewer");
        }
    }

    internal sealed class Handler(Session session, IEventStore store, OwnWork ownWork, FileStore files)
        : AsyncRequestHandler<UploadVersion>
    {
        protected override async Task Handle(UploadVersion command, CancellationToken cancel)
        {
            var row = await session.Evidence(command.Id, cancel);
            await ownWork.RequireEvidence(row, cancel);

            if (row.Kind != EvidenceKind.File)
                throw new RefusedException("Only a file has a new version of its file");

            var file = await files.Store(command.File!, cancel: cancel);
            await store.Change<Evidence>(
                command.Id,
                command.Version,
                evidence =>
                    evidence.Replace(new(EvidenceKind.File, file.Id, file.Name, file.Sha256), command.Reason.Typed()!),
                cancel
            );
        }
    }
}

[Allow(Policy.Contribute), TakesFiles]
internal sealed class UploadVersionPage(IMediator mediator, Session session) : EvidenceFormPage(mediator, session)
{
    [BindProperty]
    public UploadVersion Command { get; set; } = null!;

    public async Task OnGet(Guid id) => Command = new(id, (await Show(id)).Version, null, null);

    public Task<IActionResult> OnPost() =>
        Send(Command, $"/evidence/{Command.Id}", "The new version is saved as a draft");

    protected override Task Prepare() => Show(Command.Id);
}
