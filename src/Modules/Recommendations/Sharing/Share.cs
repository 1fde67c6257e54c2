using Inspection.Kernel;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>Some recommendations of a report, opened for reading to whoever has a secret link, until a day.</summary>
internal sealed record Share(Guid Id, Many<Guid> Recommendations, Many<SharePart> With, DateOnly Until, bool IsRevoked)
    : IAggregate<Share>
{
    /// <summary>The longest that a link works without somebody saying again that it should.</summary>
    public const int MostDays = 90;

    public const int UsualDays = 28;

    [EventName("share.made")]
    internal sealed record Made(
        Guid Id,
        Guid Report,
        Many<Guid> Recommendations,
        Many<SharePart> With,
        string Organisation,
        DateOnly Until,
        bool Passphrase
    ) : DomainEvent;

    /// <param name="Recommendation">The one whose page was opened; null for the list of them.</param>
    /// <param name="Evidence">The piece whose file was taken.</param>
    [EventName("share.viewed")]
    internal sealed record Viewed(Guid? Recommendation, Guid? Evidence) : DomainEvent;

    [EventName("share.extended")]
    internal sealed record Extended(DateOnly Until) : DomainEvent;

    [EventName("share.revoked")]
    internal sealed record Revoked(string? Reason) : DomainEvent;

    public static IReadOnlyList<DomainEvent> Make(Made facts, DateOnly today) =>
        facts.Recommendations.Count == 0 ? throw new RefusedException("Select at least one recommendation")
        : Wrong(facts.Until, today) is { } wrong ? throw new RefusedException(wrong)
        : [facts];

    public bool IsOpen(DateOnly today) => !IsRevoked && today <= Until;

    /// <summary>What somebody outside opens. What they may not is not there.</summary>
    public IReadOnlyList<DomainEvent> View(Guid? recommendation, Guid? evidence, DateOnly today) =>
        IsOpen(today)
        && (recommendation is not { } one || Recommendations.Contains(one))
        && (evidence is null || With.Contains(SharePart.EvidenceFiles))
            ? [new Viewed(recommendation, evidence)]
            : throw new NotFoundException("Nothing is shared here");

    public IReadOnlyList<DomainEvent> Extend(DateOnly until, DateOnly today) =>
        IsRevoked ? throw new RefusedException("This share was revoked: make another")
        : Until < today ? throw new RefusedException("This share has ended: make another")
        : Wrong(until, today) is { } wrong ? throw new RefusedException(wrong)
        : until == Until ? []
        : [new Extended(until)];

    public IReadOnlyList<DomainEvent> Revoke(string? reason) => IsRevoked ? [] : [new Revoked(reason)];

    public static string? Wrong(DateOnly until, DateOnly today) =>
        until < today ? "The last day must be today or later"
        : until > today.AddDays(MostDays)
            ? $"The last day must be {Words.Date(today.AddDays(MostDays))} or earlier: a link works for at most {MostDays} days"
        : null;

    public static Share Evolve(Share? state, DomainEvent happened) =>
        (state, happened) switch
        {
            (null, Made e) => new(e.Id, e.Recommendations, e.With, e.Until, false),
            ({ }, Viewed) => state,
            ({ }, Extended e) => state with { Until = e.Until },
            ({ }, Revoked) => state with { IsRevoked = true },
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot follow {state}"),
        };
}
