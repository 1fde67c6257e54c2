using FluentValidation;
using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Declines a request that one was asked, or takes back one that is not needed any more.</summary>
/// <param name="Decline">True by whoever was asked; false by whoever asks.</param>
[Allow(Policy.Contribute)]
[Api("POST", "/api/evidence/requests/{id}/end")]
internal sealed record EndRequest(Guid Id, int? Version, bool? Decline, string? Reason) : ICommand
{
    internal sealed class Validator : AbstractValidator<EndRequest>
    {
        public Validator()
        {
            RuleFor(c => c.Decline).NotNull().WithMessage("Select what to do");
            RuleFor(c => c.Reason).NotEmpty().WithMessage("Enter the reason");
            RuleFor(c => c.Reason).MaximumLength(1000).WithMessage("The reason must be 1,000 characters or fewer");
        }
    }

    internal sealed class Handler(Session session, IEventStore store, OwnWork ownWork) : AsyncRequestHandler<EndRequest>
    {
        protected override async Task Handle(EndRequest command, CancellationToken cancel)
        {
            var row = await session.Request(command.Id, cancel);

            if (command.Decline == false && row.Asker != session.Caller.Actor)
                await ownWork.Require(row.Recommendation, cancel);

            await store.Change<EvidenceRequest>(
                command.Id,
                command.Version,
                request =>
                    command.Decline!.Value
                        ? request.Decline(session.Caller.Actor, command.Reason.Typed()!)
                        : request.Cancel(command.Reason.Typed()!),
                cancel
            );
        }
    }
}

/// <summary>One request: to answer it, to decline it, to take it back.</summary>
[Allow(Policy.Read)]
internal sealed class EvidenceRequestPage(IMediator mediator, Session session, TimeProvider clock) : FormPage(mediator)
{
    [BindProperty]
    public EndRequest Command { get; set; } = null!;

    public EvidenceRequestRow Row { get; private set; } = null!;

    public RecommendationRow Recommendation { get; private set; } = null!;

    public IReadOnlyList<EvidenceRow> Answers { get; private set; } = [];

    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public bool IsMine => Row.Asked == session.Caller.Actor;

    public bool IsLate => Row.State == RequestState.Open && Row.Due < clock.Today();

    public bool MayEnd => Row.State == RequestState.Open && session.Caller.AsAt is null;

    public async Task OnGet(Guid id)
    {
        Command = new(id, null, null, null);
        await Prepare();
        Command = Command with { Version = Row.Version, Decline = IsMine };
    }

    public Task<IActionResult> OnPost() =>
        Send(
            Command,
            $"/evidence/requests/{Command.Id}",
            Command.Decline == true ? "The request is declined" : "The request is taken back"
        );

    protected override async Task Prepare()
    {
        Row = await session.Request(Command.Id);
        Recommendation = await session.Recommendation(Row.Recommendation);
        Answers = await session.Query<EvidenceRow>(
            "select * from evidence where division = @Division and id = any (@Answers)",
            new { session.Caller.Division, Row.Answers }
        );
        Names = await Ask(new NamePeople());
    }
}

internal static class RequestLookup
{
    /// <exception cref="NotFoundException">The division has no such request.</exception>
    public static async Task<EvidenceRequestRow> Request(
        this Session session,
        Guid id,
        CancellationToken cancel = default
    ) =>
        await session.One<EvidenceRequestRow>("select * from evidence_request where id = @id", new { id }, cancel)
        ?? throw new NotFoundException($"There is no request {id}");
}
