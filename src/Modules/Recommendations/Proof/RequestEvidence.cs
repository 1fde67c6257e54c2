using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Asks a person for evidence by a day.</summary>
/// <param name="Id">The request's id, a new UUID.</param>
/// <param name="From">The person who is asked.</param>
[Allow(Policy.Contribute)]
[Api("POST", "/api/evidence/requests")]
internal sealed record RequestEvidence(
    Guid Id,
    Guid Recommendation,
    Guid? Action,
    string? What,
    Guid? From,
    DateOnly Due
) : ICommand
{
    internal sealed class Validator : AbstractValidator<RequestEvidence>
    {
        public Validator(TimeProvider clock)
        {
            RuleFor(c => c.Id).NotEmpty().WithMessage("Enter a new id");
            RuleFor(c => c.What).NotEmpty().WithMessage("Enter what you ask for");
            RuleFor(c => c.What).MaximumLength(1000).WithMessage("What you ask for must be 1,000 characters or fewer");
            RuleFor(c => c.From).NotEmpty().WithMessage("Select whom you ask");
            RuleFor(c => c.Due)
                .NotEmpty()
                .WithMessage("Enter the date you need it by")
                .Must(due => due >= clock.Today())
                .WithMessage("The date you need it by must be today or later");
        }
    }

    internal sealed class Handler(Session session, IEventStore store, OwnWork ownWork, Standing standing)
        : AsyncRequestHandler<RequestEvidence>
    {
        protected override async Task Handle(RequestEvidence command, CancellationToken cancel)
        {
            await session.RequirePlannable([command.Recommendation], cancel);
            await ownWork.Require(command.Recommendation, cancel);

            if (!await standing.HoldsPost(command.From!.Value, cancel))
                throw new RefusedException("The person you selected holds no post here");

            if (
                command.Action is { } action
                && (await session.ActionsOf(command.Recommendation, cancel)).All(one => one.Id != action)
            )
                throw new RefusedException("The action you selected does not serve this recommendation");

            store.Start(
                command.Id,
                [
                    new EvidenceRequest.Made(
                        command.Id,
                        command.Recommendation,
                        command.Action,
                        command.What.Typed()!,
                        command.From.Value,
                        session.Caller.Actor,
                        command.Due
                    ),
                ]
            );
        }
    }
}

[Allow(Policy.Contribute)]
internal sealed class RequestEvidencePage(IMediator mediator, Session session) : RecommendationFormPage(mediator)
{
    [BindProperty]
    public RequestEvidence Command { get; set; } = null!;

    public IReadOnlyList<Option> Actions { get; private set; } = [];

    public async Task OnGet(Guid id)
    {
        Command = new(Guid.CreateVersion7(), id, null, null, null, default);
        await Prepare();
    }

    public Task<IActionResult> OnPost() => Send(Command, $"/evidence/requests/{Command.Id}", "The request is made");

    protected override async Task Prepare()
    {
        await Show(Command.Recommendation);
        (Actions, _) = await session.Provable(Recommendation);
    }
}
