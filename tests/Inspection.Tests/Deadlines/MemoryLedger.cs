using Inspection.Deadlines;

namespace Inspection.Tests.Deadlines;

/// <summary>A reminder as the ledger keeps it.</summary>
internal sealed record Entry(Reminder Reminder, string State, Guid? Mail, DateTimeOffset DecidedAt)
{
    /// <summary>Why it was dropped.</summary>
    public string? Reason { get; init; }
}

/// <summary>A mail of the outbox.</summary>
internal sealed record MemoryMail(Guid Id, Guid Person, MailKind Kind, DateTimeOffset CreatedAt)
{
    public string State { get; set; } = "Queued";

    public DateTimeOffset NotBefore { get; set; } = CreatedAt;

    /// <summary>A try whose answer was lost: it may have arrived.</summary>
    public bool MayHaveArrived { get; set; }
}

/// <summary>
/// The register, the ledger and the outbox in memory, with the rules of their SQL: what years of it come to, and what the
/// database must come to after the same steps.
/// </summary>
internal sealed class MemoryLedger
{
    private readonly SortedSet<(DateTimeOffset At, Guid Deadline)> due = [];
    private readonly Dictionary<Guid, DateTimeOffset> next = [];
    private readonly Dictionary<Guid, (DateTimeOffset? Reminders, DateTimeOffset? Digest)> last = [];
    private readonly Dictionary<(Guid, DateOnly, string, Guid), Entry> waiting = [];
    private readonly Dictionary<Guid, List<Reminder>> inMail = [];

    public Dictionary<Guid, Watched> Deadlines { get; } = [];

    public Dictionary<(Guid Deadline, DateOnly Due, string Rung, Guid Person), Entry> Entries { get; } = [];

    public List<MemoryMail> Outbox { get; } = [];

    public IEnumerable<Entry> Waiting => waiting.Values;

    public DateTimeOffset? LastReminders(Guid person) => last.GetValueOrDefault(person).Reminders;

    /// <summary>What the register does when a module declares a deadline, or declares it differently.</summary>
    public void Put(Watched after, Rules rules, DateTimeOffset now)
    {
        var moved =
            !Deadlines.TryGetValue(after.Id, out var before)
            || before.Due != after.Due
            || before.IsOpen != after.IsOpen
            || !before.Posts.SequenceEqual(after.Posts)
            || !before.People.SequenceEqual(after.People);
        Deadlines[after.Id] = after;

        if (moved)
            SetNext(after.Id, rules.FirstLook(after, now));
    }

    /// <summary>What a run decides; <paramref name="cutOff"/> ends it between its two transactions.</summary>
    public void Run(Decisions decisions, DateTimeOffset now, bool cutOff = false)
    {
        while (due.Count > 0 && due.Min is var first && first.At <= now)
        {
            var (reminders, then) = decisions.Decide(Deadlines[first.Deadline], now);

            foreach (var reminder in reminders)
                Add(reminder, now);

            SetNext(first.Deadline, then);
        }

        if (!cutOff)
            Group(decisions, now);
    }

    /// <summary>What is in a mail and still true; what is not is dropped, unless a try may have brought it.</summary>
    public IReadOnlyList<Reminder> Compose(MemoryMail mail, Decisions decisions)
    {
        var all = inMail[mail.Id].Where(one => Entries[Key(one)] is { State: "Mailed" } entry && entry.Mail == mail.Id);
        var judged = all.ToLookup(one => decisions.Obsolete(one, Deadlines[one.Deadline]));

        if (!mail.MayHaveArrived)
            foreach (var reason in judged.Where(one => one.Key is not null))
            foreach (var gone in reason)
                Set(Entries[Key(gone)] with { State = "Dropped", Reason = reason.Key });

        return [.. judged[null]];
    }

    private void Group(Decisions decisions, DateTimeOffset now)
    {
        if (waiting.Count == 0)
            return;

        var grouped = decisions.Group(
            [
                .. waiting.Values.Select(one => new Waiting(
                    one.Reminder,
                    Deadlines[one.Reminder.Deadline],
                    one.DecidedAt
                )),
            ],
            last.ToDictionary(one => one.Key, one => new LastMail(one.Value.Reminders, one.Value.Digest)),
            now
        );

        foreach (var (reminder, reason) in grouped.Dropped)
            Set(Entries[Key(reminder)] with { State = "Dropped", Reason = reason });

        foreach (var reminder in grouped.InApp)
            Set(Entries[Key(reminder)] with { State = "InApp" });

        foreach (var mail in grouped.Mails)
        {
            var queued = new MemoryMail(Guid.NewGuid(), mail.Person, mail.Kind, now);
            Outbox.Add(queued);
            inMail[queued.Id] = [.. mail.Reminders];
            var before = last.GetValueOrDefault(mail.Person);
            last[mail.Person] = mail.Kind == MailKind.Digest ? (before.Reminders, now) : (now, before.Digest);

            foreach (var reminder in mail.Reminders)
                Set(Entries[Key(reminder)] with { State = "Mailed", Mail = queued.Id });
        }
    }

    private void Add(Reminder reminder, DateTimeOffset now)
    {
        if (!Entries.TryGetValue(Key(reminder), out var known) || known.State == "Dropped")
            Set(new(reminder, reminder.InApp ? "InApp" : "Waiting", null, now));
    }

    private void Set(Entry entry)
    {
        var key = Key(entry.Reminder);
        Entries[key] = entry;

        if (entry.State == "Waiting")
            waiting[key] = entry;
        else
            waiting.Remove(key);
    }

    private void SetNext(Guid deadline, DateTimeOffset? at)
    {
        if (next.Remove(deadline, out var before))
            due.Remove((before, deadline));

        if (at is { } moment)
        {
            next[deadline] = moment;
            due.Add((moment, deadline));
        }
    }

    private static (Guid, DateOnly, string, Guid) Key(Reminder one) => (one.Deadline, one.Due, one.Rung, one.Person);
}
