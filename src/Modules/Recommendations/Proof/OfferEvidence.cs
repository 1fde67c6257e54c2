using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

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
) : ICommand
{
    internal sealed class Validator : AbstractValidator<OfferEvidence>
    {
        public Validator(TimeProvider clock)
        {
            RuleFor(c => c.Id).NotEmpty().WithMessage("Enter a new id");
            RuleFor(c => c.Title).NotEmpty().WithMessage("Enter what it is");
            RuleFor(c => c.Title).MaximumLength(200).WithMessage("What it is must be 200 characters or fewer");
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
            Add(this, c => c.EffectiveOn, c => c.ValidUntil, clock);
        }

        /// <summary>The two dates of a piece, wherever they are typed.</summary>
        public static void Add<T>(
            AbstractValidator<T> rules,
            System.Linq.Expressions.Expression<Func<T, DateOnly>> effectiveOn,
            System.Linq.Expressions.Expression<Func<T, DateOnly?>> validUntil,
            TimeProvider clock
        )
        {
            var shows = effectiveOn.Compile();
            rules
                .RuleFor(effectiveOn)
                .NotEmpty()
                .WithMessage("Enter the date it shows")
                .Must(day => day <= clock.Today())
                .WithMessage("The date it shows must be today or earlier");
            rules
                .RuleFor(validUntil)
                .Must((command, until) => until is null || until >= shows(command))
                .WithMessage("It cannot expire before the date it shows");
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
                command.Id,
                command.Title.Typed()!,
                new(
                    command.Kind!.Value,
                    Name: command.Kind == EvidenceKind.Record ? command.Title.Typed() : null,
                    Address: command.Kind is EvidenceKind.Link or EvidenceKind.Record ? command.Address.Typed() : null,
                    Text: command.Text.Typed()
                ),
                command.EffectiveOn,
                command.ValidUntil,
                new(command.Recommendation, command.Actions ?? [], command.Also ?? []),
                command.Submit,
                command.Request,
                cancel
            );
        }
    }
}

/// <summary>What a piece is said to be evidence of.</summary>
internal sealed record Claim(Guid Recommendation, Guid[] Actions, Guid[] Also);

internal static class Offering
{
    /// <summary>Stores a piece of evidence of any kind.</summary>
    /// <exception cref="RefusedException">It serves something that is not there, or is not the caller's to prove.</exception>
    public static async Task Offer(
        this IEventStore store,
        Session session,
        OwnWork ownWork,
        Guid id,
        string title,
        Content content,
        DateOnly effectiveOn,
        DateOnly? validUntil,
        Claim claim,
        bool submit,
        Guid? request,
        CancellationToken cancel
    )
    {
        var serves = await session.Claimed(claim, cancel);

        // Whoever was asked need not own the work to answer.
        if (request is { } asked)
            await store.Change<EvidenceRequest>(
                asked,
                null,
                one =>
                    one.Recommendation == claim.Recommendation
                        ? one.Answer(id)
                        : throw new RefusedException("The request is about another recommendation"),
                cancel
            );
        else
            await ownWork.Require(claim.Recommendation, cancel);

        var offered = new Evidence.Offered(id, title, content, effectiveOn, validUntil, serves, request);
        store.Start(id, submit ? [offered, new Evidence.Submitted(session.Caller.Actor)] : [offered]);
    }

    /// <summary>Reads a claim against what is there.</summary>
    public static async Task<Many<Served>> Claimed(this Session session, Claim claim, CancellationToken cancel)
    {
        Guid[] recommendations = [.. claim.Also.Prepend(claim.Recommendation).Distinct()];
        await session.RequirePlannable(recommendations, cancel);
        Guid[] actions = [.. claim.Actions.Distinct()];
        var found = await session.Query<ActionRow>(
            "select * from action where division = @Division and id = any (@actions)",
            new { session.Caller.Division, actions },
            cancel
        );

        if (found.Count < actions.Length || found.Any(one => !one.Recommendations.Intersect(recommendations).Any()))
            throw new RefusedException("One of the actions you selected does not serve this recommendation");

        return
        [
            .. recommendations.SelectMany(recommendation =>
                found.Where(one => one.Recommendations.Contains(recommendation)).ToList() is { Count: > 0 } proved
                    ? proved.Select(one => new Served(recommendation, one.Id))
                    : [new Served(recommendation, null)]
            ),
        ];
    }
}

/// <summary>A form about evidence of one recommendation.</summary>
[Allow(Policy.Contribute)]
internal sealed class OfferEvidencePage(IMediator mediator, Session session) : RecommendationFormPage(mediator)
{
    [BindProperty]
    public OfferEvidence Command { get; set; } = null!;

    public IReadOnlyList<Option> Actions { get; private set; } = [];

    public IReadOnlyList<Option> Siblings { get; private set; } = [];

    public async Task OnGet(Guid id, Guid? request, EvidenceKind? kind)
    {
        Command = new(Guid.CreateVersion7(), id, [], [], null, kind, null, null, default, null, true, request);
        await Prepare();
    }

    public Task<IActionResult> OnPost() =>
        Send(
            Command,
            $"/evidence/{Command.Id}",
            Command.Submit ? "The evidence is submitted: somebody else decides about it" : "The draft is saved"
        );

    protected override async Task Prepare()
    {
        await Show(Command.Recommendation);
        (Actions, Siblings) = await session.Provable(Recommendation);
    }
}

internal static class ProvableOptions
{
    /// <summary>The actions of a recommendation, and the others of its report, that a piece of evidence may serve.</summary>
    public static async Task<(IReadOnlyList<Option> Actions, IReadOnlyList<Option> Siblings)> Provable(
        this Session session,
        RecommendationRow row
    )
    {
        var actions = await session.ActionsOf(row.Id);
        var siblings = await session.Query<RecommendationRow>(
            """
            select * from recommendation
            where division = @Division and report = @Report and id <> @Id and status <> 'ForInformation' order by ordinal
            """,
            new
            {
                session.Caller.Division,
                row.Report,
                row.Id,
            }
        );
        return (
            [
                .. actions
                    .Where(action => action.State != ActionState.Withdrawn)
                    .Select(action => new Option($"{action.Id}", action.Text.Truncated(120), action.Measure)),
            ],
            [.. siblings.Select(one => new Option($"{one.Id}", one.Called, one.Text.Truncated(120)))]
        );
    }
}
