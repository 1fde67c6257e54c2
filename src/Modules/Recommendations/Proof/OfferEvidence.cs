using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;

namespace Inspection.Recommendations;

/// <summary>Offers a piece of evidence for a recommendation: a link, words, or a record of another module. Files have their own way in.</summary>
/// <param name="Id">The piece's id, a new UUID.</param>
/// <param name="Actions">The actions whose success measure it shows.</param>
/// <param name="Also">Other recommendations that it serves as well.</param>
/// <param name="Address">The link, or the record's page in the suite.</param>
/// <param name="EffectiveOn">The day it shows; when it came in is kept apart, and nobody can change that.</param>
/// <param name="ValidUntil">The last day it can be relied on; null where it does not age.</param>
/// <param name="Submit">Whether it is submitted at once, and not left a draft.</param>
[Allow(Policy.Contribute)]
[Api("POST", "/api/evidence")]
internal sealed record OfferEvidence(
    Guid Id,
    Guid Recommendation,
    Guid[]? Actions,
    Guid[]? Also,
    string? Title,
    EvidenceKind? Kind,
    string? Address,
    string? Text,
    DateOnly EffectiveOn,
    DateOnly? ValidUntil,
    bool Submit = false,
    Guid? Request = null
) : IOffer
{
    internal sealed class Validator : OfferRules<OfferEvidence>
    {
        public Validator(TimeProvider clock)
            : base(clock)
        {
            RuleFor(c => c.Kind)
                .NotNull()
                .WithMessage("Select what kind of evidence it is")
                .IsInEnum()
                .WithMessage("Select what kind of evidence it is");
            RuleFor(c => c.Address)
                .Must(IsLink)
                .When(c => c.Kind == EvidenceKind.Link)
                .WithMessage("Enter the address, beginning with https:// or http://");
            RuleFor(c => c.Address)
                .Must(address =>
                    address?.StartsWith('/') == true && !address.StartsWith("//", StringComparison.Ordinal)
                )
                .When(c => c.Kind == EvidenceKind.Record)
                .WithMessage("Enter the record's page in this suite, beginning with /");
            RuleFor(c => c.Address).MaximumLength(2000).WithMessage("The address must be 2,000 characters or fewer");
            RuleFor(c => c.Text)
                .NotEmpty()
                .When(c => c.Kind == EvidenceKind.Note)
                .WithMessage("Enter what you saw, where and when");
            RuleFor(c => c.Text).MaximumLength(10_000).WithMessage("The note must be 10,000 characters or fewer");
        }

        private static bool IsLink(string? address) =>
            Uri.TryCreate(address, UriKind.Absolute, out var link) && link.Scheme is "http" or "https";
    }

    internal sealed class Handler(Session session, IEventStore store, OwnWork ownWork)
        : AsyncRequestHandler<OfferEvidence>
    {
        protected override async Task Handle(OfferEvidence command, CancellationToken cancel)
        {
            if (command.Kind == EvidenceKind.File)
                throw new RefusedException("Upload the file on the evidence page");

            await store.Offer(
                session,
                ownWork,
                command,
                new(
                    command.Kind!.Value,
                    Name: command.Kind == EvidenceKind.Record ? command.Title.Typed() : null,
                    Address: command.Kind is EvidenceKind.Link or EvidenceKind.Record ? command.Address.Typed() : null,
                    Text: command.Text.Typed()
                ),
                cancel
            );
        }
    }
}

[Allow(Policy.Contribute)]
internal sealed class OfferEvidencePage(IMediator mediator, Session session)
    : OfferingPage<OfferEvidence>(mediator, session)
{
    public Task OnGet(Guid id, Guid? request, EvidenceKind? kind) =>
        Begin(new(Guid.CreateVersion7(), id, [], [], null, kind, null, null, default, null, true, request));
}
