using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Kit;

internal enum FindingStatus
{
    AwaitingReply,
    InProgress,
    Complete,
    Closed,
}

/// <summary>A finding: something with a number, an owner and a date.</summary>
internal sealed record Finding(Guid Id, FindingStatus Status) : IAggregate<Finding>
{
    [EventName("kit-finding.raised")]
    internal sealed record Raised(Guid Id, int Number, string Text, DateOnly? Due) : DomainEvent;

    [EventName("kit-finding.assigned")]
    internal sealed record Assigned(Guid Id, Guid Desk, DateOnly? Due) : DomainEvent;

    [EventName("kit-finding.closed")]
    internal sealed record Closed(Guid Id) : DomainEvent;

    public IReadOnlyList<DomainEvent> Assign(Guid desk, DateOnly? due) =>
        Status == FindingStatus.Closed
            ? throw new RefusedException("This finding is closed")
            : [new Assigned(Id, desk, due)];

    public static Finding Evolve(Finding? state, DomainEvent happened) =>
        (state, happened) switch
        {
            (null, Raised raised) => new(raised.Id, FindingStatus.AwaitingReply),
            ({ }, Assigned) => state with { Status = FindingStatus.InProgress },
            ({ }, Closed) => state with { Status = FindingStatus.Closed },
            _ => throw new InvalidOperationException(),
        };
}

[ReadModel("kit.kit_finding", Indexes = ["due, id", "status"])]
internal sealed record FindingRow(
    Guid Id,
    int Number,
    string Text,
    FindingStatus Status,
    Guid? Desk,
    DateOnly? Due,
    DateTimeOffset RaisedAt,
    decimal? Cost,
    bool Urgent
)
{
    public int Version { get; init; }
}

internal sealed class FindingRows : Projection<Finding, FindingRow>
{
    public override FindingRow? Evolve(FindingRow? row, Happened happened) =>
        happened.Data switch
        {
            Finding.Raised e => new(
                e.Id,
                e.Number,
                e.Text,
                FindingStatus.AwaitingReply,
                null,
                e.Due,
                happened.At,
                null,
                false
            ),
            Finding.Assigned e => row! with
            {
                Desk = e.Desk,
                Due = e.Due ?? row.Due,
                Status = FindingStatus.InProgress,
            },
            Finding.Closed => row! with { Status = FindingStatus.Closed },
            _ => row,
        };
}

/// <summary>A desk that can own findings.</summary>
internal sealed record Desk(Guid Id) : IAggregate<Desk>
{
    [EventName("kit-desk.opened")]
    internal sealed record Opened(Guid Id, string Title) : DomainEvent;

    public static Desk Evolve(Desk? state, DomainEvent happened) => new(((Opened)happened).Id);
}

[ReadModel("kit.kit_desk")]
internal sealed record DeskRow(Guid Id, string Title);

internal sealed class DeskRows : Projection<Desk, DeskRow>
{
    public override DeskRow? Evolve(DeskRow? row, Happened happened) =>
        happened.Data is Desk.Opened e ? new(e.Id, e.Title) : row;
}

[Allow(Policy.Manage)]
internal sealed record RaiseFinding(Guid Id, int Number, string Text, DateOnly? Due, bool Closed) : ICommand
{
    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<RaiseFinding>
    {
        protected override Task Handle(RaiseFinding command, CancellationToken cancel)
        {
            DomainEvent raised = new Finding.Raised(command.Id, command.Number, command.Text, command.Due);
            store.Start(command.Id, command.Closed ? [raised, new Finding.Closed(command.Id)] : [raised]);
            return Task.CompletedTask;
        }
    }
}

/// <summary>Assigns a finding to a desk.</summary>
[Allow(Policy.Contribute)]
internal sealed record AssignFinding(
    Guid Id,
    int? Version,
    Guid Desk,
    DateOnly? Due,
    string? Reason,
    int? Days,
    string[]? Teams,
    FindingStatus? Next,
    bool Told
) : ICommand
{
    internal sealed class Validator : AbstractValidator<AssignFinding>
    {
        public Validator()
        {
            RuleFor(c => c.Told)
                .Equal(true)
                .When(c => c.Version is not null)
                .WithMessage("Say that the desk has been told");
            RuleFor(c => c.Desk).NotEmpty().WithMessage("Select who will own it");
            RuleFor(c => c.Due).NotEmpty().When(c => c.Version is not null).WithMessage("Enter the date it is due");
        }
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<AssignFinding>
    {
        protected override Task Handle(AssignFinding command, CancellationToken cancel) =>
            store.Change<Finding>(
                command.Id,
                command.Version,
                finding => finding.Assign(command.Desk, command.Due),
                cancel
            );
    }
}

internal sealed class AssignFindingPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public AssignFinding Command { get; set; } = null!;

    public IReadOnlyList<Option> Desks { get; } =
    [
        new(KitServer.Desks[0].ToString(), "Head of Division"),
        new(KitServer.Desks[1].ToString(), "Area Business Manager"),
    ];

    public void OnGet(Guid id, int version) =>
        Command = new(id, version, default, null, null, null, ["north"], null, false);

    public Task<IActionResult> OnPost() => Send(Command, then: "/kit", said: "The finding is assigned");
}
