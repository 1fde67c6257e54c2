using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Looks, months after closure, whether what was done still holds; what does not is open again.</summary>
/// <param name="Months">3, 6 or 12 months after closure.</param>
/// <param name="SampleSize">How many cases, files or people were looked at.</param>
/// <param name="Met">How many of them met the standard.</param>
[Allow(Policy.Contribute)]
[Api("POST", "/api/recommendations/{id}/embeddedness")]
internal sealed record ReviewEmbeddedness(
    Guid Id,
    int? Version,
    int? Months,
    int? SampleSize,
    int? Met,
    bool? Embedded,
    string? Finding
) : ICommand
{
    internal sealed class Validator : AbstractValidator<ReviewEmbeddedness>
    {
        public Validator()
        {
            RuleFor(c => c.Months)
                .Must(months => months is { } some && Recommendations.Recommendation.Reviews.Contains(some))
                .WithMessage("Select which review this is");
            RuleFor(c => c.SampleSize)
                .NotNull()
                .WithMessage("Enter how many you looked at")
                .InclusiveBetween(1, 100_000)
                .WithMessage("The number you looked at must be between 1 and 100,000");
            RuleFor(c => c.Met)
                .NotNull()
                .WithMessage("Enter how many met the standard")
                .GreaterThanOrEqualTo(0)
                .WithMessage("The number that met the standard must be 0 or more")
                .LessThanOrEqualTo(c => c.SampleSize ?? int.MaxValue)
                .WithMessage("No more can meet the standard than you looked at");
            RuleFor(c => c.Embedded).NotNull().WithMessage("Select whether it is embedded");
            RuleFor(c => c.Finding).NotEmpty().WithMessage("Enter what you found");
            RuleFor(c => c.Finding).MaximumLength(4000).WithMessage("The finding must be 4,000 characters or fewer");
        }
    }

    internal sealed class Handler(Session session, IEventStore store, Standing standing)
        : AsyncRequestHandler<ReviewEmbeddedness>
    {
        protected override async Task Handle(ReviewEmbeddedness command, CancellationToken cancel)
        {
            var owners = await standing.OwnersOf(await session.ClosingFacts(command.Id, cancel), cancel);
            var review = new Recommendation.EmbeddednessReviewed(
                command.Months!.Value,
                command.SampleSize!.Value,
                command.Met!.Value,
                command.Embedded!.Value,
                command.Finding.Typed()!,
                session.Now.Day()
            );
            await store.Change<Recommendation>(
                command.Id,
                command.Version,
                one => one.ReviewEmbeddedness(review, owners.Contains(session.Caller.Actor)),
                cancel
            );
        }
    }
}

[Allow(Policy.Contribute)]
internal sealed class ReviewEmbeddednessPage(IMediator mediator) : RecommendationFormPage(mediator)
{
    [BindProperty]
    public ReviewEmbeddedness Command { get; set; } = null!;

    public IEnumerable<Option> Reviews =>
        Recommendations
            .Recommendation.Reviews.Except(Recommendation.Embedded)
            .Select(months => new Option(
                $"{months}",
                $"{months} months after closure",
                Recommendation.ClosedOn is { } closed ? $"From {Words.Date(closed.AddMonths(months))}" : null
            ));

    public async Task OnGet(Guid id)
    {
        var row = await Show(id);
        var next = Recommendations.Recommendation.Reviews.Except(row.Embedded).Cast<int?>().FirstOrDefault();
        Command = new(id, row.Version, next, null, null, null, null);
    }

    public Task<IActionResult> OnPost() =>
        Send(
            Command,
            $"/recommendations/{Command.Id}",
            Command.Embedded == true
                ? "The review is recorded"
                : "The review is recorded, and the recommendation is open again"
        );

    protected override Task Prepare() => Show(Command.Id);
}
