using Inspection.Contracts.Organisation;
using Inspection.Kernel.Divisions;
using Microsoft.Extensions.Logging;

namespace Inspection.Deadlines;

internal sealed partial class Desk
{
    private static readonly TimeSpan Aside = TimeSpan.FromMinutes(15);

    private const string Untried = "state = 'Queued' and give_up_at is null and not_before <= @Now";

    private const string Tried = """
        (state in ('Queued', 'Unknown') and (state = 'Unknown' or give_up_at is not null) and not_before <= @Now
            or state = 'Sending' and lease_until < clock_timestamp())
        """;

    private const string WordlessReason = "This mail could not be put into words: the log of the suite says why";

    /// <summary>Takes the mail that has waited longest and that nobody else has, or answers null.</summary>
    /// <param name="division">Whose.</param>
    /// <param name="tried">Whether one that was tried before is meant, or one that was not.</param>
    /// <param name="isServed">Whether there is a server to hand it over to.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<Taken?> Take(int division, bool tried, bool isServed, CancellationToken cancel = default)
    {
        await Begin(division);
        var found = await session.One<Waiting>(
            $"""
            select id, person, kind, message_id, state, attempts, give_up_at from deadlines.mail
            where division = @Division and {(tried ? Tried : Untried)}
            order by not_before, created_at, id limit 1 for update skip locked
            """,
            new { session.Caller.Division, session.Now },
            cancel
        );

        if (found is null)
        {
            await session.Abandon();
            return null;
        }

        var mail = new Mail(found.Id, found.Person, Enum.Parse<MailKind>(found.Kind), found.Attempts, found.GiveUpAt);

        try
        {
            var taken =
                found.State == nameof(MailState.Sending)
                    ? await GiveUpOn(mail, cancel)
                    : await PutIntoWords(mail, found.MessageId, isServed, cancel);
            await session.Commit(cancel);
            return taken;
        }
        catch (Exception e) when (!Database.IsAway(e) && !cancel.IsCancellationRequested)
        {
            Wordless(log, mail.Id, e);
            return await PutAside(division, mail);
        }
    }

    /// <summary>Lets what could not be put into words wait, so that it holds up nothing else.</summary>
    private async Task<Taken> PutAside(int division, Mail mail)
    {
        await Begin(division);
        var isOurs = await session.Execute(
            """
            update deadlines.mail set give_up_at = coalesce(give_up_at, @giveUp)
            where division = @Division and id = @Id and state in ('Queued', 'Unknown')
            """,
            new
            {
                session.Caller.Division,
                mail.Id,
                giveUp = session.Now + Backoff.Patience,
            }
        );

        if (isOurs > 0)
            await Settle(
                mail,
                mail.GiveUpAt < session.Now
                    ? new(MailState.Failed, WordlessReason)
                    : new(MailState.Queued, WordlessReason, session.Now + Aside),
                lease: null,
                CancellationToken.None
            );

        await session.Commit();
        return Taken.Decided(mail);
    }

    /// <summary>The host that had it went away between sending and recording: nobody knows what became of it.</summary>
    private async Task<Taken> GiveUpOn(Mail mail, CancellationToken cancel)
    {
        var lost = new HandOver(Outcome.Unknown, "the host that sent it went away");
        await session.Execute(
            """
            update deadlines.mail_attempt set outcome = 'Unknown', ended_at = @Now, answer = @Answer
            where division = @Division and mail = @Id and outcome = 'Open'
            """,
            new
            {
                session.Caller.Division,
                mail.Id,
                session.Now,
                lost.Answer,
            },
            cancel
        );
        await Settle(mail, mail.After(lost, session.Now, Random.Shared.NextDouble()), lease: null, cancel);
        return Taken.Decided(mail);
    }

