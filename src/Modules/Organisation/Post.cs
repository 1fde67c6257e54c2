using Inspection.Contracts.Organisation;
using Inspection.Kernel.Events;

namespace Inspection.Organisation;

/// <summary>One person's time in a post, the last day included.</summary>
/// <param name="Appointment">The appointment's own id.</param>
/// <param name="Person">Who holds the post.</param>
/// <param name="From">The first day.</param>
/// <param name="Until">The last day, or null while no end is known.</param>
/// <param name="JobShare">Whether the post may be shared with others at the time.</param>
internal sealed record Term(Guid Appointment, Guid Person, DateOnly From, DateOnly? Until, bool JobShare)
{
    public bool Covers(DateOnly day) => From <= day && !(Until < day);

    public bool Overlaps(Term other) => !(Until < other.From) && !(other.Until < From);
}

/// <summary>A post of the division or of a team: it owns what people see to, whoever holds it.</summary>
internal sealed record Post(Guid Id, Guid? Team, bool Abolished, IReadOnlyList<Term> Terms) : IAggregate<Post>
{
    /// <summary>The post that it reports to, or null where nobody has said.</summary>
    public Guid? ReportsTo { get; init; }

    [EventName("post.created")]
    internal sealed record Created(
        Guid Id,
        string Title,
        string? Abbreviation,
        PostKind Kind,
        string? Module,
        Guid? Team
    ) : DomainEvent;

    [EventName("post.retitled")]
    internal sealed record Retitled(string Title, string? Abbreviation) : DomainEvent;

    [EventName("post.moved")]
    internal sealed record Moved(Guid? Team) : DomainEvent;

    /// <param name="Manager">The post that it reports to; null for none.</param>
    [EventName("post.put_under")]
    internal sealed record WasPutUnder(Guid? Manager) : DomainEvent;

    [EventName("post.person_appointed")]
    internal sealed record PersonAppointed(
        Guid Id,
        Guid Appointment,
        Guid Person,
        DateOnly From,
        DateOnly? Until,
        bool JobShare
    ) : DomainEvent;

    [EventName("post.appointment_ended")]
    internal sealed record AppointmentEnded(Guid Id, Guid Appointment, Guid Person, DateOnly On) : DomainEvent;

    [EventName("post.appointment_withdrawn")]
    internal sealed record AppointmentWithdrawn(Guid Appointment, Guid Person) : DomainEvent;

    [EventName("post.abolished")]
    internal sealed record WasAbolished(Guid Id) : DomainEvent;

    public static IReadOnlyList<DomainEvent> Create(
        Guid id,
        string title,
        string? abbreviation,
        PostKind kind,
        string? module,
        Guid? team
    ) => [new Created(id, title, abbreviation, kind, kind == PostKind.ModuleOwner ? module : null, team)];

    public IReadOnlyList<DomainEvent> Retitle(string title, string? abbreviation)
    {
        RefuseAbolished();
        return [new Retitled(title, abbreviation)];
    }

    public IReadOnlyList<DomainEvent> Move(Guid? team)
    {
        RefuseAbolished();
        return team == Team ? [] : [new Moved(team)];
    }

    /// <param name="manager">The post that it is to report to; null for none.</param>
    /// <param name="above">For every post of the division, the one that it reports to now.</param>
    public IReadOnlyList<DomainEvent> PutUnder(Guid? manager, IReadOnlyDictionary<Guid, Guid?> above)
    {
        RefuseAbolished();

        if (manager is { } named && !above.ContainsKey(named))
            throw new RefusedException("Select a post that is not abolished");

        if (manager == Id)
            throw new RefusedException("A post cannot report to itself");

        var seen = new HashSet<Guid>();

        for (var next = manager; next is { } one && seen.Add(one); next = above.GetValueOrDefault(one))
            if (one == Id)
                throw new RefusedException("The post that you selected reports to this one, itself or through others");

        return manager == ReportsTo ? [] : [new WasPutUnder(manager)];
    }

