using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;

namespace Inspection.Deadlines;

/// <summary>Keeps the register: what a module declares of a row stands there as it is now, planned anew where its day changed.</summary>
internal sealed class Watch(Kinds kinds, DatabaseClock clock) : IBatchSubscription
{
    public const string Subscription = "deadlines.watch";

    public string Name => Subscription;

    public bool Wants(Type happened) => kinds.Of(happened) is not null || Rules.AreChanged(happened);

    public Task Handle(StoredEvent happened, Session session, CancellationToken cancel) =>
        Handle([happened], session, cancel);

    public async Task Handle(IReadOnlyList<StoredEvent> happened, Session session, CancellationToken cancel)
    {
        var rules = await Rules.Load(session, cancel);

        foreach (var source in happened.ToLookup(one => kinds.Of(one.Data.GetType())))
            if (source.Key is null)
                await PlanAnew(session, rules, cancel);
            else
                await Follow(source.Key, source.ToLookup(one => one.Stream), session, rules, cancel);
    }

    private async Task Follow(
        Source source,
        ILookup<Guid, StoredEvent> happened,
        Session session,
        Rules rules,
        CancellationToken cancel
    )
    {
        Guid[] streams = [.. happened.Select(stream => stream.Key)];
        var rows = await source.Model.Find(session, streams, cancel);
        var known = (
            await session.Query<DeadlineRow>(
                "select * from deadline where division = @Division and stream = any (@streams)",
                new { session.Caller.Division, streams },
                cancel
            )
        ).ToDictionary(one => one.Id);
        var changed = new List<Changed>();

        foreach (var stream in happened)
        {
            var at = stream.Last().At;

            if (rows.GetValueOrDefault(stream.Key) is { } row)
                foreach (var deadline in source.Declared.Of(row))
                {
                    known.Remove(DeadlineRow.IdOf(stream.Key, deadline), out var before);
                    var after = DeadlineRow.Of(source.Module, stream.Key, deadline) with { ChangedAt = at };

                    if (before is null || !before.Says(after))
                        changed.Add(new(after, before));
                }

            foreach (var gone in known.Values.Where(one => one.IsOpen && one.Stream == stream.Key))
                changed.Add(new(gone with { IsOpen = false, ChangedAt = at }, gone));
        }

        if (changed.Count > 0)
            await Store(session, changed, rules, cancel);
    }

    private async Task Store(Session session, IReadOnlyList<Changed> changed, Rules rules, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await session.Execute(
            """
            insert into deadline (division, id, kind, module, stream, part, reference, text, link, due, is_open, posts, people, changed_at, next_at)
            select @Division, d.id, d.kind, d.module, d.stream, d.part, d.reference, d.text, d.link, nullif(d.due, 'infinity'),
                d.is_open, d.posts::uuid[], d.people::uuid[], d.changed_at, nullif(d.next, 'infinity')
            from unnest(@ids, @kinds, @modules, @streams, @parts, @references, @texts, @links, @dues, @opens, @posts, @people, @changes, @nexts)
                as d (id, kind, module, stream, part, reference, text, link, due, is_open, posts, people, changed_at, next)
            on conflict (division, id) do update set module = excluded.module, reference = excluded.reference,
                text = excluded.text, link = excluded.link, due = excluded.due, is_open = excluded.is_open,
                posts = excluded.posts, people = excluded.people, sequence = deadline.sequence + 1,
                changed_at = excluded.changed_at,
                next_at = case when (deadline.due, deadline.is_open, deadline.posts, deadline.people)
                    is distinct from (excluded.due, excluded.is_open, excluded.posts, excluded.people)
                    then excluded.next_at else deadline.next_at end
            """,
            new
            {
                session.Caller.Division,
                ids = changed.Select(one => one.Row.Id).ToArray(),
                kinds = changed.Select(one => one.Row.Kind).ToArray(),
                modules = changed.Select(one => one.Row.Module).ToArray(),
                streams = changed.Select(one => one.Row.Stream).ToArray(),
                parts = changed.Select(one => one.Row.Part).ToArray(),
                references = changed.Select(one => one.Row.Reference).ToArray(),
                texts = changed.Select(one => one.Row.Text).ToArray(),
                links = changed.Select(one => one.Row.Link).ToArray(),
                dues = changed.Select(one => one.Row.Due ?? DateOnly.MaxValue).ToArray(),
                opens = changed.Select(one => one.Row.IsOpen).ToArray(),
                // An array of arrays must be a rectangle: each goes as its own text.
                posts = changed.Select(one => Text(one.Row.Posts)).ToArray(),
                people = changed.Select(one => Text(one.Row.People)).ToArray(),
                changes = changed.Select(one => one.Row.ChangedAt.UtcDateTime).ToArray(),
                nexts = changed.Select(one => rules.FirstLook(one.Row, now)?.UtcDateTime ?? Planning.Never).ToArray(),
            },
            cancel
        );

        // What the inbox says of them is true no more; of what only changed hands, what its owner was told.
        await session.Execute(
            "delete from notice where division = @Division and (deadline = any (@moved) or deadline = any (@handed) and kind = 'Reminder')",
            new
            {
                session.Caller.Division,
                moved = changed.Where(one => one.Moved).Select(one => one.Row.Id).ToArray(),
                handed = changed.Where(one => one.Handed).Select(one => one.Row.Id).ToArray(),
            },
            cancel
        );
    }

    private static string Text(Guid[] ids) => $"{{{string.Join(',', ids)}}}";

    /// <summary>After a change of rules only what is to come is planned anew: nobody is told again of what they know.</summary>
    private async Task PlanAnew(Session session, Rules rules, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var open = await session.Query<DeadlineRow>(
            """
            select * from deadline where division = @Division and is_open and due is not null
                and (next_at is null or next_at > @now)
            """,
            new { session.Caller.Division, now },
            cancel
        );

        await session.SetNext(
            [.. open.Select(one => (one.Id, rules.Climb(one.Kind, one.Due, one.IsOpen, now).Next))],
            cancel
        );
    }

    private sealed record Changed(DeadlineRow Row, DeadlineRow? Before)
    {
        public bool Moved => Before is not null && (Before.Due, Before.IsOpen) != (Row.Due, Row.IsOpen);

        public bool Handed => Before is not null && !Before.IsOwnedAs(Row);
    }
}
