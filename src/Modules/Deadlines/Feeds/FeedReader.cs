using System.Security.Cryptography;
using System.Text;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;

namespace Inspection.Deadlines;

/// <summary>
/// Reads a feed for whoever has its secret, as the person who opened it. Unknown, revoked and no longer allowed are one and
/// the same: not there.
/// </summary>
internal sealed class FeedReader(Session session, IPermissions permissions, Kinds kinds)
{
    /// <summary>How long what is no longer in a feed is said to be cancelled.</summary>
    public const int CancelledDays = 90;

    /// <param name="token">The secret.</param>
    /// <param name="address">The suite's address.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="NotFoundException">The token opens nothing.</exception>
    public async Task<string> Read(string token, string address, CancellationToken cancel)
    {
        // Whoever has signed in is a stranger here too.
        await Become(Caller.Nobody);
        var place =
            await session.Look<Place>(
                "select division, feed, person from deadlines.feed_of($1)",
                [SHA256.HashData(Encoding.UTF8.GetBytes(token))],
                cancel
            ) ?? throw NotThere;

        await Become(new(place.Division, place.Person));
        var feed = await session.One<FeedRow>(
            "select * from feed where division = @Division and id = @Feed",
            place,
            cancel
        );
        var needed = feed?.Module is null ? Policy.Read : Policy.Manage;

        if (feed is null || !(await permissions.For(session, cancel)).Contains(needed))
        {
            await Become(Caller.Nobody);
            throw NotThere;
        }

        var lines = await Lines(feed, cancel);
        var said = lines.Select(line => (Line: line, Entry: line.Say(session.Now))).ToList();
        await Remember(feed, [.. said.Where(one => one.Entry != one.Line.Before).Select(one => one.Entry)], cancel);

        return Calendar.Write(
            feed.Called,
            address,
            said.OrderBy(one => one.Entry.Due)
                .ThenBy(one => one.Line.Id)
                .Select(one => new CalendarEntry(
                    one.Line.Id,
                    $"{one.Line.Reference}: {kinds.TitleOf(one.Line.Kind)}",
                    kinds.TitleOf(one.Line.Kind),
                    one.Line.Link,
                    one.Entry.Due,
                    one.Entry.Sequence,
                    one.Entry.ChangedAt,
                    one.Entry.IsCancelled
                ))
        );
    }

    /// <summary>What is in the feed now, and what it has shown before.</summary>
    private Task<IReadOnlyList<FeedLine>> Lines(FeedRow feed, CancellationToken cancel) =>
        session.Query<FeedLine>(
            $"""
            with shown as (
                select d.id from deadline d where d.division = @division and d.is_open and d.due is not null
                    and {(feed.Module is null ? DeadlineRegister.Mine : "d.module = @module")}
            )
            select d.id, d.kind, d.reference, d.link, d.due, d.sequence, s.id is not null as is_shown,
                e.due as said_due, e.sequence as said_sequence, e.said, e.is_cancelled, e.changed_at
            from (select id from shown union select deadline from feed_entry where division = @division and feed = @feed) i
            join deadline d on d.division = @division and d.id = i.id
            left join shown s on s.id = d.id
            left join feed_entry e on e.division = @division and e.feed = @feed and e.deadline = d.id
            where s.id is not null or not e.is_cancelled or e.changed_at > @since
            """,
            new
            {
                division = session.Caller.Division,
                me = session.Caller.Actor,
                today = session.Now.Day(),
                feed = feed.Id,
                module = feed.Module,
                since = session.Now.AddDays(-CancelledDays),
            },
            cancel
        );

    private async Task Remember(FeedRow feed, IReadOnlyList<FeedEntry> entries, CancellationToken cancel)
    {
        if (entries.Count == 0)
            return;

        await session.Execute(
            """
            insert into feed_entry (division, feed, deadline, due, sequence, said, is_cancelled, changed_at)
            select @Division, @Id, n.deadline, n.due, n.sequence, n.said, n.is_cancelled, @Now
            from unnest(@deadlines, @dues, @sequences, @saids, @cancelled) as n (deadline, due, sequence, said, is_cancelled)
            order by n.deadline
            on conflict (division, feed, deadline) do update set due = excluded.due, sequence = excluded.sequence,
                said = excluded.said, is_cancelled = excluded.is_cancelled, changed_at = excluded.changed_at
            """,
            new
            {
                session.Caller.Division,
                feed.Id,
                session.Now,
                deadlines = entries.Select(one => one.Deadline).ToArray(),
                dues = entries.Select(one => one.Due).ToArray(),
                sequences = entries.Select(one => one.Sequence).ToArray(),
                saids = entries.Select(one => one.Said).ToArray(),
                cancelled = entries.Select(one => one.IsCancelled).ToArray(),
            },
            cancel
        );
        await session.Commit(cancel);
    }

    private async Task Become(Caller caller)
    {
        await session.Abandon();
        session.Caller = caller;
    }

    private static NotFoundException NotThere => new("There is no such calendar");

    private sealed class Place
    {
        public int Division { get; init; }
        public Guid Feed { get; init; }
        public Guid Person { get; init; }
    }
}

/// <summary>What a feed has said of a deadline last.</summary>
/// <param name="Sequence">As the feed counts it: it rises also where the deadline itself has not changed.</param>
/// <param name="Said">The deadline's own sequence at that time.</param>
internal sealed record FeedEntry(
    Guid Deadline,
    DateOnly Due,
    int Sequence,
    int Said,
    bool IsCancelled,
    DateTimeOffset ChangedAt
);

/// <summary>A deadline with what the feed has said of it before.</summary>
internal sealed record FeedLine
{
    public Guid Id { get; init; }
    public string Kind { get; init; } = "";
    public string Reference { get; init; } = "";
    public string Link { get; init; } = "";
    public DateOnly? Due { get; init; }
    public int Sequence { get; init; }
    public bool IsShown { get; init; }
    public DateOnly? SaidDue { get; init; }
    public int? SaidSequence { get; init; }
    public int? Said { get; init; }
    public bool? IsCancelled { get; init; }
    public DateTimeOffset? ChangedAt { get; init; }

    public FeedEntry? Before =>
        SaidDue is { } due
            ? new(Id, due, SaidSequence!.Value, Said!.Value, IsCancelled!.Value, ChangedAt!.Value)
            : null;

    /// <summary>What to say of it now: as before where nothing has changed, else under a higher sequence.</summary>
    public FeedEntry Say(DateTimeOffset now) =>
        Before is not { } before ? new(Id, Due!.Value, Sequence, Sequence, IsCancelled: false, now)
        : !IsShown && before.IsCancelled || IsShown && !before.IsCancelled && before.Said == Sequence ? before
        : new(Id, IsShown ? Due!.Value : before.Due, Math.Max(Sequence, before.Sequence + 1), Sequence, !IsShown, now);
}
