using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

[Allow(Policy.Read), Api("GET", "/api/organisation/posts/{id}")]
internal sealed record PostDetails(Guid Id) : IQuery<PostOf>
{
    internal sealed class Handler(Session session) : IRequestHandler<PostDetails, PostOf>
    {
        public async Task<PostOf> Handle(PostDetails request, CancellationToken cancellationToken)
        {
            var post =
                await session.One<PostOf>(
                    """
                    select p.id, p.version, p.title, p.abbreviation, p.kind, p.module, p.team, t.name as teamname, p.abolished,
                        p.reports_to as reportsto, m.title as managertitle
                    from post p left join team t on t.division = p.division and t.id = p.team
                    left join post m on m.division = p.division and m.id = p.reports_to
                    where p.division = @Division and p.id = @Id
                    """,
                    new { session.Caller.Division, request.Id },
                    cancellationToken
                ) ?? throw new NotFoundException($"There is no post {request.Id}");
            var holdings = await session.Query<Holding>(
                $"""{Holding.Terms} where p.division = @Division and p.id = @Id order by t."From" desc, name""",
                new { session.Caller.Division, request.Id },
                cancellationToken
            );

            return post with
            {
                Holdings = holdings,
            };
        }
    }
}

/// <summary>A post as its page shows it, with everyone who held, holds or will hold it.</summary>
internal sealed record PostOf(
    Guid Id,
    int Version,
    string Title,
    string? Abbreviation,
    PostKind Kind,
    string? Module,
    Guid? Team,
    string? TeamName,
    bool Abolished,
    Guid? ReportsTo,
    string? ManagerTitle
)
{
    public IReadOnlyList<Holding> Holdings { get; init; } = [];
}

[Allow(Policy.Read)]
internal sealed class PostDetailsPage(IMediator mediator) : ShowPage(mediator)
{
    public PostOf Post { get; private set; } = null!;

    public async Task OnGet(Guid id)
    {
        Post = await Ask(new PostDetails(id));
        await Show(id);
    }
}
