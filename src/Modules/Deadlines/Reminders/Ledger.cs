using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;

namespace Inspection.Deadlines;

/// <summary>The ledger of reminders in the database: each statement does its work for many rows.</summary>
internal static class Ledger
{
    /// <summary>
    /// Enters reminders; answers those that were not there yet, or that had been dropped before anybody was told and are
    /// true again.
    /// </summary>
    public static async Task<IReadOnlySet<Reminder>> Add(
        this Session session,
        IEnumerable<Reminder> reminders,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var all = reminders.ToDictionary(one => (one.Deadline, one.Person, one.Rung));

        if (all.Count == 0)
            return new HashSet<Reminder>();

        var added = await session.Query<Key>(
            """
            insert into reminder (division, deadline, due, rung, person, escalates, board, state, decided_at)
            select @Division, r.deadline, r.due, r.rung, r.person, r.escalates, r.board,
                case when r.in_app then 'InApp' else 'Waiting' end, @now
            from unnest(@deadlines, @dues, @rungs, @people, @escalates, @boards, @inApps)
                as r (deadline, due, rung, person, escalates, board, in_app)
            on conflict (division, deadline, due, rung, person) do update
                set state = excluded.state, reason = null, mail = null, escalates = excluded.escalates,
                    board = excluded.board, decided_at = excluded.decided_at
                where reminder.state = 'Dropped'
            returning deadline, person, rung
            """,
            new
            {
                session.Caller.Division,
                now,
                deadlines = all.Values.Select(one => one.Deadline).ToArray(),
                dues = all.Values.Select(one => one.Due).ToArray(),
                rungs = all.Values.Select(one => one.Rung).ToArray(),
                people = all.Values.Select(one => one.Person).ToArray(),
                escalates = all.Values.Select(one => one.Escalates).ToArray(),
                boards = all.Values.Select(one => one.Board).ToArray(),
                inApps = all.Values.Select(one => one.InApp).ToArray(),
            },
            cancel
        );
        return added.Select(key => all[(key.Deadline, key.Person, key.Rung)]).ToHashSet();
    }

    /// <summary>Puts what was decided into the inboxes, in place of what they said of the same deadline before.</summary>
    public static async Task Tell(
        this Session session,
        IReadOnlyList<(DeadlineRow Deadline, Reminder Reminder)> told,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        if (told.Count > 0)
            await session.Execute(
                """
                insert into notice (division, id, person, kind, text, link, deadline, at)
                select @Division, n.id, n.person, n.kind, n.text, n.link, n.deadline, @now
                from unnest(@ids, @people, @kinds, @texts, @links, @deadlines) as n (id, person, kind, text, link, deadline)
                on conflict (division, id) do update set kind = excluded.kind, text = excluded.text, link = excluded.link,
                    at = excluded.at, read_at = null
                """,
                new
                {
                    session.Caller.Division,
                    now,
                    ids = told.Select(one => StableId.Of($"{one.Reminder.Person}/{one.Deadline.Id}")).ToArray(),
                    people = told.Select(one => one.Reminder.Person).ToArray(),
                    kinds = told.Select(one =>
                            one.Reminder.Board ? "Digest"
                            : one.Reminder.Escalates ? "Escalation"
                            : "Reminder"
                        )
                        .ToArray(),
                    texts = told.Select(one =>
                            $"{one.Deadline.Reference}: {(one.Deadline.Due < now.Day() ? "was due" : "is due")} on {Words.Date(one.Reminder.Due)}"
                        )
                        .ToArray(),
                    links = told.Select(one => one.Deadline.Link).ToArray(),
                    deadlines = told.Select(one => one.Deadline.Id).ToArray(),
                },
                cancel
            );
    }

    /// <summary>Every reminder that is in no mail yet, with its deadline as it stands.</summary>
    public static async Task<IReadOnlyList<Waiting>> WaitingReminders(this Session session, CancellationToken cancel) =>
        [
            .. (
                await session.Query<ReminderRow>(
                    $"{ReminderRow.Select} where r.division = @Division and r.state = 'Waiting'",
                    new { session.Caller.Division },
                    cancel
                )
            ).Select(row => row.Waiting()),
        ];

    /// <summary>When each of these people was last written to.</summary>
    public static async Task<IReadOnlyDictionary<Guid, LastMail>> LastMails(
        this Session session,
        Guid[] people,
        CancellationToken cancel
    ) =>
        (
            await session.Query<LastOf>(
                """
                select person, max(created_at) filter (where kind = 'Reminders') as reminders,
                    max(created_at) filter (where kind = 'Digest') as digest
                from mail where division = @Division and person = any (@people) and state <> 'Cancelled' group by person
                """,
                new { session.Caller.Division, people },
                cancel
            )
        ).ToDictionary(one => one.Person, one => new LastMail(one.Reminders, one.Digest));