    private async Task<Taken> PutIntoWords(Mail mail, string messageId, bool isServed, CancellationToken cancel)
    {
        var person = await mediator.Send(new FindPerson(mail.Person), cancel);

        if (person is not { Active: true, Email: { } address })
            return await Cancel(
                mail,
                person is { Email: not null } ? "The person was deactivated" : "The person is not there any more",
                cancel
            );

        var writer =
            letters.LastOrDefault(one => one.Kind == mail.Kind)
            ?? throw new InvalidOperationException($"Nobody puts mails of kind {mail.Kind} into words");

        if (await writer.Write(mail.Id, mail.Person, session, cancel) is not { } letter)
            return await Cancel(mail, "There was nothing left to say", cancel);

        var division = await session.One<Writes>(
            "select name, demonstration from kernel.divisions where id = @Division",
            new { session.Caller.Division },
            cancel
        );
        var written = stationery.Write(letter, division!.Name, division.Demonstration);
        await Keep(mail, address, written, cancel);

        if (!isServed)
        {
            await Settle(mail, new(MailState.Held, Mail.NoServer), lease: null, cancel);
            await session.Execute(
                "update deadlines.mail set unserved = true where division = @Division and id = @Id",
                new { session.Caller.Division, mail.Id },
                cancel
            );
            return Taken.Decided(mail);
        }

        if (await Failing(mail.Person, address, cancel) is { } reason)
        {
            await Settle(
                mail,
                new(MailState.Failed, $"Not tried: this address failed before ({reason})"),
                lease: null,
                cancel
            );
            return Taken.Decided(mail);
        }

        var envelope = new Envelope(
            mail.Id,
            messageId,
            address,
            Stationery.OneLine(person.Name),
            written.Subject,
            written.Text,
            written.Html,
            stationery.Preferences
        );
        return await Attempt(mail, envelope, cancel);
    }

    private async Task<Taken> Attempt(Mail mail, Envelope envelope, CancellationToken cancel)
    {
        var leased = mail with
        {
            Attempts = mail.Attempts + 1,
            GiveUpAt = mail.GiveUpAt ?? session.Now + Backoff.Patience,
        };
        var taken = new Taken(leased, Guid.CreateVersion7(), clock.GetTimestamp(), envelope);
        await session.Execute(
            """
            update deadlines.mail set state = 'Sending', reason = null, at_once = false, attempts = @Attempts, give_up_at = @GiveUpAt,
                lease = @Lease, lease_until = clock_timestamp() + @lasts
            where division = @Division and id = @Id;
            insert into deadlines.mail_attempt (division, mail, number, host, started_at, address, outcome)
            values (@Division, @Id, @Attempts, @host, @Now, @Address, 'Open')
            """,
            new
            {
                session.Caller.Division,
                leased.Id,
                leased.Attempts,
                leased.GiveUpAt,
                taken.Lease,
                lasts = Lease,
                host = $"{Environment.MachineName} {Environment.ProcessId}",
                session.Now,
                envelope.Address,
            },
            cancel
        );
        return taken;
    }

    private async Task<Taken> Cancel(Mail mail, string why, CancellationToken cancel)
    {
        await Settle(mail, new(MailState.Cancelled, why), lease: null, cancel);
        return Taken.Decided(mail);
    }

    private Task<int> Keep(Mail mail, string address, Written written, CancellationToken cancel) =>
        session.Execute(
            """
            update deadlines.mail set address = @address, subject = @Subject, body = @Text, html = @Html
            where division = @Division and id = @Id
            """,
            new
            {
                session.Caller.Division,
                mail.Id,
                address,
                written.Subject,
                written.Text,
                written.Html,
            },
            cancel
        );

    private Task<string?> Failing(Guid person, string address, CancellationToken cancel) =>
        session.One<string>(
            """
            select reason from deadlines.failing_address
            where division = @Division and person = @person and lower(address) = lower(@address)
            """,
            new
            {
                session.Caller.Division,
                person,
                address,
            },
            cancel
        );

    [LoggerMessage(LogLevel.Error, "Mail {Mail} could not be put into words")]
    private static partial void Wordless(ILogger log, Guid mail, Exception e);

    private sealed record Waiting(
        Guid Id,
        Guid Person,
        string Kind,
        string MessageId,
        string State,
        int Attempts,
        DateTimeOffset? GiveUpAt
    );

    private sealed record Writes(string Name, bool Demonstration);
}