    public IReadOnlyList<DomainEvent> Appoint(
        Guid appointment,
        Guid person,
        DateOnly from,
        DateOnly? until,
        bool jobShare
    )
    {
        RefuseAbolished();

        if (until < from)
            throw new RefusedException("The last day cannot be before the first day");

        var term = new Term(appointment, person, from, until, jobShare);
        RefuseOverlap(term, jobShare);
        return [new PersonAppointed(Id, appointment, person, from, until, jobShare)];
    }

    public IReadOnlyList<DomainEvent> End(Guid appointment, DateOnly on)
    {
        var term = Find(appointment);

        if (on < term.From)
            throw new RefusedException("The last day cannot be before the first day");

        if (term.Until == on)
            return [];

        // Only a later end can meet someone new, and who shares with this one has been allowed to.
        if (term.Until < on)
            RefuseOverlap(term with { From = term.Until.Value.AddDays(1), Until = on }, term.JobShare);

        return [new AppointmentEnded(Id, appointment, term.Person, on)];
    }

    public IReadOnlyList<DomainEvent> Withdraw(Guid appointment, DateOnly today)
    {
        var term = Find(appointment);

        return term.From <= today
            ? throw new RefusedException("This appointment has begun: end it instead")
            : [new AppointmentWithdrawn(appointment, term.Person)];
    }

    /// <summary>Ends whatever a person who leaves holds or would hold here.</summary>
    public IReadOnlyList<DomainEvent> Release(Guid person, DateOnly today) =>
        [
            .. Terms
                .Where(term => term.Person == person && !(term.Until <= today))
                .SelectMany(term =>
                    term.From > today ? Withdraw(term.Appointment, today) : End(term.Appointment, today)
                ),
        ];

    public IReadOnlyList<DomainEvent> Abolish(DateOnly today)
    {
        RefuseAbolished();

        return Terms.Any(term => !(term.Until <= today))
            ? throw new RefusedException("End the appointments to this post before you abolish it")
            : [new WasAbolished(Id)];
    }

    public IEnumerable<Guid> HoldersOn(DateOnly day) => Terms.Where(term => term.Covers(day)).Select(t => t.Person);

    public static Post Evolve(Post? state, DomainEvent happened) =>
        (state, happened) switch
        {
            (null, Created created) => new(created.Id, created.Team, Abolished: false, []),
            ({ }, Retitled) => state,
            ({ }, Moved moved) => state with { Team = moved.Team },
            ({ }, WasPutUnder put) => state with { ReportsTo = put.Manager },
            ({ }, WasAbolished) => state with { Abolished = true },
            ({ }, _) => state with { Terms = Evolve(state.Terms, happened) },
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot happen to a post now"),
        };

    /// <summary>The terms after the event; the read model folds them in the same way.</summary>
    public static IReadOnlyList<Term> Evolve(IReadOnlyList<Term> terms, DomainEvent happened) =>
        happened switch
        {
            PersonAppointed e => [.. terms, new(e.Appointment, e.Person, e.From, e.Until, e.JobShare)],
            AppointmentEnded e =>
            [
                .. terms.Select(term => term.Appointment == e.Appointment ? term with { Until = e.On } : term),
            ],
            AppointmentWithdrawn e => [.. terms.Where(term => term.Appointment != e.Appointment)],
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot happen to a post now"),
        };

    private Term Find(Guid appointment) =>
        Terms.FirstOrDefault(term => term.Appointment == appointment)
        ?? throw new NotFoundException($"There is no appointment {appointment}");

    private void RefuseAbolished()
    {
        if (Abolished)
            throw new RefusedException("This post is abolished");
    }

    private void RefuseOverlap(Term term, bool jobShare)
    {
        foreach (var other in Terms.Where(one => one.Appointment != term.Appointment && one.Overlaps(term)))
            if (other.Person == term.Person)
                throw new RefusedException("This person holds the post at that time already");
            else if (!jobShare)
                throw new RefusedException(
                    "Someone else holds this post at that time: end that appointment, or allow a job share"
                );
    }
}
