using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

[Allow(Policy.Read), Api("GET", "/api/organisation/sites/{id}")]
internal sealed record SiteDetails(Guid Id) : IQuery<SiteOf>
{
    internal sealed class Handler(Session session) : IRequestHandler<SiteDetails, SiteOf>
    {
        public async Task<SiteOf> Handle(SiteDetails request, CancellationToken cancellationToken) =>
            await session.One<SiteOf>(
                "select id, name, place, open, version from site where division = @Division and id = @Id",
                new { session.Caller.Division, request.Id },
                cancellationToken
            ) ?? throw new NotFoundException($"There is no site {request.Id}");
    }
}
