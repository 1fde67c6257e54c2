using Inspection.Kernel;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>One recommendation, issue to address or other finding of a report, from its publication on.</summary>
internal sealed record Recommendation(
    Guid Id,
    RecommendationStatus Status,
    Many<Guid> Owners,
    Guid? Accountable,
    DueDate Due,
    DateOnly? ReviewOn,
    Priority Priority,
    string? ServedBy,
    Many<Link> Links
) : IAggregate<Recommendation>
{
    [EventName("recommendation.recorded")]
    internal sealed record Recorded(
        Guid Id,
        Guid Report,
        int Ordinal,
        string? Number,
        string? Group,
        ItemKind Kind,
        string Text,
        string? Response,
        Position Position,
        PositionSource? PositionSource,
        string? Reason,
        DueDate Due,
        string? InspectorateRating,
        Many<Part> Parts
    ) : DomainEvent;

    [EventName("recommendation.assigned")]
    internal sealed record Assigned(Many<Guid> Owners, Guid Accountable) : DomainEvent;

    [EventName("recommendation.dated")]
    internal sealed record Dated(DateOnly Due, string Reason) : DomainEvent;

    [EventName("recommendation.review-set")]
    internal sealed record ReviewSet(DateOnly On) : DomainEvent;

    [EventName("recommendation.prioritised")]
    internal sealed record Prioritised(Priority Priority) : DomainEvent;

    [EventName("recommendation.noted")]
    internal sealed record Noted(string Text) : DomainEvent;

    [EventName("recommendation.status-changed")]
    internal sealed record StatusChanged(RecommendationStatus Status, string Reason) : DomainEvent;

    [EventName("recommendation.served")]
    internal sealed record Served(string Module) : DomainEvent;

    [EventName("recommendation.linked")]
    internal sealed record Linked(Guid Other, Relation Relation) : DomainEvent;

    [EventName("recommendation.unlinked")]
    internal sealed record Unlinked(Guid Other, Relation Relation) : DomainEvent;

    /// <summary>Whether the division still has to do something.</summary>
    public bool IsOpen => Status is RecommendationStatus.NotStarted or RecommendationStatus.InProgress;

    public IReadOnlyList<DomainEvent> Assign(Many<Guid> owners, Guid accountable) =>
        owners.Count == 0 ? throw new RefusedException("Select at least one owner")
        : !owners.Contains(accountable) ? throw new RefusedException("The accountable post must be one of the owners")
        : owners.Equals(Owners) && accountable == Accountable ? []
        : [new Assigned(owners, accountable)];

    public IReadOnlyList<DomainEvent> SetDue(DateOnly due, string reason) =>
        !IsOpen
            ? throw new RefusedException(
                $"The date of a recommendation that is {Words.Of(Status).ToLowerInvariant()} cannot be changed"
            )
        : due == Due.Date ? []
        : [new Dated(due, reason)];

    public IReadOnlyList<DomainEvent> SetReview(DateOnly on, DateOnly today) =>
        on < today ? throw new RefusedException("The review date must be today or later")
        : on == ReviewOn ? []
        : [new ReviewSet(on)];

    public IReadOnlyList<DomainEvent> Prioritise(Priority priority) =>
        priority == Priority ? [] : [new Prioritised(priority)];

    public IReadOnlyList<DomainEvent> Note(string text) => [new Noted(text)];

    public IReadOnlyList<DomainEvent> ChangeStatus(RecommendationStatus status, string reason) =>
        Status == RecommendationStatus.ForInformation
            ? throw new RefusedException("This is for information: there is nothing to do, so it has no status")
        : status == RecommendationStatus.ForInformation
            ? throw new RefusedException("Only good practice and strengths are for information")
        : status == Status
            ? throw new RefusedException($"This recommendation is already {Words.Of(status).ToLowerInvariant()}")
        : status == RecommendationStatus.Implemented && Owners.Count == 0
            ? throw new RefusedException("Assign an owner before you say that it is implemented")
        : [new StatusChanged(status, reason)];

    public IReadOnlyList<DomainEvent> Serve(string module) => module == ServedBy ? [] : [new Served(module)];

    public IReadOnlyList<DomainEvent> LinkTo(Guid other, Relation relation) =>
        other == Id ? throw new RefusedException("A recommendation cannot be linked to itself")
        : Links.Contains(new(other, relation)) ? []
        : [new Linked(other, relation)];

    public IReadOnlyList<DomainEvent> Unlink(Guid other, Relation relation) =>
        Links.Contains(new(other, relation)) ? [new Unlinked(other, relation)] : [];

    /// <summary>The status that a finding of this kind begins with.</summary>
    public static RecommendationStatus StatusOf(ItemKind kind) =>
        kind is ItemKind.GoodPractice or ItemKind.Strength
            ? RecommendationStatus.ForInformation
            : RecommendationStatus.NotStarted;

    public static Recommendation Evolve(Recommendation? state, DomainEvent happened) =>
        (state, happened) switch
        {
            (null, Recorded e) => new(e.Id, StatusOf(e.Kind), [], null, e.Due, null, Priority.Normal, null, []),
            ({ }, Assigned e) => state with { Owners = e.Owners, Accountable = e.Accountable },
            ({ }, Dated e) => state with { Due = state.Due with { Date = e.Due, Precision = DatePrecision.Day } },
            ({ }, ReviewSet e) => state with { ReviewOn = e.On },
            ({ }, Prioritised e) => state with { Priority = e.Priority },
            ({ }, Noted) => state,
            ({ }, StatusChanged e) => state with { Status = e.Status },
            ({ }, Served e) => state with { ServedBy = e.Module },
            ({ }, Linked e) => state with { Links = [.. state.Links, new(e.Other, e.Relation)] },
            ({ }, Unlinked e) => state with
            {
                Links = [.. state.Links.Where(link => link != new Link(e.Other, e.Relation))],
            },
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot follow {state?.Status}"),
        };
}

/// <summary>Another recommendation, and how this one belongs to it.</summary>
internal sealed record Link(Guid Other, Relation Relation);
