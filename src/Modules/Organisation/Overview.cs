using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using MediatR;

namespace Inspection.Organisation;

/// <summary>The division at a glance: its teams with their posts, its sites, and the posts without a holder.</summary>
[Allow(Policy.Read), Api("GET", "/api/organisation")]
internal sealed record Overview : IQuery<OverviewOf>
{
    internal sealed class Handler(Session session, IMediator mediator) : IRequestHandler<Overview, OverviewOf>
    {
        public async Task<OverviewOf> Handle(Overview request, CancellationToken cancellationToken)
        {
            var sites = await session.Query<SiteOf>(
                "select id, name, place, open, version from site where division = @Division and open order by name",
                new { session.Caller.Division },
                cancellationToken
            );
            var name = await session.One<string>(
                "select name from kernel.divisions where id = @Division",
                new { session.Caller.Division },
                cancellationToken
            );

            return new(
                name ?? "",
                await mediator.Send(new ListTeams(), cancellationToken),
                await mediator.Send(new ListPosts(), cancellationToken),
                sites
            );
        }
    }
}

/// <summary>What the overview shows.</summary>
internal sealed record OverviewOf(
    string Name,
    IReadOnlyList<TeamSummary> Teams,
    IReadOnlyList<PostSummary> Posts,
    IReadOnlyList<SiteOf> Sites
)
{
    public IEnumerable<PostSummary> Vacant => Posts.Where(post => post.Holder is null);

    public IEnumerable<PostSummary> Of(string? team) => Posts.Where(post => post.Team == team);
}

/// <summary>A site as pages show it.</summary>
internal sealed record SiteOf(Guid Id, string Name, string? Place, bool Open, int Version);

[Allow(Policy.Read)]
internal sealed class OverviewPage(IMediator mediator) : ShowPage(mediator)
{
    public OverviewOf Division { get; private set; } = null!;

    public async Task OnGet()
    {
        Division = await Ask(new Overview());
        await Show(Organisation.Division.Stream);
    }
}
