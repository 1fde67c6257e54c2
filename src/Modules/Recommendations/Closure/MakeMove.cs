using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Carries a recommendation one step along <see cref="Moves.Table"/>.</summary>
/// <param name="Words">The reason, statement or note that goes with it.</param>
/// <param name="Validator">The person who is to validate, where completion is claimed.</param>
[Allow(Policy.Contribute)]
[Api("POST", "/api/recommendations/{id}/moves")]
internal sealed record MakeMove(Guid Id, int? Version, Move? Move, string? Words, Guid? Validator = null) : ICommand
{
    internal sealed class Rules : AbstractValidator<MakeMove>
    {
        public Rules()
        {
            RuleFor(c => c.Move).NotNull().WithMessage("Select what to do").IsInEnum().WithMessage("Select what to do");
            RuleFor(c => c.Words)
                .NotEmpty()
                .When(c => Moves.Table.Any(one => one.Move == c.Move && one.Asks is not null))
                .WithMessage(c => Asked(c.Move!.Value));
            RuleFor(c => c.Words).MaximumLength(4000).WithMessage("The text must be 4,000 characters or fewer");
            RuleFor(c => c.Validator)
                .NotEmpty()
                .When(c => c.Move == Recommendations.Move.ClaimCompletion)
                .WithMessage("Select who is to validate it");
        }

        private static string Asked(Move move) =>
            move switch
            {
                Recommendations.Move.ClaimCompletion => "Enter what was done, and what changed because of it",
                Recommendations.Move.ValidateCompletion or Recommendations.Move.Revalidate =>
                    "Enter what you checked, and what you found",
                Recommendations.Move.ReturnCompletion => "Enter what is missing",
                _ => "Enter the reason",
            };
    }

    internal sealed class Handler(
        Session session,
        IEventStore store,
        OwnWork ownWork,
        Standing standing,
        IPermissions permissions
    ) : AsyncRequestHandler<MakeMove>
    {
        protected override async Task Handle(MakeMove command, CancellationToken cancel)
        {
            var move = command.Move!.Value;
            var facts = await session.ClosingFacts(command.Id, cancel);
            var step = Moves.Find(facts.Recommendation.Status, move);

            if (step is { Policy: Policy.Manage } && !(await permissions.For(session, cancel)).Contains(Policy.Manage))
                throw new ForbiddenException(Policy.Manage);

            if (
                move
                is Recommendations.Move.SubmitPlan
                    or Recommendations.Move.ReopenPlan
                    or Recommendations.Move.ClaimCompletion
            )
                await ownWork.Require(command.Id, cancel);

            if (move == Recommendations.Move.ReturnCompletion && session.Caller.Actor != facts.Recommendation.Validator)
                await ownWork.Require(command.Id, cancel);

            var owners = await standing.OwnersOf(facts, cancel);
            var made = new MoveMade(
                move,
                session.Caller.Actor,
                owners.Contains(session.Caller.Actor),
                session.Now.Day(),
                command.Words.Typed()
            )
            {
                Validator = command.Validator,
                ValidatorOwns = command.Validator is { } validator && owners.Contains(validator),
                Facts = facts,
            };
            await store.Change<Recommendation>(command.Id, command.Version, one => one.Make(made), cancel);
        }
    }
}

/// <summary>One page for every move: what it does, what it asks, and what still stands in its way.</summary>
[Allow(Policy.Contribute)]
internal sealed class MakeMovePage(IMediator mediator, Session session, Standing standing, TimeProvider clock)
    : RecommendationFormPage(mediator)
{
    [BindProperty]
    public MakeMove Command { get; set; } = null!;

    public Transition? Step { get; private set; }

    public string? Refusal { get; private set; }

    public ClosingFacts Facts { get; private set; } = null!;

    /// <summary>What the facts lack for it, before anybody tries.</summary>
    public IReadOnlyList<string> Missing { get; private set; } = [];

    public IReadOnlyList<Option> Validators { get; private set; } = [];

    public async Task OnGet(Guid id, Move move)
    {
        Command = new(id, null, move, null);
        await Prepare();
        Command = Command with { Version = Recommendation.Version };
    }

    public Task<IActionResult> OnPost() => Send(Command, $"/recommendations/{Command.Id}", Said(Command.Move));

    protected override async Task Prepare()
    {
        await Show(Command.Id);
        var move = Command.Move ?? default;
        Facts = await session.ClosingFacts(Command.Id);
        Step = Moves.Find(Recommendation.Status, move);
        Refusal = Step is null ? Moves.Refusal(Recommendation.Status, move) : null;
        Missing = move switch
        {
            Recommendations.Move.SubmitPlan or Recommendations.Move.ApprovePlan => [.. Facts.MissingFromPlan()],
            Recommendations.Move.ClaimCompletion
            or Recommendations.Move.ValidateCompletion
            or Recommendations.Move.Revalidate => [.. Facts.MissingFromProof(clock.Today())],
            _ => [],
        };

        if (move == Recommendations.Move.ClaimCompletion)
            Validators = [.. People(without: await standing.OwnersOf(Facts))];
    }

    private static string Said(Move? move) =>
        move switch
        {
            Recommendations.Move.SubmitPlan => "The plan is submitted",
            Recommendations.Move.ApprovePlan => "The plan is approved",
            Recommendations.Move.ReturnPlan => "The plan is returned",
            Recommendations.Move.ReopenPlan => "The plan can be changed",
            Recommendations.Move.ClaimCompletion => "Submitted for validation",
            Recommendations.Move.ReturnCompletion => "Returned for more work",
            Recommendations.Move.ValidateCompletion => "Completion is validated",
            Recommendations.Move.Revalidate => "Validated again",
            Recommendations.Move.Reopen => "It is open again",
            _ => "It is closed",
        };
}
