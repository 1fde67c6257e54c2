using System.Runtime.ExceptionServices;
using Inspection.Kernel.Divisions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Inspection.Deadlines;

/// <summary>
/// Hands over what waits in the outbox, division by division. Any number of hosts may at once: each mail is one host's
/// for as long as its lease lasts.
/// </summary>
internal sealed partial class Outbox(
    IServiceScopeFactory scopes,
    Database database,
    Relay relay,
    IOptions<MailSettings> settings,
    DatabaseClock clock,
    ILogger<Outbox> log
)
{
    /// <summary>Hands over what is due, for as long as a run may take; what has begun is finished.</summary>
    /// <returns>What was done, in words.</returns>
    public async Task<string> Run(CancellationToken cancel = default)
    {
        var run = new OutboxRun(clock, settings.Value);

        var stopped = (ExceptionDispatchInfo?)null;

        // What goes wrong in one division holds up no other.
        foreach (var division in await database.Divisions("deadlines.with_mail", clock.GetUtcNow(), cancel))
            try
            {
                await Work(division, run, connection: 1, cancel);
            }
            catch (Exception e) when (!Database.IsAway(e) && !cancel.IsCancellationRequested)
            {
                stopped ??= ExceptionDispatchInfo.Capture(e);
            }

        stopped?.Throw();
        return run.Words;
    }

    /// <summary>Hands over one mail after the other; once the server has taken one, another connection is opened for the others.</summary>
    private async Task Work(int division, OutboxRun run, int connection, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<Desk>();
        using var sender = relay.Open();
        var others = (Task?)null;

        if (sender is not null && connection == 1)
            await desk.Serve(division);

        try
        {
            while (await run.Turn(cancel) && await desk.Take(division, sender is not null, cancel) is { } taken)
            {
                if (taken.Envelope is not { } envelope)
                {
                    run.Decided();
                    continue;
                }

                var heard = await HandOver(desk, division, taken, envelope, sender!, run);

                if (heard.IsAway)
                {
                    await desk.Postpone(division, "The mail server cannot be reached");
                    return;
                }

                if (heard.Outcome == Outcome.Accepted && connection < settings.Value.Connections)
                    others ??= Work(division, run, connection + 1, cancel);
            }
        }
        finally
        {
            await (others ?? Task.CompletedTask);
        }
    }

    private async Task<HandOver> HandOver(
        Desk desk,
        int division,
        Taken taken,
        Envelope envelope,
        IMailSender sender,
        OutboxRun run
    )
    {
        var heard = desk.MayHandOver(taken)
            ? await Send(sender, envelope)
            : new HandOver(Outcome.Later, "This host stood still before the mail was sent");

        var outcome = await Record(desk, division, taken, heard) ? heard.Outcome : Outcome.Fenced;
        run.Heard(outcome);

        // What a server answers may hold an address.
        if (outcome != Outcome.Accepted)
            NotAccepted(log, taken.Mail.Id, taken.Mail.Attempts, outcome);

        return heard;
    }

    private async Task<HandOver> Send(IMailSender sender, Envelope envelope)
    {
        try
        {
            return await sender.Send(envelope);
        }
        catch (Exception e)
        {
            Broke(log, envelope.Mail, e);
            return new(Outcome.Unknown, "the attempt broke off");
        }
    }

    /// <summary>An answer that cannot be recorded is as good as lost, so a database that is away is waited for.</summary>
    private static async Task<bool> Record(Desk desk, int division, Taken taken, HandOver heard)
    {
        for (var tries = 1; ; tries++)
            try
            {
                return await desk.Record(taken, division, heard);
            }
            catch (Exception e) when (Database.IsAway(e) && tries < 5)
            {
                await Task.Delay(TimeSpan.FromSeconds(tries));
            }
    }

    [LoggerMessage(LogLevel.Warning, "Mail {Mail}, attempt {Number}: {Outcome}")]
    private static partial void NotAccepted(ILogger log, Guid mail, int number, Outcome outcome);

    [LoggerMessage(LogLevel.Error, "Handing over mail {Mail} broke off")]
    private static partial void Broke(ILogger log, Guid mail, Exception e);
}

/// <summary>One run: how fast and how long it may go on, and what it did.</summary>
internal sealed class OutboxRun(TimeProvider clock, MailSettings settings)
{
    private readonly long began = clock.GetTimestamp();
    private readonly Dictionary<Outcome, int> heard = [];
    private readonly Lock gate = new();
    private int decided;
    private long? last;

    public string Words
    {
        get
        {
            string[] said =
            [
                .. Said(Outcome.Accepted, "handed over"),
                .. Said(Outcome.Later, "to be tried again"),
                .. Said(Outcome.Refused, "refused"),
                .. Said(Outcome.Unknown, "of unknown outcome"),
                .. Said(Outcome.Fenced, "taken over by another host"),
                .. decided > 0 ? [$"{decided} settled without sending"] : Array.Empty<string>(),
            ];
            return said.Length == 0 ? "No mail was due" : $"Mails: {string.Join(", ", said)}";
        }
    }

    public void Heard(Outcome outcome)
    {
        lock (gate)
            heard[outcome] = heard.GetValueOrDefault(outcome) + 1;
    }

    /// <summary>Of one mail it was decided without sending it.</summary>
    public void Decided() => Interlocked.Increment(ref decided);

    /// <summary>Waits until another mail may be begun; false where none may in this run.</summary>
    public async Task<bool> Turn(CancellationToken cancel)
    {
        await Task.Delay(Wait(), CancellationToken.None);
        return !cancel.IsCancellationRequested && clock.GetElapsedTime(began) < settings.LongestRun;
    }

    /// <summary>How long until the next place in the row of mails; taken by whoever asks.</summary>
    private TimeSpan Wait()
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();
            var apart = clock.TimestampFrequency / Math.Max(1, settings.PerSecond);
            last = last + apart is { } next && next > now ? next : now;
            return clock.GetElapsedTime(now, last.Value);
        }
    }

    private IEnumerable<string> Said(Outcome outcome, string words) =>
        heard.TryGetValue(outcome, out var count) ? [$"{count} {words}"] : [];
}
