using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

[Allow(Policy.Read), Api("GET", "/api/organisation/teams/{id}")]
internal sealed record TeamDetails(Guid Id) : IQuery<TeamOf>
{
    internal sealed class Handler(Session session, IMediator mediator) : IRequestHandler<TeamDetails, TeamOf>
    {
        public async Task<TeamOf> Handle(TeamDetails request, CancellationToken cancellationToken)
        {
            var team =
                await session.One<TeamOf>(
                    """
                    select t.id, t.version, t.name, t.at_work as atwork, t.merged_into as mergedinto, o.name as mergedintoname
                    from team t left join team o on o.division = t.division and o.id = t.merged_into
                    where t.division = @Division and t.id = @Id
                    """,
                    new { session.Caller.Division, request.Id },
                    cancellationToken
                ) ?? throw new NotFoundException($"There is no team {request.Id}");
            var posts = await mediator.Send(new ListPosts(), cancellationToken);

            return team with
            {
                Posts = [.. posts.Where(post => team.AtWork && post.Team == team.Name)],
            };
        }
    }
}

/// <summary>A team as its page shows it.</summary>
internal sealed record TeamOf(Guid Id, int Version, string Name, bool AtWork, Guid? MergedInto, string? MergedIntoName)
{
    public IReadOnlyList<PostSummary> Posts { get; init; } = [];
}

/// <summary>Posts in a table.</summary>
internal sealed record Posts(string Caption, IEnumerable<PostSummary> All);

[Allow(Policy.Read)]
internal sealed class TeamDetailsPage(IMediator mediator) : ShowPage(mediator)
{
    public TeamOf Team { get; private set; } = null!;

    public async Task OnGet(Guid id)
    {
        Team = await Ask(new TeamDetails(id));
        await Show(id);
    }
}