    /// <summary>Stores what became of waiting reminders: mails, and words why there is none.</summary>
    public static async Task Settle(this Session session, Grouped grouped, DateTimeOffset now, CancellationToken cancel)
    {
        var mails = grouped.Mails.Select(mail => (Id: Guid.CreateVersion7(now), Mail: mail)).ToList();

        if (mails.Count > 0)
            await session.Execute(
                """
                insert into mail (division, id, person, kind, message_id, state, created_at, not_before)
                select @Division, m.id, m.person, m.kind, m.message_id, 'Queued', @now, @now
                from unnest(@ids, @people, @kinds, @messageIds) as m (id, person, kind, message_id)
                """,
                new
                {
                    session.Caller.Division,
                    now,
                    ids = mails.Select(one => one.Id).ToArray(),
                    people = mails.Select(one => one.Mail.Person).ToArray(),
                    kinds = mails.Select(one => $"{one.Mail.Kind}").ToArray(),
                    messageIds = mails.Select(one => Mail.MessageId(one.Id)).ToArray(),
                },
                cancel
            );

        await session.Mark(
            [
                .. mails.SelectMany(one =>
                    one.Mail.Reminders.Select(reminder => (reminder, "Mailed", (string?)null, (Guid?)one.Id))
                ),
                .. grouped.Dropped.Select(one => (one.Reminder, "Dropped", (string?)one.Reason, (Guid?)null)),
                .. grouped.InApp.Select(reminder => (reminder, "InApp", (string?)null, (Guid?)null)),
            ],
            cancel
        );
    }

    /// <summary>Sets what became of reminders, in one statement.</summary>
    public static async Task Mark(
        this Session session,
        IReadOnlyList<(Reminder Reminder, string State, string? Reason, Guid? Mail)> marks,
        CancellationToken cancel
    )
    {
        if (marks.Count > 0)
            await session.Execute(
                """
                update reminder r set state = m.state, reason = m.reason, mail = m.mail
                from unnest(@deadlines, @dues, @rungs, @people, @states, @reasons, @mails)
                    as m (deadline, due, rung, person, state, reason, mail)
                where r.division = @Division and r.deadline = m.deadline and r.due = m.due and r.rung = m.rung
                    and r.person = m.person
                """,
                new
                {
                    session.Caller.Division,
                    deadlines = marks.Select(one => one.Reminder.Deadline).ToArray(),
                    dues = marks.Select(one => one.Reminder.Due).ToArray(),
                    rungs = marks.Select(one => one.Reminder.Rung).ToArray(),
                    people = marks.Select(one => one.Reminder.Person).ToArray(),
                    states = marks.Select(one => one.State).ToArray(),
                    reasons = marks.Select(one => one.Reason).ToArray(),
                    mails = marks.Select(one => one.Mail).ToArray(),
                },
                cancel
            );
    }

    private sealed class Key
    {
        public Guid Deadline { get; init; }
        public Guid Person { get; init; }
        public string Rung { get; init; } = "";
    }

    private sealed class LastOf
    {
        public Guid Person { get; init; }
        public DateTimeOffset? Reminders { get; init; }
        public DateTimeOffset? Digest { get; init; }
    }
}

/// <summary>A reminder with its deadline, as one row.</summary>
internal sealed record ReminderRow
{
    // Each reminder looks up its own deadline, whatever is known of the tables: the other way round, which the server takes for
    // a division that it has no statistics of, every deadline looks through all that waits.
    public const string Select = """
        select r.deadline, r.due as reminder_due, r.rung, r.person, r.escalates, r.board, r.decided_at,
            d.kind, d.module, d.due, d.is_open, d.posts, d.people, d.reference, d.link
        from reminder r
        cross join lateral (select * from deadline d where d.division = r.division and d.id = r.deadline limit 1) as d
        """;

    public Guid Deadline { get; init; }
    public DateOnly ReminderDue { get; init; }
    public string Rung { get; init; } = "";
    public Guid Person { get; init; }
    public bool Escalates { get; init; }
    public bool Board { get; init; }
    public DateTimeOffset DecidedAt { get; init; }
    public string Kind { get; init; } = "";
    public string Module { get; init; } = "";
    public DateOnly? Due { get; init; }
    public bool IsOpen { get; init; }
    public Guid[] Posts { get; init; } = [];
    public Guid[] People { get; init; } = [];
    public string Reference { get; init; } = "";
    public string Link { get; init; } = "";

    public Waiting Waiting() =>
        new(
            new(Deadline, ReminderDue, Rung, Person, Escalates, Board, InApp: false),
            new()
            {
                Id = Deadline,
                Kind = Kind,
                Module = Module,
                Due = Due,
                IsOpen = IsOpen,
                Posts = Posts,
                People = People,
            },
            DecidedAt
        );
}
