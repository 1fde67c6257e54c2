using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using MediatR;

namespace Inspection.Deadlines;

/// <summary>Puts the reminders of one mail into words; what is true no more is left out and marked so.</summary>
internal abstract class ReminderLetters(Kinds kinds, IMediator mediator, DatabaseClock clock) : ILetters
{
    // Who holds what may have changed a moment ago; a run of many mails does not ask anew for each.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private (Decisions Decisions, int Division, long Since)? known;

    public abstract MailKind Kind { get; }

    public async Task<Letter?> Write(Guid mail, Guid person, Session session, CancellationToken cancel)
    {
        var rows = await session.Query<ReminderRow>(
            $"{ReminderRow.Select} where r.division = @Division and r.mail = @mail and r.state = 'Mailed'",
            new { session.Caller.Division, mail },
            cancel
        );
        var decisions = await Decisions(session, cancel);
        var judged = rows.Select(row => (Row: row, Waiting: row.Waiting()))
            .Select(one =>
                (one.Row, one.Waiting, Obsolete: decisions.Obsolete(one.Waiting.Reminder, one.Waiting.Deadline))
            )
            .ToList();

        // What an earlier try may have brought them already stays as it is: it must not come again in another mail.
        if (
            !await session.One<bool>(
                "select exists (select from mail_attempt where division = @Division and mail = @mail and outcome in ('Open', 'Unknown'))",
                new { session.Caller.Division, mail },
                cancel
            )
        )
            await session.Mark(
                [
                    .. judged
                        .Where(one => one.Obsolete is not null)
                        .Select(one => (one.Waiting.Reminder, "Dropped", one.Obsolete, (Guid?)mail)),
                ],
                cancel
            );
        var today = clock.Today();
        var open = judged.Where(one => one.Obsolete is null).Select(one => one.Row).OrderBy(row => row.Due).ToList();
        return open.Count == 0 ? null : Say(open, today);
    }

    private async Task<Decisions> Decisions(Session session, CancellationToken cancel)
    {
        if (known is { } one && one.Division == session.Caller.Division && clock.GetElapsedTime(one.Since) < Fresh)
            return one.Decisions;

        var since = clock.GetTimestamp();
        var decisions = new Decisions(await Rules.Load(session, cancel), await Directory.Load(mediator, cancel));
        known = (decisions, session.Caller.Division, since);
        return decisions;
    }

    protected abstract Letter Say(IReadOnlyList<ReminderRow> open, DateOnly today);

    protected IReadOnlyList<LetterPart> Parts(
        IEnumerable<ReminderRow> rows,
        DateOnly today,
        params IReadOnlyList<(string Heading, Func<ReminderRow, bool> Which)> parts
    ) =>
        [
            .. parts
                .Select(part => new LetterPart(
                    part.Heading,
                    [.. rows.Where(part.Which).Select(row => Line(row, today))]
                ))
                .Where(part => part.Lines.Count > 0),
        ];

    private LetterLine Line(ReminderRow row, DateOnly today) =>
        new(
            row.Reference,
            $"{kinds.TitleOf(row.Kind)}: {Words.Date(row.Due!.Value)}, {Words.DaysTo(row.Due.Value, today)}",
            row.Link
        );
}

/// <summary>What a person owes, or must know to be late, most urgent first.</summary>
internal sealed class PersonLetters(Kinds kinds, IMediator mediator, DatabaseClock clock)
    : ReminderLetters(kinds, mediator, clock)
{
    public override MailKind Kind => MailKind.Reminders;

    protected override Letter Say(IReadOnlyList<ReminderRow> open, DateOnly today)
    {
        var late = open.Count(row => row.Due < today);
        var soon = open.Count - late;
        var subject =
            late == 0 ? $"{Words.Count(soon, "deadline")} coming up"
            : soon == 0 ? $"{Words.Count(late, "deadline")} missed"
            : $"{Words.Count(late, "deadline")} missed, {soon:N0} coming up";

        return new(
            subject,
            "These dates are yours to see to, or have passed and you should know.",
            Parts(
                open,
                today,
                ("Late", row => row.Due < today),
                ("Today", row => row.Due == today),
                ("Coming up", row => row.Due > today)
            )
        );
    }
}

/// <summary>What the Board is told once a week: what has been late for long.</summary>
internal sealed class BoardLetters(Kinds kinds, IMediator mediator, DatabaseClock clock)
    : ReminderLetters(kinds, mediator, clock)
{
    public override MailKind Kind => MailKind.Digest;

    protected override Letter Say(IReadOnlyList<ReminderRow> open, DateOnly today) =>
        new(
            $"For the Board: {Words.Count(open.Count, "deadline")} long missed",
            "These dates have passed and the work is not reported as done.",
            Parts(open, today, ("Long late", row => row.Due < today), ("Others", row => row.Due >= today))
        );
}
