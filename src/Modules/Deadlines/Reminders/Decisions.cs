using Inspection.Kernel;

namespace Inspection.Deadlines;

/// <summary>A deadline as far as deciding needs it.</summary>
internal record Watched
{
    public Guid Id { get; init; }
    public string Kind { get; init; } = "";

    /// <summary>The module that declares its kind.</summary>
    public string Module { get; init; } = "";
    public DateOnly? Due { get; init; }
    public bool IsOpen { get; init; }
    public Guid[] Posts { get; init; } = [];
    public Guid[] People { get; init; } = [];
}

/// <summary>That a rung of a date reaches a person: decided once.</summary>
internal sealed record Reminder(
    Guid Deadline,
    DateOnly Due,
    string Rung,
    Guid Person,
    bool Escalates,
    bool Board,
    bool InApp
);

/// <summary>A reminder that is decided and not in a mail yet, with its deadline as it stands now.</summary>
internal sealed record Waiting(Reminder Reminder, Watched Deadline, DateTimeOffset DecidedAt);

/// <summary>When a person was last written to.</summary>
internal sealed record LastMail(DateTimeOffset? Reminders, DateTimeOffset? Digest);

/// <summary>What becomes of waiting reminders now.</summary>
/// <param name="Dropped">Those that are true no more, each with why.</param>
/// <param name="InApp">Those whose person wants no mail any more.</param>
/// <param name="Mails">One mail a person at most, and one digest.</param>
internal sealed record Grouped(
    IReadOnlyList<(Reminder Reminder, string Reason)> Dropped,
    IReadOnlyList<Reminder> InApp,
    IReadOnlyList<NewMail> Mails
);

/// <summary>A mail to be queued, with what it is to say.</summary>
internal sealed record NewMail(Guid Person, MailKind Kind, IReadOnlyList<Reminder> Reminders);

/// <summary>What is decided about deadlines: pure, so that years of it can be played through.</summary>
internal sealed class Decisions(Rules rules, Directory directory)
{
    /// <summary>Whom the rung that is true now reaches, and when the next one is due.</summary>
    public (IReadOnlyList<Reminder> Reminders, DateTimeOffset? Next) Decide(Watched deadline, DateTimeOffset now)
    {
        var climb = rules.Climb(deadline.Kind, deadline.Due, deadline.IsOpen, now);

        return climb.Rung is not { } rung
            ? ([], climb.Next)
            : (
                [
                    .. directory
                        .Reach(deadline, rung)
                        .Select(one => new Reminder(
                            deadline.Id,
                            deadline.Due!.Value,
                            rung.Key,
                            one.Person,
                            one.Escalates,
                            one.Board,
                            InApp: !one.Escalates && !one.Board && rules.CadenceOf(one.Person) == Cadence.InApp
                        )),
                ],
                climb.Next
            );
    }

    /// <summary>Why a reminder must not go out any more, or null where it is still true.</summary>
    public string? Obsolete(Reminder reminder, Watched deadline)
    {
        if (!deadline.IsOpen)
            return "It is over";

        if (deadline.Due != reminder.Due)
            return "It has another date";

        var rung = rules.LadderOf(deadline.Kind).FirstOrDefault(one => one.Key == reminder.Rung);

        // A rung that the ladder has lost was true when it was decided: who is told of it stays.
        return rung is not null && directory.Reach(deadline, rung).All(one => one.Person != reminder.Person)
            ? "It is no longer theirs"
            : null;
    }

    /// <summary>Which waiting reminders go into a mail now, which wait on, and which are dropped.</summary>
    /// <param name="waiting">Every waiting reminder of the division.</param>
    /// <param name="last">When each person was last written to.</param>
    /// <param name="now">The moment.</param>
    public Grouped Group(IReadOnlyList<Waiting> waiting, IReadOnlyDictionary<Guid, LastMail> last, DateTimeOffset now)
    {
        var dropped = new List<(Reminder, string)>();
        var inApp = new List<Reminder>();
        var mails = new List<NewMail>();

        foreach (var person in waiting.GroupBy(one => one.Reminder.Person))
        {
            var open = new List<Waiting>();

            foreach (var same in person.GroupBy(one => one.Reminder.Deadline))
            {
                var judged = same.ToLookup(one => Obsolete(one.Reminder, one.Deadline));
                dropped.AddRange(
                    from reason in judged
                    where reason.Key is not null
                    from one in reason
                    select (one.Reminder, reason.Key)
                );

                if (judged[null].MaxBy(one => one.DecidedAt) is not { } newest)
                    continue;

                open.Add(newest);
                dropped.AddRange(
                    judged[null].Where(one => one != newest).Select(one => (one.Reminder, "A later one overtook it"))
                );
            }

            var board = open.Where(one => one.Reminder.Board).ToList();
            var own = open.Where(one => !one.Reminder.Board).ToList();
            var before = last.GetValueOrDefault(person.Key);

            if (IsTurn(board, rules.Reminding.DigestOn, before?.Digest, now))
                mails.Add(new(person.Key, MailKind.Digest, [.. board.Select(one => one.Reminder)]));

            if (own.Any(one => one.Reminder.Escalates) || IsTurn(own, rules.CadenceOf(person.Key), before, now))
                mails.Add(new(person.Key, MailKind.Reminders, [.. own.Select(one => one.Reminder)]));
            else if (rules.CadenceOf(person.Key) == Cadence.InApp)
                inApp.AddRange(own.Select(one => one.Reminder));
        }

        return new(dropped, inApp, rules.Reminding.IsQuiet(now, rules.Days) ? [] : mails);
    }

    private bool IsTurn(List<Waiting> waiting, Cadence cadence, LastMail? last, DateTimeOffset now) =>
        cadence switch
        {
            Cadence.Daily => waiting.Count > 0 && !(last?.Reminders?.Day() >= now.Day()),
            Cadence.Weekly => IsTurn(waiting, DayOfWeek.Monday, last?.Reminders, now),
            _ => false,
        };

    /// <summary>Once a week, what was decided by then: on that day of the week, or on the first after it that is not quiet.</summary>
    private bool IsTurn(List<Waiting> waiting, DayOfWeek on, DateTimeOffset? last, DateTimeOffset now)
    {
        var day = Latest(on, now.Day());
        return waiting.Any(one => one.DecidedAt.Day() <= day) && !(last?.Day() >= day);
    }

    private DateOnly Latest(DayOfWeek which, DateOnly today)
    {
        var start = today.AddDays(-(((int)today.DayOfWeek - (int)which + 7) % 7));
        var day = start;

        while (rules.Reminding.IsQuiet(day, rules.Days))
            day = day.AddDays(1);

        return day <= today ? day : Latest(which, start.AddDays(-1));
    }
}
