using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/sites/{id}/rename")]
internal sealed record RenameSite(Guid Id, int? Version, string? Name, string? Place) : ICommand
{
    internal sealed class Validator : AbstractValidator<RenameSite>
    {
        public Validator()
        {
            RuleFor(c => c.Name).IsSiteName();
            RuleFor(c => c.Place).IsPlace();
        }
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<RenameSite>
    {
        protected override Task Handle(RenameSite request, CancellationToken cancellationToken) =>
            store.Change<Site>(
                request.Id,
                request.Version,
                site => site.Rename(request.Name!.Trim(), request.Place.OrNull()),
                cancellationToken
            );
    }
}
