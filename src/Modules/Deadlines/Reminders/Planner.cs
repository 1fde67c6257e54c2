using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Deadlines;

/// <summary>
/// Decides what is due and queues the mail: any number of hosts may, one at a time in a division. What is decided stands in
/// the ledger in the transaction that puts it before its person, so that it is decided once.
/// </summary>
internal sealed class Planner(IServiceScopeFactory scopes, Database database, DatabaseClock clock)
{
    /// <summary>How many deadlines are decided in one transaction.</summary>
    private const int Batch = 1000;

    /// <summary>Decides everything that is due, in every division; one that fails holds up no other.</summary>
    /// <exception cref="AggregateException">Some divisions could not be planned; the others were.</exception>
    public async Task<Planned> Run(CancellationToken cancel = default)
    {
        var all = new Planned(0, 0, 0);
        var failed = new List<Exception>();

        foreach (var division in await database.WithWork(clock.GetUtcNow(), cancel))
            try
            {
                while (await Decide(division, cancel) is { Deadlines: > 0 } decided)
                    all += decided;

                all += await Group(division, cancel);
            }
            catch (Exception e) when (!Database.IsAway(e) && !cancel.IsCancellationRequested)
            {
                failed.Add(e);
            }

        return failed.Count == 0 ? all : throw new AggregateException(failed);
    }

    private Task<Planned> Decide(int division, CancellationToken cancel) =>
        Alone(
            division,
            async (session, decisions) =>
            {
                var now = clock.GetUtcNow();
                await LookAgain(session, now, cancel);
                var due = await session.Query<DeadlineRow>(
                    """
                    select * from deadline where division = @Division and next_at <= @now
                    order by next_at limit @Batch for update
                    """,
                    new
                    {
                        session.Caller.Division,
                        now,
                        Batch,
                    },
                    cancel
                );
                var decided = due.Select(one => (Deadline: one, Decision: decisions.Decide(one, now))).ToList();
                var added = await session.Add(decided.SelectMany(one => one.Decision.Reminders), now, cancel);

                await session.Tell(
                    [
                        .. decided.SelectMany(one =>
                            one.Decision.Reminders.Where(added.Contains).Select(reminder => (one.Deadline, reminder))
                        ),
                    ],
                    now,
                    cancel
                );
                await session.SetNext([.. decided.Select(one => (one.Deadline.Id, one.Decision.Next))], cancel);
                return new(due.Count, added.Count, 0);
            },
            cancel
        );

    /// <summary>What posts own that have changed hands is due to be looked at.</summary>
    private static async Task LookAgain(Session session, DateTimeOffset now, CancellationToken cancel)
    {
        var posts = await session.Query<Guid>(
            "delete from handover where division = @Division and at <= @now returning post",
            new { session.Caller.Division, now },
            cancel
        );

        // Without any, not one deadline is read.
        if (posts.Count > 0)
            await session.Execute(
                "update deadline set next_at = @now where division = @Division and is_open and due is not null and posts && @posts",
                new
                {
                    session.Caller.Division,
                    now,
                    posts = posts.ToArray(),
                },
                cancel
            );
    }

    private Task<Planned> Group(int division, CancellationToken cancel) =>
        Alone(
            division,
            async (session, decisions) =>
            {
                var waiting = await session.WaitingReminders(cancel);

                if (waiting.Count == 0)
                    return new(0, 0, 0);

                var now = clock.GetUtcNow();
                var grouped = decisions.Group(
                    waiting,
                    await session.LastMails([.. waiting.Select(one => one.Reminder.Person).Distinct()], cancel),
                    now
                );
                await session.Settle(grouped, now, cancel);
                return new(0, 0, grouped.Mails.Count);
            },
            cancel
        );

    /// <summary>Works in a transaction of the division while no other host plans it; does nothing while one does.</summary>
    private async Task<Planned> Alone(
        int division,
        Func<Session, Decisions, Task<Planned>> work,
        CancellationToken cancel
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        session.Caller = new(division, SystemActor.Suite) { CausedBy = 0 };

        if (
            !await session.One<bool>(
                "select pg_try_advisory_xact_lock(hashtext('deadlines'), @division)",
                new { division },
                cancel
            )
        )
            return new(0, 0, 0);

        var decisions = new Decisions(
            await Rules.Load(session, cancel),
            await Directory.Load(scope.ServiceProvider.GetRequiredService<IMediator>(), cancel)
        );
        var planned = await work(session, decisions);
        await session.Commit(cancel);
        return planned;
    }
}

/// <summary>What a run has done.</summary>
/// <param name="Deadlines">Deadlines whose next rung had come.</param>
/// <param name="Reminders">Reminders that were decided.</param>
/// <param name="Mails">Mails that were queued.</param>
internal sealed record Planned(int Deadlines, int Reminders, int Mails)
{
    public static Planned operator +(Planned one, Planned other) =>
        new(one.Deadlines + other.Deadlines, one.Reminders + other.Reminders, one.Mails + other.Mails);

    public override string ToString() =>
        this == new Planned(0, 0, 0)
            ? "Nothing was due"
            : $"{Words.Count(Deadlines, "deadline")} looked at, {Words.Count(Reminders, "reminder")} decided, {Words.Count(Mails, "mail")} queued";
}
