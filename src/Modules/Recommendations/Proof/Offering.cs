using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>A piece of evidence of any kind, as somebody offers it; see <see cref="OfferEvidence"/> for what they mean.</summary>
internal interface IOffer : ICommand
{
    Guid Id { get; }
    Guid Recommendation { get; }
    Guid[]? Actions { get; }
    Guid[]? Also { get; }
    string? Title { get; }
    DateOnly EffectiveOn { get; }
    DateOnly? ValidUntil { get; }
    bool Submit { get; }
    Guid? Request { get; }
}

/// <summary>What must be said of every piece.</summary>
internal abstract class OfferRules<T> : AbstractValidator<T>
    where T : IOffer
{
    protected OfferRules(TimeProvider clock)
    {
        RuleFor(c => c.Id).NotEmpty().WithMessage("Enter a new id");
        RuleFor(c => c.Title).NotEmpty().WithMessage("Enter what it is");
        RuleFor(c => c.Title).MaximumLength(200).WithMessage("What it is must be 200 characters or fewer");
        Offering.AddDates(this, c => c.EffectiveOn, c => c.ValidUntil, clock);
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
        IOffer offer,
        Content content,
        CancellationToken cancel
    )
    {
        var serves = await session.Claimed(new(offer.Recommendation, offer.Actions ?? [], offer.Also ?? []), cancel);

        // Whoever was asked need not own the work to answer.
        if (offer.Request is { } asked)
            await store.Change<EvidenceRequest>(
                asked,
                null,
                one =>
                    one.Recommendation == offer.Recommendation
                        ? one.Answer(offer.Id)
                        : throw new RefusedException("The request is about another recommendation"),
                cancel
            );
        else
            await ownWork.Require(offer.Recommendation, cancel);

        var offered = new Evidence.Offered(
            offer.Id,
            offer.Title.Typed()!,
            content,
            offer.EffectiveOn,
            offer.ValidUntil,
            serves,
            offer.Request
        );
        store.Start(offer.Id, offer.Submit ? [offered, new Evidence.Submitted(session.Caller.Actor)] : [offered]);
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

    /// <summary>The two dates of a piece, wherever they are typed.</summary>
    public static void AddDates<T>(
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
}

/// <summary>A form that offers evidence of one recommendation.</summary>
internal abstract class OfferingPage<T>(IMediator mediator, Session session) : RecommendationFormPage(mediator)
    where T : class, IOffer
{
    [BindProperty]
    public T Command { get; set; } = null!;

    public IReadOnlyList<Option> Actions { get; private set; } = [];

    public IReadOnlyList<Option> Siblings { get; private set; } = [];

    public Task<IActionResult> OnPost() =>
        Send(
            Command,
            $"/evidence/{Command.Id}",
            Command.Submit ? "The evidence is submitted: somebody else decides about it" : "The draft is saved"
        );

    protected Task Begin(T command)
    {
        Command = command;
        return Prepare();
    }

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
