using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/teams/{id}/rename")]
internal sealed record RenameTeam(Guid Id, int? Version, string? Name) : ICommand
{
    internal sealed class Validator : AbstractValidator<RenameTeam>
    {
        public Validator() => RuleFor(c => c.Name).IsTeamName();
    }

    internal sealed class Handler(IEventStore store, TeamNames names) : AsyncRequestHandler<RenameTeam>
    {
        protected override async Task Handle(RenameTeam request, CancellationToken cancellationToken)
        {
            var taken = await names.Taken(cancellationToken);
            await store.Change<Team>(
                request.Id,
                request.Version,
                team => team.Rename(request.Name!.Trim(), taken),
                cancellationToken
            );
        }
    }
}
