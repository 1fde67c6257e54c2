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
    Many<Link> Links,
    Guid? Planner,
    Guid? Validator,
    Seal? Seal,
    Revision? Asked,
    int Slips,
    DateOnly? ClosedOn,
    Many<int> Embedded
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

    [EventName("recommendation.plan-submitted")]
    internal sealed record PlanSubmitted(Guid By, string? Note) : DomainEvent;

    [EventName("recommendation.plan-approved")]
    internal sealed record PlanApproved(Guid By, string? Note) : DomainEvent;

    [EventName("recommendation.plan-returned")]
    internal sealed record PlanReturned(Guid By, string Reason) : DomainEvent;

    [EventName("recommendation.plan-reopened")]
    internal sealed record PlanReopened(string Reason) : DomainEvent;

    [EventName("recommendation.completion-claimed")]
    internal sealed record CompletionClaimed(Guid By, Guid Validator, string Statement) : DomainEvent;

    [EventName("recommendation.completion-returned")]
    internal sealed record CompletionReturned(Guid By, string Reason) : DomainEvent;

    [EventName("recommendation.completion-validated")]
    internal sealed record CompletionValidated(Guid By, string Statement, Seal Seal, DateOnly On) : DomainEvent;

    [EventName("recommendation.closed")]
    internal sealed record Closed(RecommendationStatus Outcome, string Reason, DateOnly On) : DomainEvent;

    [EventName("recommendation.reopened")]
    internal sealed record Reopened(string Reason) : DomainEvent;

    [EventName("recommendation.seal-broken")]
    internal sealed record SealBroken(string What) : DomainEvent;

    [EventName("recommendation.embeddedness-reviewed")]
    internal sealed record EmbeddednessReviewed(
        int Months,
        int SampleSize,
        int Met,
        bool Embedded,
        string Finding,
        DateOnly On
    ) : DomainEvent;

    [EventName("recommendation.revision-asked")]
    internal sealed record RevisionAsked(DateOnly Due, string Reason, Guid By, bool InTime) : DomainEvent;

    [EventName("recommendation.revision-approved")]
    internal sealed record RevisionApproved(DateOnly Due, string Reason, Guid By, bool Slipped, bool InTime)
        : DomainEvent;

    [EventName("recommendation.revision-refused")]
    internal sealed record RevisionRefused(Guid By, string Reason) : DomainEvent;

    [EventName("recommendation.rated")]
    internal sealed record Rated(Guid Report, int? Part, string Rating, string Scale, DateOnly? On) : DomainEvent;

    [EventName("recommendation.served")]
    internal sealed record Served(string Module) : DomainEvent;

    [EventName("recommendation.linked")]
    internal sealed record Linked(Guid Other, Relation Relation) : DomainEvent;

    [EventName("recommendation.unlinked")]
    internal sealed record Unlinked(Guid Other, Relation Relation) : DomainEvent;

    /// <summary>Whether the division still has to do something.</summary>
    public bool IsOpen => Moves.IsOpen(Status);

    /// <summary>Whether what was signed off has changed since.</summary>
    public bool NeedsRevalidation => Status == RecommendationStatus.Implemented && Seal is null;

    public IReadOnlyList<DomainEvent> Assign(Many<Guid> owners, Guid accountable) =>
        owners.Count == 0 ? throw new RefusedException("Select at least one owner")
        : !owners.Contains(accountable) ? throw new RefusedException("The accountable post must be one of the owners")
        : owners.Equals(Owners) && accountable == Accountable ? []
        : [new Assigned(owners, accountable)];

    /// <summary>The first date; from then on a date is revised, by two people.</summary>
    public IReadOnlyList<DomainEvent> SetDue(DateOnly due, string reason) =>
        !IsOpen ? throw ItsDateStays
        : due == Due.Date ? []
        : Due.Date is { } day
            ? throw new RefusedException(
                $"It is due on {Words.Date(day)}: ask for another date, so that somebody else can approve it"
            )
        : [new Dated(due, reason)];

    public IReadOnlyList<DomainEvent> AskRevision(DateOnly due, string reason, Guid by, DateOnly today) =>
        !IsOpen ? throw ItsDateStays
        : Due.Date is not { } day ? throw new RefusedException("It has no date yet: set one first")
        : Asked is not null ? throw new RefusedException("Another date has been asked for already, and is not decided")
        : due == day ? throw new RefusedException($"It is due on {Words.Date(day)} already")
        : due < today ? throw new RefusedException("The new date must be today or later")
        : [new RevisionAsked(due, reason, by, InTime: today <= day)];

    /// <param name="isHead">Whether <paramref name="by"/> is Head of Division.</param>
    /// <param name="askerIsHead">Whether whoever asked is.</param>
    public IReadOnlyList<DomainEvent> ApproveRevision(Guid by, bool isHead, bool askerIsHead) =>
        Asked is not { } asked ? throw new RefusedException("Nobody has asked for another date")
        : by == asked.By ? throw new RefusedException("You asked for this date: somebody else has to approve it")
        : asked.Due > Due.Date && Slips > 0 && !isHead && !askerIsHead
            ? throw new RefusedException(
                $"It has slipped {RecommendationTags.Times(Slips)} already: only the Head of Division can approve another slip"
            )
        : [new RevisionApproved(asked.Due, asked.Reason, by, asked.Due > Due.Date, asked.InTime)];

    public IReadOnlyList<DomainEvent> RefuseRevision(Guid by, string reason) =>
        Asked is null
            ? throw new RefusedException("Nobody has asked for another date")
            : [new RevisionRefused(by, reason)];

    private RefusedException ItsDateStays =>
        new($"The date of a recommendation that is {Words.Of(Status).ToLowerInvariant()} cannot be changed");

    public IReadOnlyList<DomainEvent> SetReview(DateOnly on, DateOnly today) =>
        on < today ? throw new RefusedException("The review date must be today or later")
        : on == ReviewOn ? []
        : [new ReviewSet(on)];

    public IReadOnlyList<DomainEvent> Prioritise(Priority priority) =>
        priority == Priority ? [] : [new Prioritised(priority)];

    public IReadOnlyList<DomainEvent> Note(string text) => [new Noted(text)];

    /// <summary>One step along <see cref="Moves.Table"/>.</summary>
    /// <param name="made">Who makes it, with what is known of the plan and its proof.</param>
    public IReadOnlyList<DomainEvent> Make(MoveMade made) =>
        Moves.Find(Status, made.Move) is null ? throw new RefusedException(Moves.Refusal(Status, made.Move))
        : Moves.Missing(this, made) is { Count: > 0 } missing ? throw new RefusedException(string.Join("; ", missing))
        : made.Move switch
        {
            Move.SubmitPlan => [new PlanSubmitted(made.By, made.Words)],
            Move.ApprovePlan => [new PlanApproved(made.By, made.Words)],
            Move.ReturnPlan => [new PlanReturned(made.By, made.Words!)],
            Move.ReopenPlan => [new PlanReopened(made.Words!)],
            Move.ClaimCompletion => [new CompletionClaimed(made.By, made.Validator!.Value, made.Words!)],
            Move.ReturnCompletion => [new CompletionReturned(made.By, made.Words!)],
            Move.ValidateCompletion or Move.Revalidate =>
            [
                new CompletionValidated(made.By, made.Words!, made.Facts!.Seal, made.On),
            ],
            Move.CloseNotImplemented => [new Closed(RecommendationStatus.NotImplemented, made.Words!, made.On)],
            Move.CloseSuperseded => [new Closed(RecommendationStatus.Superseded, made.Words!, made.On)],
            Move.CloseNoLongerApplicable => [new Closed(RecommendationStatus.NoLongerApplicable, made.Words!, made.On)],
            Move.Reopen => [new Reopened(made.Words!)],
            _ => throw new ArgumentOutOfRangeException(nameof(made)),
        };

    /// <summary>Something that was signed off has changed: it says so once, until somebody validates again.</summary>
    public IReadOnlyList<DomainEvent> BreakSeal(string what) => Seal is null ? [] : [new SealBroken(what)];

    /// <summary>The reviews that are still to come, in months after closure.</summary>
    public IEnumerable<int> ReviewsToCome => Status == RecommendationStatus.Implemented ? Reviews.Except(Embedded) : [];

    public static readonly IReadOnlyList<int> Reviews = [3, 6, 12];

    /// <summary>One of the looks back after closure; what is found not to hold is open again.</summary>
    public IReadOnlyList<DomainEvent> ReviewEmbeddedness(EmbeddednessReviewed review, bool owns) =>
        Status != RecommendationStatus.Implemented
            ? throw new RefusedException("Only what is implemented is reviewed for embeddedness")
        : !ReviewsToCome.Contains(review.Months)
            ? throw new RefusedException($"The review after {review.Months} months has been held")
        : review.On < ClosedOn!.Value.AddMonths(review.Months)
            ? throw new RefusedException(
                $"The review after {review.Months} months cannot be held before {Words.Date(ClosedOn!.Value.AddMonths(review.Months))}"
            )
        : owns ? throw new RefusedException(Moves.NotYours)
        : review.Met > review.SampleSize
            ? throw new RefusedException("No more can meet the standard than were looked at")
        : review.Embedded ? [review]
        :
        [
            review,
            new Reopened(
                $"Not embedded after {review.Months} months: {review.Met} of {review.SampleSize} met the standard"
            ),
        ];

    /// <summary>What the inspectorate says of it at a follow-up: kept beside what the division says, never instead.</summary>
    public IReadOnlyList<DomainEvent> Rate(Rated rating, Many<Rated> before, int parts) =>
        rating.Part is { } part && (part < 1 || part > parts) ? throw new RefusedException($"It has no part {part}")
        : before.Contains(rating) ? []
        : [rating];

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
            (null, Recorded e) => new(
                e.Id,
                StatusOf(e.Kind),
                [],
                null,
                e.Due,
                null,
                Priority.Normal,
                null,
                [],
                null,
                null,
                null,
                null,
                0,
                null,
                []
            ),
            ({ }, Assigned e) => state with { Owners = e.Owners, Accountable = e.Accountable },
            ({ }, Dated e) => state with { Due = state.Due with { Date = e.Due, Precision = DatePrecision.Day } },
            ({ }, ReviewSet e) => state with { ReviewOn = e.On },
            ({ }, Prioritised e) => state with { Priority = e.Priority },
            ({ }, Noted) => state,
            ({ }, PlanSubmitted e) => state with { Status = RecommendationStatus.PlanSubmitted, Planner = e.By },
            ({ }, PlanApproved) => state with { Status = RecommendationStatus.InProgress },
            ({ }, PlanReturned or PlanReopened) => state with { Status = RecommendationStatus.NotStarted },
            ({ }, CompletionClaimed e) => state with
            {
                Status = RecommendationStatus.AwaitingValidation,
                Validator = e.Validator,
            },
            ({ }, CompletionReturned) => state with { Status = RecommendationStatus.InProgress, Validator = null },
            ({ Status: RecommendationStatus.Implemented }, CompletionValidated e) => state with { Seal = e.Seal },
            ({ }, CompletionValidated e) => state with
            {
                Status = RecommendationStatus.Implemented,
                Seal = e.Seal,
                ClosedOn = e.On,
                Embedded = [],
            },
            ({ }, Closed e) => state with { Status = e.Outcome, ClosedOn = e.On, Asked = null },
            ({ }, Reopened) => state with
            {
                Status = Moves.AfterReopening(state.Status),
                Seal = null,
                ClosedOn = null,
                Validator = null,
            },
            ({ }, SealBroken) => state with { Seal = null },
            ({ }, EmbeddednessReviewed e) => state with { Embedded = [.. state.Embedded, e.Months] },
            ({ }, RevisionAsked e) => state with { Asked = new(e.Due, e.Reason, e.By, e.InTime) },
            ({ }, RevisionApproved e) => state with
            {
                Asked = null,
                Due = state.Due with { Date = e.Due, Precision = DatePrecision.Day },
                Slips = state.Slips + (e.Slipped ? 1 : 0),
            },
            ({ }, RevisionRefused) => state with { Asked = null },
            ({ }, Rated) => state,
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

/// <summary>Another date that somebody asked for and nobody has decided.</summary>
/// <param name="InTime">It was asked for before the date it moves had passed.</param>
internal sealed record Revision(DateOnly Due, string Reason, Guid By, bool InTime);
