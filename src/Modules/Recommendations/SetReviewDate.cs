using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

[Allow(Policy.Manage)]
[Api("POST", "/api/recommendations/{id}/review-date")]
internal sealed record SetReviewDate(Guid Id, int? Version, DateOnly On) : ICommand
{
    internal sealed class Validator : AbstractValidator<SetReviewDate>
    {
        public Validator() => RuleFor(c => c.On).NotEmpty().WithMessage("Enter the date you will review it");
    }

    internal sealed class Handler(Session session, IEventStore store) : AsyncRequestHandler<SetReviewDate>
    {
        protected override Task Handle(SetReviewDate command, CancellationToken cancel) =>
            store.Change<Recommendation>(
                command.Id,
                command.Version,
                recommendation => recommendation.SetReview(command.On, session.Now.Day()),
                cancel
            );
    }
}

[Allow(Policy.Manage)]
internal sealed class SetReviewDatePage(IMediator mediator) : RecommendationFormPage(mediator)
{
    [BindProperty]
    public SetReviewDate Command { get; set; } = null!;

    public async Task OnGet(Guid id) => Command = new(id, (await Show(id)).Version, Recommendation.ReviewOn ?? default);

    public Task<IActionResult> OnPost() => Send(Command, $"/recommendations/{Command.Id}", "The review date is set");

    protected override Task Prepare() => Show(Command.Id);
}
