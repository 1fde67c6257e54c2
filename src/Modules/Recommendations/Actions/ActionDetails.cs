using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Recommendations;

/// <summary>One action with what it serves, waits for and has shown, and all that happened to it.</summary>
[Allow(Policy.Read)]
[Api("GET", "/api/actions/{id}")]
internal sealed record GetAction(Guid Id) : IQuery<ActionDetails>
{
    internal sealed class Handler(Session session, IEventStore store, IMediator mediator)
        : IRequestHandler<GetAction, ActionDetails>
    {
        public async Task<ActionDetails> Handle(GetAction query, CancellationToken cancel)
        {
            var row = await session.Action(query.Id, cancel);
            var needed = await session.Query<ActionRow>(
                "select * from action where division = @Division and depends_on @> array[@Id] order by due nulls last, id",
                new { session.Caller.Division, query.Id },
                cancel
            );
            var evidence = await session.Query<EvidenceRow>(
                """
                select * from evidence e where division = @Division
                    and (e.recommendation = any (@served) or (e.serves_many and e.also && @served))
                    and e.serves @> jsonb_build_array(jsonb_build_object('Action', @Id))
                order by effective_on desc, id
                """,
                new
                {
                    session.Caller.Division,
                    query.Id,
                    served = row.Recommendations.ToArray(),
                },
                cancel
            );
            var posts = (await mediator.Send(new ListPosts(), cancel)).ToDictionary(post => post.Id);
            var names = await mediator.Send(new NamePeople(), cancel);

            return new(
                row,
                row.Owner is { } owner ? OwnerOf(owner, posts) : null,
                await session.Recommendations(row.Recommendations, cancel),
                await session.Actions(row.DependsOn, cancel),
                needed,
                evidence,
                row.IsOpen ? WordingCheck.Of(row) : [],
                ActionHistory.Of(
                    await store.History(query.Id, cancel),
                    id => posts.GetValueOrDefault(id)?.Title ?? "a former post",
                    names
                )
            );
        }

        private static Owner OwnerOf(Guid id, Dictionary<Guid, PostSummary> posts) =>
            posts.GetValueOrDefault(id) is { } post
                ? new(id, post.Title, post.HolderName, IsAccountable: true)
                : new(id, "A post that was abolished", null, IsAccountable: true);
    }
}

/// <summary>An action as its page shows it.</summary>
/// <param name="Wording">What its wording lacks of specific, measurable, owned and dated.</param>
internal sealed record ActionDetails(
    ActionRow Action,
    Owner? Owner,
    IReadOnlyList<RecommendationRow> Serves,
    IReadOnlyList<ActionRow> DependsOn,
    IReadOnlyList<ActionRow> NeededBy,
    IReadOnlyList<EvidenceRow> Evidence,
    IReadOnlyList<Missing> Wording,
    IReadOnlyList<Happening> History
)
{
    public int Version => Action.Version;
}

[Allow(Policy.Read)]
internal sealed class ActionDetailsPage(
    IMediator mediator,
    Session session,
    IPermissions permissions,
    TimeProvider clock
) : PageModel
{
    public ActionDetails Details { get; private set; } = null!;

    public ActionRow Row => Details.Action;

    /// <summary>Owns it or something it serves, or manages the division's work, and looks at today.</summary>
    public bool MayChange { get; private set; }

    public DateOnly Today { get; private set; }

    /// <summary>The address that changes something, or null where this person may not, or looks at the past.</summary>
    public string? Change(string what) => MayChange ? $"/actions/{Row.Id}/{what}" : null;

    public async Task OnGet(Guid id)
    {
        Details = await mediator.Send(new GetAction(id), HttpContext.RequestAborted);
        Today = (session.Caller.AsAt ?? clock.GetUtcNow()).Day();
        var allowed = await permissions.For(session, HttpContext.RequestAborted);
        MayChange =
            session.Caller.AsAt is null
            && (allowed.Contains(Policy.Manage) || allowed.Contains(Policy.Contribute) && await IsOwn());
    }

    private async Task<bool> IsOwn()
    {
        var me = await mediator.Send(new WhoAmI(), HttpContext.RequestAborted);
        return Details
            .Serves.SelectMany(one => one.Owners)
            .Concat(Row.Owner is { } owner ? [owner] : [])
            .Intersect(me.Posts)
            .Any();
    }
}
