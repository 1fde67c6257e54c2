using Inspection.Kernel;
using Inspection.Kernel.Events;

namespace Inspection.Recommendations;

/// <summary>A published inspection report, or the response to one, from which recommendations were taken.</summary>
internal sealed record Report(Guid Id, Guid? FollowUpTo, Many<Guid> Sources) : IAggregate<Report>
{
    [EventName("report.registered")]
    internal sealed record Registered(
        Guid Id,
        string Title,
        string Inspectorate,
        string? Subject,
        string? Respondent,
        DateOnly? Published,
        string Marking
    ) : DomainEvent;

    [EventName("report.source-attached")]
    internal sealed record SourceAttached(Guid File, string Name, string Sha256, long Size) : DomainEvent;

    [EventName("report.follow-up-linked")]
    internal sealed record FollowUpLinked(Guid Earlier) : DomainEvent;

    [EventName("report.corrected")]
    internal sealed record Corrected(
        string Title,
        string Inspectorate,
        string? Subject,
        string? Respondent,
        DateOnly? Published,
        string Marking,
        string Reason
    ) : DomainEvent;

    /// <param name="Sha256">Of the pack's SHA256SUMS, which holds the hash of everything else in it.</param>
    /// <param name="Head">The hash of the division's history at <paramref name="Position"/>, as the pack shows it.</param>
    [EventName("report.pack-made")]
    internal sealed record PackMade(
        string Sha256,
        Many<Guid> Recommendations,
        int Files,
        long Size,
        bool Names,
        bool Undecided,
        long Position,
        string Head
    ) : DomainEvent;

    public static IReadOnlyList<DomainEvent> Register(Registered facts, SourceAttached? source) =>
        source is null ? [facts] : [facts, source];

    public IReadOnlyList<DomainEvent> AttachSource(Guid file, string name, string sha256, long size) =>
        Sources.Contains(file) ? [] : [new SourceAttached(file, name, sha256, size)];

    public IReadOnlyList<DomainEvent> FollowUp(Guid earlier) =>
        earlier == Id ? throw new RefusedException("A report cannot follow up itself")
        : earlier == FollowUpTo ? []
        : [new FollowUpLinked(earlier)];

    public IReadOnlyList<DomainEvent> Correct(Corrected facts) => [facts];

    public IReadOnlyList<DomainEvent> MakePack(PackMade pack) =>
        pack.Recommendations.Count == 0
            ? throw new RefusedException("There is nothing to put into a pack: add a recommendation first")
            : [pack];

    public static Report Evolve(Report? state, DomainEvent happened) =>
        (state, happened) switch
        {
            (null, Registered e) => new(e.Id, null, []),
            ({ }, SourceAttached e) => state with { Sources = [.. state.Sources, e.File] },
            ({ }, FollowUpLinked e) => state with { FollowUpTo = e.Earlier },
            ({ }, Corrected or PackMade) => state,
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot follow {state}"),
        };
}
