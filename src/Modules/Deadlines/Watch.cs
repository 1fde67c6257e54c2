using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;

namespace Inspection.Deadlines;

/// <summary>Keeps the register: what a module declares of a row stands there as it is now, planned anew where its day changed.</summary>
internal sealed class Watch(Kinds kinds, TimeProvider clock) : ISubscription
{
    private Rules? rules;

    public string Name => "deadlines";

    public bool Wants(Type happened) => kinds.Of(happened) is not null || Rules.AreChanged(happened);

    public async Task Handle(StoredEvent happened, Session session, CancellationToken cancel)
    {
        if (kinds.Of(happened.Data.GetType()) is not { } source)
        {
            rules = await Rules.Load(session, cancel);
            await PlanAnew(session, rules, cancel);
            return;
        }

        rules ??= await Rules.Load(session, cancel);
        var row = await source.Model.Find(session, happened.Stream, cancel);
        var declared = row is null ? [] : source.Declared.Of(row).ToList();
        var known = (
            await session.Query<DeadlineRow>(
                "select * from deadline where division = @Division and stream = @Stream",
                new { session.Caller.Division, happened.Stream },
                cancel
            )
        ).ToDictionary(one => one.Id);

        foreach (var deadline in declared)
        {
            var id = DeadlineRow.IdOf(happened.Stream, deadline);
            known.Remove(id, out var before);
            var after = DeadlineRow.Of(id, source.Module, happened.Stream, deadline);

            if (before is null || !before.Says(after))
                await Store(session, after, before, happened.At, cancel);
        }

        foreach (var gone in known.Values.Where(one => one.IsOpen))
            await Store(session, gone with { IsOpen = false }, gone, happened.At, cancel);
    }

    private async Task Store(
        Session session,
        DeadlineRow row,
        DeadlineRow? before,
        DateTimeOffset at,
        CancellationToken cancel
    )
    {
        var moved = before is null || before.Due != row.Due || before.IsOpen != row.IsOpen;

        await session.Execute(
            """
            insert into deadline (division, id, kind, module, stream, part, reference, text, link, due, is_open, posts, people, changed_at, next_at)
            values (@Division, @Id, @Kind, @Module, @Stream, @Part, @Reference, @Text, @Link, @Due, @IsOpen, @Posts, @People, @at, @Next)
            on conflict (division, id) do update set module = excluded.module, reference = excluded.reference, text = excluded.text, link = excluded.link,
                due = excluded.due, is_open = excluded.is_open, posts = excluded.posts, people = excluded.people,
                sequence = deadline.sequence + 1, changed_at = excluded.changed_at,
                next_at = case when @moved then excluded.next_at else deadline.next_at end
            """,
            new
            {
                session.Caller.Division,
                row.Id,
                row.Kind,
                row.Module,
                row.Stream,
                row.Part,
                row.Reference,
                row.Text,
                row.Link,
                row.Due,
                row.IsOpen,
                row.Posts,
                row.People,
                at,
                Next = moved ? rules!.FirstLook(row, clock.GetUtcNow()) : null,
                moved,
            },
            cancel
        );

        // What the inbox says of it is true no more.
        if (before is not null && moved)
            await session.Execute(
                "delete from notice where division = @Division and deadline = @Id",
                new { session.Caller.Division, row.Id },
                cancel
            );
    }

    /// <summary>After a change of rules only what is to come is planned anew: nobody is told again of what they know.</summary>
    private async Task PlanAnew(Session session, Rules changed, CancellationToken cancel)
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
            [.. open.Select(one => (one.Id, changed.Climb(one.Kind, one.Due, one.IsOpen, now).Next))],
            cancel
        );
    }
}
