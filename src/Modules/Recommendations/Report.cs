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

    public static IReadOnlyList<DomainEvent> Register(Registered facts, SourceAttached? source) =>
        source is null ? [facts] : [facts, source];

    public IReadOnlyList<DomainEvent> AttachSource(Guid file, string name, string sha256, long size) =>
        Sources.Contains(file) ? [] : [new SourceAttached(file, name, sha256, size)];

    public IReadOnlyList<DomainEvent> FollowUp(Guid earlier) =>
        earlier == Id ? throw new RefusedException("A report cannot follow up itself")
        : earlier == FollowUpTo ? []
        : [new FollowUpLinked(earlier)];

    public IReadOnlyList<DomainEvent> Correct(Corrected facts) => [facts];

    public static Report Evolve(Report? state, DomainEvent happened) =>
        (state, happened) switch
        {
            (null, Registered e) => new(e.Id, null, []),
            ({ }, SourceAttached e) => state with { Sources = [.. state.Sources, e.File] },
            ({ }, FollowUpLinked e) => state with { FollowUpTo = e.Earlier },
            ({ }, Corrected) => state,
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot follow {state}"),
        };
}
