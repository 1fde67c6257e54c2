using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

[Allow(Policy.Manage)]
[Api("POST", "/api/recommendations/{id}/links")]
internal sealed record LinkRecommendation(Guid Id, int Version, Guid? Other, Relation? Relation) : ICommand
{
    internal sealed class Validator : AbstractValidator<LinkRecommendation>
    {
        public Validator()
        {
            RuleFor(c => c.Other).NotEmpty().WithMessage("Select the other recommendation");
            RuleFor(c => c.Relation).NotNull().IsInEnum().WithMessage("Select how the two belong together");
        }
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<LinkRecommendation>
    {
        protected override async Task Handle(LinkRecommendation command, CancellationToken cancel)
        {
            if (await store.Find<Recommendation>(command.Other!.Value, cancel) is null)
                throw new RefusedException("The other recommendation is not on this division's register");

            await store.Change<Recommendation>(
                command.Id,
                command.Version,
                recommendation => recommendation.LinkTo(command.Other.Value, command.Relation!.Value),
                cancel
            );
        }
    }
}

[Allow(Policy.Manage)]
[Api("DELETE", "/api/recommendations/{id}/links/{other}")]
internal sealed record UnlinkRecommendation(Guid Id, int Version, Guid Other, Relation Relation) : ICommand
{
    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<UnlinkRecommendation>
    {
        protected override Task Handle(UnlinkRecommendation command, CancellationToken cancel) =>
            store.Change<Recommendation>(
                command.Id,
                command.Version,
                recommendation => recommendation.Unlink(command.Other, command.Relation),
                cancel
            );
    }
}

[Allow(Policy.Manage)]
internal sealed class LinkRecommendationPage(IMediator mediator) : RecommendationFormPage(mediator)
{
    [BindProperty]
    public LinkRecommendation Command { get; set; } = null!;

    public async Task OnGet(Guid id) => Command = new(id, (await Show(id)).Version, null, null);

    public Task<IActionResult> OnPost() =>
        Send(Command, $"/recommendations/{Command.Id}", "The recommendations are linked");

    public Task<IActionResult> OnPostUnlink(UnlinkRecommendation unlink) =>
        Send(unlink, $"/recommendations/{unlink.Id}", "The link is removed");

    protected override Task Prepare() => Show(Command.Id);
}
