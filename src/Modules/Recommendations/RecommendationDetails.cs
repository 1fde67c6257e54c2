using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Recommendations;

/// <summary>One recommendation with all that happened to it.</summary>
[Allow(Policy.Read)]
[Api("GET", "/api/recommendations/{id}")]
internal sealed record GetRecommendation(Guid Id) : IQuery<RecommendationDetails>
{
    internal sealed class Handler(Session session, IEventStore store, IMediator mediator)
        : IRequestHandler<GetRecommendation, RecommendationDetails>
    {
        public async Task<RecommendationDetails> Handle(GetRecommendation query, CancellationToken cancel)
        {
            await using var answers = await session.Several(
                $"""
                {Facts.Question}
                select * from recommendation
                where has_links and links @> jsonb_build_array(jsonb_build_object('Other', @recommendation))
                """,
                new { session.Caller.Division, recommendation = query.Id },
                cancel
            );
            var facts = await Facts.Read(answers, query.Id);
            var linking = await answers.ReadAsync<RecommendationRow>();
            var row = facts.Recommendation;
            var linked =
                row.Links.Count == 0 ? [] : await session.Recommendations(row.Links.Select(link => link.Other), cancel);
            var posts = (await mediator.Send(new ListPosts(), cancel)).ToDictionary(post => post.Id);
            var names = await mediator.Send(new NamePeople(), cancel);
            var history = await store.History(query.Id, cancel);

            return new(
                row,
                facts.Report,
                [.. row.Owners.Select(id => OwnerOf(id, row, posts))],
                [.. linked.Concat(linking).DistinctBy(one => one.Id)],
                [
                    .. history
                        .Reverse()
                        .Select(one => new Happening(
                            one.Version,
                            RecommendationsModule.Title(one.Data),
                            RecommendationsModule.Detail(
                                one.Data,
                                id => posts.GetValueOrDefault(id)?.Title ?? "a former post"
                            ),
                            names.GetValueOrDefault(one.Actor, "Someone"),
                            one.At,
                            one.Data is Recommendation.Noted
                        )),
                ]
            )
            {
                Actions = facts.Actions,
                Evidence = facts.Evidence,
                ChangedSinceSigned = row.Seal is null ? [] : [.. facts.ChangedSince(row.Seal)],
                Validator = row.Validator is { } validator ? names.GetValueOrDefault(validator, "Someone") : null,
                AskedBy = row.AskedBy is { } asker ? names.GetValueOrDefault(asker, "Someone") : null,
                Posts = posts.ToDictionary(post => post.Key, post => post.Value.Title),
            };
        }

        private static Owner OwnerOf(Guid id, RecommendationRow row, Dictionary<Guid, PostSummary> posts) =>
            posts.GetValueOrDefault(id) is { } post
                ? new(id, post.Title, post.HolderName, id == row.Accountable)
                : new(id, "A post that was abolished", null, id == row.Accountable);
    }
}

/// <summary>A recommendation as its page shows it.</summary>
internal sealed record RecommendationDetails(
    RecommendationRow Recommendation,
    ReportRow? Report,
    IReadOnlyList<Owner> Owners,
    IReadOnlyList<RecommendationRow> Linked,
    IReadOnlyList<Happening> History
)
{
    public int Version => Recommendation.Version;

    public IReadOnlyList<ActionRow> Actions { get; init; } = [];

    public IReadOnlyList<EvidenceRow> Evidence { get; init; } = [];

    /// <summary>What differs from what was signed, asked now and not from the flag.</summary>
    public IReadOnlyList<string> ChangedSinceSigned { get; init; } = [];

    /// <summary>The name of whoever is to validate it, or did.</summary>
    public string? Validator { get; init; }

    /// <summary>The name of whoever asked for another date.</summary>
    public string? AskedBy { get; init; }

    /// <summary>The titles of the division's posts.</summary>
    public IReadOnlyDictionary<Guid, string> Posts { get; init; } = new Dictionary<Guid, string>();
}

/// <summary>A post that owns a recommendation.</summary>
internal sealed record Owner(Guid Post, string Title, string? Holder, bool IsAccountable);

/// <summary>One thing that happened, in words.</summary>
internal sealed record Happening(int Version, string Title, string? Detail, string By, DateTimeOffset At, bool IsNote);

[Allow(Policy.Read)]
internal sealed class RecommendationDetailsPage(
    IMediator mediator,
    Session session,
    IPermissions permissions,
    TimeProvider clock
) : PageModel
{
    public RecommendationDetails Details { get; private set; } = null!;

    public RecommendationRow Row => Details.Recommendation;

    public bool MayManage { get; private set; }

    public bool MayContribute { get; private set; }

    public DateOnly Today { get; private set; }

    /// <summary>The address that changes something, or null where this person may not, or looks at the past.</summary>
    public string? Change(string what) => MayManage ? $"/recommendations/{Row.Id}/{what}" : null;

    /// <summary>The steps that the table of moves allows from here to this person.</summary>
    public IEnumerable<Move> Next =>
        MayContribute
            ? Moves
                .From(Row.Status)
                .Where(step => MayManage || step.Policy == Policy.Contribute)
                .Select(step => step.Move)
                .Where(move => move != Move.Revalidate || NeedsRevalidation)
            : [];

    /// <summary>Something differs from what was signed, or did so for a while.</summary>
    public bool NeedsRevalidation => Row.NeedsRevalidation || Details.ChangedSinceSigned.Count > 0;

    public async Task OnGet(Guid id)
    {
        Details = await mediator.Send(new GetRecommendation(id), HttpContext.RequestAborted);
        var allowed = await permissions.For(session, HttpContext.RequestAborted);
        var now = session.Caller.AsAt is null;
        (MayManage, MayContribute) = (
            now && allowed.Contains(Policy.Manage),
            now && allowed.Contains(Policy.Contribute)
        );
        Today = (session.Caller.AsAt ?? clock.GetUtcNow()).Day();
    }
}
