using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Inspection.Kernel.Divisions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Inspection.Deadlines;

/// <summary>
/// Hands over what waits in the outbox, a stint for each division after the other, new mail before mail that failed before.
/// Any number of hosts may at once: each mail is one host's for as long as its lease lasts.
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
    /// <summary>After so long the next division has its turn.</summary>
    private static readonly TimeSpan Stint = TimeSpan.FromSeconds(1);

    /// <summary>So many divisions at a time; after their new mail comes a stint of mail that was tried before, so that neither waits for all of the other.</summary>
    private const int Few = 4;

    /// <summary>Hands over what is due, for as long as a run may take; what has begun is finished.</summary>
    /// <returns>What was done, in words.</returns>
    public async Task<string> Run(CancellationToken cancel = default)
    {
        using var run = new OutboxRun(clock, settings.Value, relay);
        var failed = new ConcurrentDictionary<int, ExceptionDispatchInfo>();

        for (var any = true; any && run.GoesOn(cancel); )
        {
            any = false;
            var due = (await database.MailDue(clock.GetUtcNow(), cancel)).Where(one =>
                !failed.ContainsKey(one.Division)
            );
            var stints = due.ToLookup(one => one.Tried);
            var tried = new Queue<MailDue>(stints[true]);

            foreach (var few in stints[false].Chunk(Few).DefaultIfEmpty([]))
            {
                // A server that takes none costs one attempt.
                foreach (var some in few.Chunk(run.HasAccepted ? Few : 1))
                    any |= (await Task.WhenAll(some.Select(Work))).Contains(true);

                while (tried.TryDequeue(out var one))
                    if (await Work(one))
                    {
                        any = true;
                        break;
                    }
            }
        }

        failed.Values.FirstOrDefault()?.Throw();
        return run.Words;

        // What goes wrong in one division holds up no other.
        async Task<bool> Work(MailDue due)
        {
            try
            {
                return await this.Work(due, run, clock.GetTimestamp(), connection: 1, cancel);
            }
            catch (Exception e) when (!Database.IsAway(e) && !cancel.IsCancellationRequested)
            {
                failed[due.Division] = ExceptionDispatchInfo.Capture(e);
                return false;
            }
        }
    }

    /// <summary>
    /// Hands over one mail after the other; once the server has taken one, another connection is opened for the others.
    /// Answers whether there was any.
    /// </summary>
    private async Task<bool> Work(MailDue due, OutboxRun run, long since, int connection, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<Desk>();
        var sender = await run.Open();
        var others = (Task<bool>?)null;
        var any = false;

        try
        {
            if (connection == 1)
                await Prepare(desk, due.Division, sender, cancel);

            while (clock.GetElapsedTime(since) < Stint && await run.Turn(cancel))
            {
                if (await desk.Take(due.Division, due.Tried, sender is not null, cancel) is not { } taken)
                {
                    run.GiveBack();
                    break;
                }

                any = true;

                if (taken.Envelope is not { } envelope)
                {
                    run.Decided();
                    continue;
                }

                var heard = await HandOver(desk, due.Division, taken, envelope, sender!, run);

                if (heard.IsAway || heard.HungUp && run.IsHungUpOn)
                {
                    sender!.Dispose();
                    sender = null;
                    await desk.Postpone(due.Division, "The mail server cannot be reached");
                    break;
                }

                if (heard.Outcome == Outcome.Accepted && run.HasRoom)
                    others ??= Work(due, run, since, connection + 1, cancel);
            }
        }
        finally
        {
            run.Keep(sender);
            await (others ?? Task.FromResult(false));
        }

        return any;
    }

    private static async Task Prepare(Desk desk, int division, IMailSender? sender, CancellationToken cancel)
    {
        if (sender is not null)
            await desk.Serve(division);

        await desk.Hush(division, cancel);
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
        run.Heard(outcome, heard.HungUp);

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

/// <summary>One run: how fast and how long it may go on, by what connections, and what it did.</summary>
internal sealed class OutboxRun(TimeProvider clock, MailSettings settings, Relay relay) : IDisposable
{
    /// <summary>So often in a row, with no mail taken in between.</summary>
    private const int MostHangUps = 3;

    private readonly ConcurrentBag<IMailSender> idle = [];
    private readonly SemaphoreSlim room = new(Math.Max(1, settings.Connections));
    private readonly long began = clock.GetTimestamp();
    private readonly Dictionary<Outcome, int> heard = [];
    private readonly Lock gate = new();
    private int decided;
    private int hangUps;
    private long? last;

    private long Apart => clock.TimestampFrequency / Math.Max(1, settings.PerSecond);

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

    /// <summary>The server has taken a mail in this run.</summary>
    public bool HasAccepted { get; private set; }

    /// <summary>
    /// Whether a server that hangs up means all mail: one that takes mail in between may only mind some of it, or how much
    /// comes by one connection.
    /// </summary>
    public bool IsHungUpOn => !HasAccepted || hangUps >= MostHangUps;

    /// <summary>Whether another connection may be had without waiting.</summary>
    public bool HasRoom => room.CurrentCount > 0;

    /// <summary>A way for mail to go, once there is room, one that was kept before a new one; null where mail goes nowhere.</summary>
    public async Task<IMailSender?> Open()
    {
        await room.WaitAsync();

        try
        {
            return idle.TryTake(out var kept) ? kept : relay.Open();
        }
        catch
        {
            room.Release();
            throw;
        }
    }

    /// <summary>Keeps its connection for the next division.</summary>
    public void Keep(IMailSender? sender)
    {
        if (sender is not null)
            idle.Add(sender);

        room.Release();
    }

    public void Dispose()
    {
        room.Dispose();

        foreach (var sender in idle)
            sender.Dispose();
    }

    public void Heard(Outcome outcome, bool hungUp)
    {
        lock (gate)
        {
            heard[outcome] = heard.GetValueOrDefault(outcome) + 1;
            HasAccepted |= outcome == Outcome.Accepted;
            hangUps =
                outcome == Outcome.Accepted ? 0
                : hungUp ? hangUps + 1
                : hangUps;
        }
    }

    /// <summary>Of one mail it was decided without sending it.</summary>
    public void Decided() => Interlocked.Increment(ref decided);

    /// <summary>Whether another mail may be begun in this run.</summary>
    public bool GoesOn(CancellationToken cancel) =>
        !cancel.IsCancellationRequested && clock.GetElapsedTime(began) < settings.LongestRun;

    /// <summary>Waits until another mail may be begun; false where none may in this run.</summary>
    public async Task<bool> Turn(CancellationToken cancel)
    {
        await Task.Delay(Wait(), CancellationToken.None);
        return GoesOn(cancel);
    }

    /// <summary>The place in the row is not used: there was no mail.</summary>
    public void GiveBack()
    {
        lock (gate)
            last -= Apart;
    }

    /// <summary>How long until the next place in the row of mails; taken by whoever asks.</summary>
    private TimeSpan Wait()
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();
            last = last + Apart is { } next && next > now ? next : now;
            return clock.GetElapsedTime(now, last.Value);
        }
    }

    private IEnumerable<string> Said(Outcome outcome, string words) =>
        heard.TryGetValue(outcome, out var count) ? [$"{count} {words}"] : [];
}
