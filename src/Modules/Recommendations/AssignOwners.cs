using FluentValidation;
using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

[Allow(Policy.Manage)]
[Api("POST", "/api/recommendations/{id}/owners")]
internal sealed record AssignOwners(Guid Id, int? Version, Guid[]? Owners, Guid? Accountable) : ICommand
{
    internal sealed class Validator : AbstractValidator<AssignOwners>
    {
        public Validator()
        {
            RuleFor(c => c.Owners).NotEmpty().WithMessage("Select at least one post");
            RuleFor(c => c.Accountable).NotEmpty().WithMessage("Select the post that is accountable");
            RuleFor(c => c.Accountable)
                .Must((command, accountable) => command.Owners!.Contains(accountable!.Value))
                .When(c => c is { Owners.Length: > 0, Accountable: not null })
                .WithMessage("The accountable post must be one of the owners");
        }
    }

    internal sealed class Handler(IEventStore store, IMediator mediator) : AsyncRequestHandler<AssignOwners>
    {
        protected override async Task Handle(AssignOwners command, CancellationToken cancel)
        {
            var posts = await mediator.Send(new ListPosts(), cancel);

            if (command.Owners!.Except(posts.Select(post => post.Id)).Any())
                throw new RefusedException("One of the posts you selected no longer exists");

            await store.Change<Recommendation>(
                command.Id,
                command.Version,
                recommendation => recommendation.Assign([.. command.Owners!.Distinct()], command.Accountable!.Value),
                cancel
            );
        }
    }
}

[Allow(Policy.Manage)]
internal sealed class AssignOwnersPage(IMediator mediator) : RecommendationFormPage(mediator)
{
    [BindProperty]
    public AssignOwners Command { get; set; } = null!;

    public async Task OnGet(Guid id) =>
        Command = new(id, (await Show(id)).Version, Recommendation.Owners, Recommendation.Accountable);

    public Task<IActionResult> OnPost() => Send(Command, $"/recommendations/{Command.Id}", "The owners are assigned");

    protected override Task Prepare() => Show(Command.Id);
}
