using Inspection.Kernel.Divisions;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Inspection.Deadlines;

/// <summary>A mail that this host may hand over until its lease ends.</summary>
/// <param name="Mail">The mail.</param>
/// <param name="Lease">Who has it: nobody else's result counts.</param>
/// <param name="Since">When it was leased, on this host's own stopwatch.</param>
/// <param name="Envelope">What is sent; null where that was decided already.</param>
internal sealed record Taken(Mail Mail, Guid Lease, long Since, Envelope? Envelope)
{
    /// <summary>A mail of which it was decided without sending it.</summary>
    public static Taken Decided(Mail mail) => new(mail, Guid.Empty, 0, Envelope: null);
}

/// <summary>
/// The two transactions around handing over a mail: taking it, put into words, under a lease and with its attempt
/// written down; and recording what came of it, if the lease still holds. All of it goes by the database's clock, whatever
/// the hosts' say; leases are measured there and then, since two hosts that disagreed on one would send twice.
/// </summary>
internal sealed partial class Desk(
    Session session,
    IMediator mediator,
    IEnumerable<ILetters> letters,
    Stationery stationery,
    DatabaseClock clock,
    ILogger<Desk> log
)
{
    /// <summary>Longer than any attempt; whoever stands still for so long has lost the mail.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromMinutes(2);

    // Below this nothing is begun: it would not end in time.
    private static readonly TimeSpan LatestStart = Lease / 2;

    private static readonly TimeSpan Fresh = TimeSpan.FromDays(2);

    /// <summary>Whether there is time enough to hand over what was taken: whoever stood still may have lost it.</summary>
    public bool MayHandOver(Taken taken) => clock.GetElapsedTime(taken.Since) < LatestStart;

    /// <summary>Records what came of it; false where somebody else has gone on with the mail meanwhile.</summary>
    public async Task<bool> Record(Taken taken, int division, HandOver heard)
    {
        await Begin(division);
        var fate = taken.Mail.After(heard, session.Now, Random.Shared.NextDouble());
        var isOurs = await Settle(taken.Mail, fate, taken.Lease, CancellationToken.None);

        // Of somebody who was erased meanwhile, nothing is kept.
        await session.Execute(
            """
            update deadlines.mail_attempt set outcome = @outcome, ended_at = @Now,
                answer = case when address <> '' then @Answer end
            where division = @Division and mail = @Id and number = @Attempts
                and (outcome = 'Open' or not @isOurs and outcome = 'Unknown')
            """,
            new
            {
                session.Caller.Division,
                taken.Mail.Id,
                taken.Mail.Attempts,
                outcome = $"{(isOurs ? heard.Outcome : Outcome.Fenced)}",
                heard.Answer,
                session.Now,
                isOurs,
            }
        );

        if (isOurs && heard.BadAddress)
            await Flag(taken.Mail, heard.Answer);

        await session.Commit();
        return isOurs;
    }

    /// <summary>Lets the mails that are due wait a little: the server would take none of them.</summary>
    public async Task Postpone(int division, string why)
    {
        await Begin(division);
        await session.Execute(
            """
            update deadlines.mail set not_before = @later, reason = coalesce(reason, @why)
            where division = @Division and id in (
                select id from deadlines.mail
                where division = @Division and state in ('Queued', 'Unknown') and not_before <= @Now
                for update skip locked)
            """,
            new
            {
                session.Caller.Division,
                why,
                session.Now,
                later = session.Now + Backoff.After(1, Random.Shared.NextDouble()),
            }
        );
        await session.Commit();
    }

    /// <summary>Lets what is due wait for the end of a quiet time, but for what somebody asked for by hand.</summary>
    public async Task Hush(int division, CancellationToken cancel)
    {
        await Begin(division);
        var rules = await Rules.Load(session, cancel);
        var end = rules.Reminding.EndOfQuiet(session.Now, rules.Days);

        if (end == session.Now)
            return;

        await session.Execute(
            """
            update deadlines.mail set not_before = @end
            where division = @Division and id in (
                select id from deadlines.mail
                where division = @Division and state in ('Queued', 'Unknown') and not_before <= @Now
                    and kind <> 'Test' and not at_once
                for update skip locked)
            """,
            new
            {
                session.Caller.Division,
                session.Now,
                end,
            },
            cancel
        );
        await session.Commit(cancel);
    }

    /// <summary>Lets go what was held for want of a mail server, unless it is too old to be news.</summary>
    public async Task Serve(int division)
    {
        await Begin(division);

        if (
            !await session.One<bool>(
                "select exists (select from deadlines.mail where division = @Division and unserved)",
                new { session.Caller.Division }
            )
        )
            return;

        await session.Execute(
            """
            update deadlines.mail set unserved = false, not_before = @Now,
                state = case when created_at > @fresh then 'Queued' else state end,
                reason = case when created_at > @fresh then null else @old end
            where division = @Division and unserved
            """,
            new
            {
                session.Caller.Division,
                session.Now,
                fresh = session.Now - Fresh,
                old = $"Older than {Fresh.Days} days when a mail server was set up: send it by hand if it still matters",
            }
        );
        await session.Commit();
    }

    private async Task Begin(int division)
    {
        await session.Abandon();
        session.Caller = new(division, SystemActor.Suite) { At = clock.GetUtcNow(), CausedBy = 0 };
    }

    /// <summary>Puts the mail where it belongs; false where it has another lease by now.</summary>
    private async Task<bool> Settle(Mail mail, Fate fate, Guid? lease, CancellationToken cancel)
    {
        var isDone = await session.Execute(
            """
            update deadlines.mail set state = @state, not_before = coalesce(@NotBefore, not_before),
                lease = null, lease_until = null, sent_at = case when @state = 'Sent' then @Now else sent_at end,
                reason = case when @lease::uuid is null or address is not null then @Reason end
            where division = @Division and id = @Id and (@lease::uuid is null or lease = @lease)
            """,
            new
            {
                session.Caller.Division,
                mail.Id,
                state = $"{fate.State}",
                fate.Reason,
                fate.NotBefore,
                session.Now,
                lease,
            },
            cancel
        );

        if (isDone > 0 && fate.State == MailState.Failed)
            await Tell(session, mail.Id, cancel);

        return isDone > 0;
    }

    private Task<int> Flag(Mail mail, string reason) => Flag(session, mail.Id, reason, CancellationToken.None);

    /// <summary>Remembers that the mail's address fails.</summary>
    public static Task<int> Flag(Session session, Guid mail, string reason, CancellationToken cancel) =>
        session.Execute(
            """
            insert into deadlines.failing_address (division, person, address, reason, at)
            select division, person, address, @reason, @Now from deadlines.mail
            where division = @Division and id = @mail and address is not null
            on conflict (division, person) do update
                set address = excluded.address, reason = excluded.reason, at = excluded.at
            """,
            new
            {
                session.Caller.Division,
                mail,
                reason,
                session.Now,
            },
            cancel
        );

    /// <summary>Tells the person in the suite that a mail did not reach them.</summary>
    public static Task<int> Tell(Session session, Guid mail, CancellationToken cancel) =>
        session.Execute(
            """
            insert into deadlines.notice (division, id, person, kind, text, link, at)
            select division, @id, person, 'Mail', 'A mail to you could not be delivered: ' || coalesce(subject, 'it was not written'),
                '/deadlines/inbox', @Now
            from deadlines.mail where division = @Division and id = @mail
            """,
            new
            {
                session.Caller.Division,
                mail,
                id = Guid.CreateVersion7(),
                session.Now,
            },
            cancel
        );
}
