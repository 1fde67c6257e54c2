using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Says anew what a piece is evidence of.</summary>
[Allow(Policy.Contribute)]
[Api("POST", "/api/evidence/{id}/serves")]
internal sealed record ServeEvidence(Guid Id, int? Version, Guid Recommendation, Guid[]? Actions, Guid[]? Also)
    : ICommand
{
    internal sealed class Validator : AbstractValidator<ServeEvidence>
    {
        public Validator() =>
            RuleFor(c => c.Recommendation).NotEmpty().WithMessage("Enter the recommendation that it serves");
    }

    internal sealed class Handler(Session session, IEventStore store, OwnWork ownWork)
        : AsyncRequestHandler<ServeEvidence>
    {
        protected override async Task Handle(ServeEvidence command, CancellationToken cancel)
        {
            await ownWork.RequireEvidence(await session.Evidence(command.Id, cancel), cancel);
            var serves = await session.Claimed(
                new(command.Recommendation, command.Actions ?? [], command.Also ?? []),
                cancel
            );
            await store.Change<Evidence>(command.Id, command.Version, evidence => evidence.Serve(serves), cancel);
        }
    }
}

[Allow(Policy.Contribute)]
internal sealed class ServeEvidencePage(IMediator mediator, Session session) : EvidenceFormPage(mediator, session)
{
    private readonly Session session = session;

    [BindProperty]
    public ServeEvidence Command { get; set; } = null!;

    public IReadOnlyList<Option> Actions { get; private set; } = [];

    public IReadOnlyList<Option> Siblings { get; private set; } = [];

    public async Task OnGet(Guid id)
    {
        var row = await Show(id);
        Command = new(
            id,
            row.Version,
            row.Recommendation,
            [.. row.Serves.Select(one => one.Action).OfType<Guid>().Distinct()],
            row.Also
        );
        await Prepare();
    }

    public Task<IActionResult> OnPost() => Send(Command, $"/evidence/{Command.Id}", "What it serves is changed");

    protected override async Task Prepare()
    {
        var row = await Show(Command.Id);
        (Actions, Siblings) = await session.Provable(await session.Recommendation(row.Recommendation));
    }
}
