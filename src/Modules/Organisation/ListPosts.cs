using Inspection.Contracts.Organisation;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui.Lists;
using MediatR;

namespace Inspection.Organisation;

internal sealed class ListPostsHandler(Session session, KeptAnswers kept)
    : IRequestHandler<ListPosts, IReadOnlyList<PostSummary>>
{
    public async Task<IReadOnlyList<PostSummary>> Handle(ListPosts request, CancellationToken cancellationToken)
    {
        var day = request.On ?? Holding.Day(session);
        var posts = await kept.Rows<Found>(
            session,
            $"""
            select p.id, p.title, p.abbreviation, p.kind, p.module, p.reports_to, t.name as team, h.holders, h.names
            from post p
            left join team t on t.division = p.division and t.id = p.team
            left join lateral (
                select array_agg(person order by "from") as holders, string_agg(name, ' and ' order by "from") as names
                from ({Holding.Terms} where p.division = @Division) held
                where post = p.id and active and "from" <= @day and (until is null or until >= @day)
            ) h on true
            where p.division = @Division and not p.abolished
            order by p.title, p.id
            """,
            new { session.Caller.Division, day },
            cancellationToken
        );

        return
        [
            .. posts.Select(post => new PostSummary(
                post.Id,
                post.Title,
                post.Abbreviation,
                post.Team,
                post.Holders?[0],
                post.Names
            )
            {
                Kind = post.Kind,
                Module = post.Module,
                ReportsTo = post.ReportsTo,
                Holders = post.Holders ?? [],
            }),
        ];
    }

    internal sealed class Found
    {
        public Guid Id { get; init; }
        public required string Title { get; init; }
        public string? Abbreviation { get; init; }
        public PostKind Kind { get; init; }
        public string? Module { get; init; }
        public Guid? ReportsTo { get; init; }
        public string? Team { get; init; }
        public Guid[]? Holders { get; init; }
        public string? Names { get; init; }
    }
}

internal sealed class ListHoldersHandler(Session session) : IRequestHandler<ListHolders, IReadOnlyList<Guid>>
{
    public Task<IReadOnlyList<Guid>> Handle(ListHolders request, CancellationToken cancellationToken) =>
        session.Query<Guid>(
            $"""
            select distinct person from ({Holding.Terms} where p.division = @Division and p.id = any (@posts)) held
            where "from" <= @today and (until is null or until >= @Since)
            """,
            new
            {
                session.Caller.Division,
                posts = request.Posts.ToArray(),
                request.Since,
                today = Holding.Day(session),
            },
            cancellationToken
        );
}

internal sealed class ListTeamsHandler(Session session) : IRequestHandler<ListTeams, IReadOnlyList<TeamSummary>>
{
    public Task<IReadOnlyList<TeamSummary>> Handle(ListTeams request, CancellationToken cancellationToken) =>
        session.Query<TeamSummary>(
            "select id, name from team where division = @Division and at_work order by name",
            new { session.Caller.Division },
            cancellationToken
        );
}
