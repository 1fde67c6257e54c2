using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Records one recommendation of a report by hand.</summary>
[Allow(Policy.Manage)]
[Api("POST", "/api/reports/{report}/recommendations")]
internal sealed record RecordRecommendation(
    Guid Id,
    Guid Report,
    string? Number,
    ItemKind? Kind,
    string? Text,
    string? Response,
    Position Position,
    string? Reason,
    DateOnly? Due,
    string? DueWords,
    DateOnly? ReviewOn
) : ICommand
{
    internal sealed class Validator : AbstractValidator<RecordRecommendation>
    {
        public Validator()
        {
            RuleFor(c => c.Id).NotEmpty().WithMessage("Give the recommendation an id of your own making (a UUID)");
            RuleFor(c => c.Kind).NotNull().WithMessage("Select the kind").IsInEnum().WithMessage("Select the kind");
            RuleFor(c => c.Text).NotEmpty().WithMessage("Enter the text, word for word");
            RuleFor(c => c.Text).MaximumLength(20_000).WithMessage("The text must be 20,000 characters or fewer");
            RuleFor(c => c.Position).IsInEnum().WithMessage("Select the position");
            RuleFor(c => c.ReviewOn)
                .NotNull()
                .When(c =>
                    c is { Due: null, Kind: { } kind }
                    && Recommendation.StatusOf(kind) != RecommendationStatus.ForInformation
                )
                .WithMessage("Enter a due date, or when you will review it");
        }
    }

    internal sealed class Handler(Session session, IEventStore store) : AsyncRequestHandler<RecordRecommendation>
    {
        protected override async Task Handle(RecordRecommendation command, CancellationToken cancel)
        {
            if (await store.Find<Report>(command.Report, cancel) is null)
                throw new NotFoundException($"There is no report {command.Report}");

            var ordinal = await session.One<int>(
                "select coalesce(max(ordinal), 0) + 1 from recommendation where report = @Report",
                new { command.Report },
                cancel
            );
            List<DomainEvent> events =
            [
                new Recommendation.Recorded(
                    command.Id,
                    command.Report,
                    ordinal,
                    command.Number.Typed(),
                    null,
                    command.Kind!.Value,
                    command.Text.Typed()!,
                    command.Response.Typed(),
                    command.Position,
                    command.Position == Position.NoneStated ? null : PositionSource.Item,
                    command.Reason.Typed(),
                    new(
                        command.Due,
                        command.DueWords.Typed() ?? "",
                        command.Due is null ? DatePrecision.None : DatePrecision.Day
                    ),
                    null,
                    []
                ),
            ];

            if (command is { Due: null, ReviewOn: { } on })
                events.AddRange(Recommendation.Evolve(null, events[0]).SetReview(on, session.Now.Day()));

            store.Start(command.Id, events);
        }
    }
}

[Allow(Policy.Manage)]
internal sealed class RecordRecommendationPage(IMediator mediator, Session session) : FormPage(mediator)
{
    [BindProperty]
    public RecordRecommendation Command { get; set; } = null!;

    public ReportRow Report { get; private set; } = null!;

    public async Task OnGet(Guid report)
    {
        Command = new(CommandId, report, null, null, null, null, Position.NoneStated, null, null, null, null);
        await Prepare();
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, $"/recommendations/{Command.Id}", "The recommendation is recorded");

    protected override async Task Prepare() => Report = await session.Report(Command.Report);
}
