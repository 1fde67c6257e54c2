using Inspection.Kernel;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>One person asks another for evidence by a day.</summary>
internal sealed record EvidenceRequest(Guid Id, Guid Recommendation, Guid From, Guid By, RequestState State)
    : IAggregate<EvidenceRequest>
{
    [EventName("evidencerequest.made")]
    internal sealed record Made(
        Guid Id,
        Guid Recommendation,
        Guid? Action,
        string What,
        Guid From,
        Guid By,
        DateOnly Due
    ) : DomainEvent;

    [EventName("evidencerequest.answered")]
    internal sealed record Answered(Guid Evidence) : DomainEvent;

    [EventName("evidencerequest.declined")]
    internal sealed record Declined(string Reason) : DomainEvent;

    [EventName("evidencerequest.cancelled")]
    internal sealed record Cancelled(string Reason) : DomainEvent;

    /// <summary>What somebody else handed in answers it too; it may be answered with several pieces.</summary>
    public IReadOnlyList<DomainEvent> Answer(Guid evidence) =>
        State is RequestState.Open or RequestState.Answered
            ? [new Answered(evidence)]
            : throw new RefusedException($"This request was {Words.Of(State).ToLowerInvariant()}");

    public IReadOnlyList<DomainEvent> Decline(Guid person, string reason) =>
        State != RequestState.Open
            ? throw new RefusedException($"This request was {Words.Of(State).ToLowerInvariant()}")
        : person != From ? throw new RefusedException("Only the person who was asked can decline")
        : [new Declined(reason)];

    public IReadOnlyList<DomainEvent> Cancel(string reason) =>
        State != RequestState.Open
            ? throw new RefusedException($"This request was {Words.Of(State).ToLowerInvariant()}")
            : [new Cancelled(reason)];

    public static EvidenceRequest Evolve(EvidenceRequest? state, DomainEvent happened) =>
        (state, happened) switch
        {
            (null, Made e) => new(e.Id, e.Recommendation, e.From, e.By, RequestState.Open),
            ({ }, Answered) => state with { State = RequestState.Answered },
            ({ }, Declined) => state with { State = RequestState.Declined },
            ({ }, Cancelled) => state with { State = RequestState.Cancelled },
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot follow {state?.State}"),
        };
}

/// <summary>What became of a request.</summary>
internal enum RequestState
{
    Open,
    Answered,
    Declined,
    Cancelled,
}

/// <summary>A request as lists show it.</summary>
[ReadModel("recommendations.evidence_request", Indexes = ["recommendation", "asked, state", "state, due"])]
internal sealed record EvidenceRequestRow
{
    public Guid Id { get; init; }
    public int Version { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
    public Guid Recommendation { get; init; }
    public Guid? Action { get; init; }
    public string What { get; init; } = "";

    /// <summary>Who was asked.</summary>
    public Guid Asked { get; init; }

    /// <summary>Who asks.</summary>
    public Guid Asker { get; init; }
    public DateOnly Due { get; init; }
    public DateOnly MadeOn { get; init; }
    public RequestState State { get; init; }
    public string? Reason { get; init; }
    public Guid[] Answers { get; init; } = [];
}

internal sealed class EvidenceRequestProjection : Projection<EvidenceRequest, EvidenceRequestRow>
{
    public override EvidenceRequestRow? Evolve(EvidenceRequestRow? row, Happened happened) =>
        (row, happened.Data) switch
        {
            (_, EvidenceRequest.Made e) => new()
            {
                Id = e.Id,
                Recommendation = e.Recommendation,
                Action = e.Action,
                What = e.What,
                Asked = e.From,
                Asker = e.By,
                Due = e.Due,
                MadeOn = happened.At.Day(),
            },
            (null, _) => null,
            (_, EvidenceRequest.Answered e) => row with
            {
                State = RequestState.Answered,
                Answers = [.. row.Answers, e.Evidence],
            },
            (_, EvidenceRequest.Declined e) => row with { State = RequestState.Declined, Reason = e.Reason },
            (_, EvidenceRequest.Cancelled e) => row with { State = RequestState.Cancelled, Reason = e.Reason },
            _ => row,
        };
}
