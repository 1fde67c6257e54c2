using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/posts/{id}/retitle")]
internal sealed record RetitlePost(Guid Id, int? Version, string? Title, string? Abbreviation) : ICommand
{
    internal sealed class Validator : AbstractValidator<RetitlePost>
    {
        public Validator()
        {
            RuleFor(c => c.Title).IsPostTitle();
            RuleFor(c => c.Abbreviation).IsAbbreviation();
        }
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<RetitlePost>
    {
        protected override Task Handle(RetitlePost request, CancellationToken cancellationToken) =>
            store.Change<Post>(
                request.Id,
                request.Version,
                post => post.Retitle(request.Title!.Trim(), request.Abbreviation.OrNull()),
                cancellationToken
            );
    }
}
