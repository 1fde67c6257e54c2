using Inspection.Contracts.Organisation;
using MediatR;

namespace Inspection.Deadlines;

/// <summary>Who holds which post today, and who stands above whom.</summary>
/// <param name="posts">The posts of the division.</param>
/// <param name="active">Who may sign in.</param>
internal sealed class Directory(IReadOnlyList<PostSummary> posts, IReadOnlySet<Guid> active)
{
    private static readonly Recipient[] Upwards =
    [
        Recipient.Owner,
        Recipient.Manager,
        Recipient.ModuleOwner,
        Recipient.HeadOfDivision,
    ];

    private readonly Dictionary<Guid, PostSummary> byId = posts.ToDictionary(post => post.Id);

    public static async Task<Directory> Load(IMediator mediator, CancellationToken cancel) =>
        new(await mediator.Send(new ListPosts(), cancel), await mediator.Send(new ListActivePeople(), cancel));

    /// <summary>Whom a rung of a deadline reaches, each once; who is told as owner or chief is not told as the Board too.</summary>
    public IReadOnlyList<Reached> Reach(Watched deadline, Rung rung)
    {
        var reached = new Dictionary<Guid, Reached>();

        foreach (var role in rung.To.Order())
        {
            var (people, above) = role == Recipient.Board ? (Board, false) : Nearest(deadline, role);

            foreach (var person in people)
                reached.TryAdd(person, new(person, rung.Escalates || above, role == Recipient.Board));
        }

        return [.. reached.Values];
    }

    /// <summary>Whoever fills the role; where nobody does, the next one above who does, so that no date goes unwatched.</summary>
    private (IReadOnlyList<Guid> People, bool Above) Nearest(Watched deadline, Recipient role)
    {
        foreach (var one in Upwards.SkipWhile(one => one != role))
            if (Of(deadline, one) is { Count: > 0 } people)
                return (people, one != role);

        return ([], false);
    }

    private IReadOnlyList<Guid> Of(Watched deadline, Recipient role) =>
        role switch
        {
            Recipient.Owner => [.. deadline.People.Where(active.Contains).Concat(Holders(deadline.Posts)).Distinct()],
            Recipient.Manager => [.. PostsOf(deadline).SelectMany(Managers).Distinct()],
            Recipient.ModuleOwner => HoldersWhere(post =>
                post.Kind == PostKind.ModuleOwner && post.Module == deadline.Module
            ),
            Recipient.HeadOfDivision => HoldersWhere(post => post.Kind == PostKind.HeadOfDivision),
            _ => [],
        };

    private IReadOnlyList<Guid> Board => HoldersWhere(post => post.Kind == PostKind.BoardMember);

    private IEnumerable<PostSummary> PostsOf(Watched deadline) =>
        deadline
            .Posts.Select(id => byId.GetValueOrDefault(id))
            .OfType<PostSummary>()
            .Concat(posts.Where(post => post.Holders.Any(deadline.People.Contains)));

    /// <summary>
    /// Whoever holds the post that it reports to, or the nearest above that is held; else the deputy who leads its team;
    /// else the Head of Division.
    /// </summary>
    private IReadOnlyList<Guid> Managers(PostSummary post)
    {
        var seen = new HashSet<Guid> { post.Id };

        for (
            var above = post.ReportsTo;
            above is { } id && seen.Add(id) && byId.GetValueOrDefault(id) is { } manager;
            above = manager.ReportsTo
        )
            if (manager.Holders.Count > 0)
                return manager.Holders;

        var deputies = HoldersWhere(one =>
            one.Kind == PostKind.DeputyHead && one.Team is not null && one.Team == post.Team && one.Id != post.Id
        );
        return deputies.Count > 0 ? deputies : HoldersWhere(one => one.Kind == PostKind.HeadOfDivision);
    }

    private IEnumerable<Guid> Holders(IEnumerable<Guid> ids) =>
        ids.SelectMany(id => byId.GetValueOrDefault(id)?.Holders ?? []);

    private IReadOnlyList<Guid> HoldersWhere(Func<PostSummary, bool> which) =>
        [.. posts.Where(which).SelectMany(post => post.Holders).Distinct()];
}

/// <summary>A person whom a rung reaches.</summary>
/// <param name="Escalates">Whether no preference silences it.</param>
/// <param name="Board">Whether it comes in the Board's digest.</param>
internal sealed record Reached(Guid Person, bool Escalates, bool Board);
