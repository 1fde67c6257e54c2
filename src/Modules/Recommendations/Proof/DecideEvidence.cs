using FluentValidation;
using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Accepts or rejects a piece of evidence, in the version that was looked at.</summary>
/// <param name="Revision">The version that the person looked at.</param>
[Allow(Policy.Contribute)]
[Api("POST", "/api/evidence/{id}/decision")]
internal sealed record DecideEvidence(Guid Id, int? Revision, bool? Accept, string? Words) : ICommand
{
    internal sealed class Validator : AbstractValidator<DecideEvidence>
    {
        public Validator()
        {
            RuleFor(c => c.Revision).NotNull().WithMessage("Enter the version that you looked at");
            RuleFor(c => c.Accept).NotNull().WithMessage("Select whether you accept it");
            RuleFor(c => c.Words).NotEmpty().When(c => c.Accept == false).WithMessage("Enter why you reject it");
            RuleFor(c => c.Words).MaximumLength(4000).WithMessage("The text must be 4,000 characters or fewer");
        }
    }

    // No expected version: of two people who decide at once the second is told what the first decided.
    internal sealed class Handler(
        Session session,
        IEventStore store,
        Standing standing,
        IMediator mediator,
        FileStore files
    ) : AsyncRequestHandler<DecideEvidence>
    {
        protected override async Task Handle(DecideEvidence command, CancellationToken cancel)
        {
            var evidence =
                await store.Find<Evidence>(command.Id, cancel)
                ?? throw new NotFoundException($"There is no evidence {command.Id}");
            var me = session.Caller.Actor;
            var owns = false;

            foreach (var recommendation in evidence.Serves.Select(one => one.Recommendation).Distinct())
                owns |= (await standing.OwnersOf(await session.ClosingFacts(recommendation, cancel), cancel)).Contains(
                    me
                );

            // What nobody could scan is never accepted.
            if (command.Accept!.Value && evidence.Content.File is { } file)
                await files.Require(file, cancel);

            var names = await mediator.Send(new NamePeople(), cancel);
            await store.Change<Evidence>(
                command.Id,
                null,
                one =>
                    one.Decide(
                        command.Accept!.Value,
                        me,
                        command.Revision!.Value,
                        command.Words.Typed(),
                        session.Now,
                        owns,
                        person => names.GetValueOrDefault(person, "Someone")
                    ),
                cancel
            );
        }
    }
}

[Allow(Policy.Contribute)]
internal sealed class DecideEvidencePage(IMediator mediator, Session session) : EvidenceFormPage(mediator, session)
{
    [BindProperty]
    public DecideEvidence Command { get; set; } = null!;

    public async Task OnGet(Guid id) => Command = new(id, (await Show(id)).Revision, null, null);

    public Task<IActionResult> OnPost() =>
        Send(
            Command,
            $"/evidence/{Command.Id}",
            Command.Accept == true ? "The evidence is accepted" : "The evidence is rejected"
        );

    protected override Task Prepare() => Show(Command.Id);
}
