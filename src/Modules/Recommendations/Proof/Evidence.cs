using Inspection.Kernel;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>One piece of evidence: what it is, what it is to prove, and whether somebody else found that it does.</summary>
internal sealed record Evidence(
    Guid Id,
    EvidenceState State,
    int Revision,
    Content Content,
    DateOnly EffectiveOn,
    DateOnly? ValidUntil,
    Many<Served> Serves,
    Guid? SubmittedBy,
    Guid? DecidedBy,
    DateTimeOffset? DecidedAt
) : IAggregate<Evidence>
{
    /// <summary>The files of all versions, but those that were removed.</summary>
    public Many<Guid> Files { get; init; } = [];

    [EventName("evidence.offered")]
    internal sealed record Offered(
        Guid Id,
        string Title,
        Content Content,
        DateOnly EffectiveOn,
        DateOnly? ValidUntil,
        Many<Served> Serves,
        Guid? Request
    ) : DomainEvent;

    [EventName("evidence.replaced")]
    internal sealed record Replaced(int Revision, Content Content, string Reason) : DomainEvent;

    [EventName("evidence.dated")]
    internal sealed record Dated(DateOnly EffectiveOn, DateOnly? ValidUntil) : DomainEvent;

    [EventName("evidence.made-to-serve")]
    internal sealed record MadeToServe(Many<Served> Serves) : DomainEvent;

    [EventName("evidence.submitted")]
    internal sealed record Submitted(Guid By) : DomainEvent;

    [EventName("evidence.accepted")]
    internal sealed record Accepted(Guid By, int Revision, DateTimeOffset At, string? Note) : DomainEvent;

    [EventName("evidence.rejected")]
    internal sealed record Rejected(Guid By, int Revision, DateTimeOffset At, string Reason) : DomainEvent;

    /// <summary>The content of one of its files was taken out for ever; the version that spoke of it stays, with its hash.</summary>
    [EventName("evidence.file-removed")]
    internal sealed record FileRemoved(Guid File, string Reason) : DomainEvent;

    [EventName("evidence.withdrawn")]
    internal sealed record Withdrawn(string Reason) : DomainEvent;

    private bool HasLostItsFile => Content.File is { } file && !Files.Contains(file);

    /// <summary>A new version is a draft again, whatever was decided about the one before.</summary>
    public IReadOnlyList<DomainEvent> Replace(Content content, string reason) =>
        State == EvidenceState.Withdrawn ? throw new RefusedException("This evidence was withdrawn")
        : content == Content ? []
        : [new Replaced(Revision + 1, content, reason)];

    public IReadOnlyList<DomainEvent> Date(DateOnly effectiveOn, DateOnly? validUntil, DateOnly today) =>
        State is not (EvidenceState.Draft or EvidenceState.Rejected)
            ? throw new RefusedException(
                $"This evidence is {Words.Of(State).ToLowerInvariant()}: its dates stand with what was decided. Add a new version first"
            )
        : Wrong(effectiveOn, validUntil, today) is { } wrong ? throw new RefusedException(wrong)
        : (effectiveOn, validUntil) == (EffectiveOn, ValidUntil) ? []
        : [new Dated(effectiveOn, validUntil)];

    public static string? Wrong(DateOnly effectiveOn, DateOnly? validUntil, DateOnly today) =>
        effectiveOn > today ? "The date it shows must be today or earlier"
        : validUntil < effectiveOn ? "It cannot expire before the date it shows"
        : null;

    public IReadOnlyList<DomainEvent> Serve(Many<Served> serves) =>
        serves.Count == 0 ? throw new RefusedException("Select what it is evidence of")
        : State == EvidenceState.Withdrawn ? throw new RefusedException("This evidence was withdrawn")
        : serves.Equals(Serves) ? []
        : [new MadeToServe(serves)];

    public IReadOnlyList<DomainEvent> Submit(Guid by) =>
        HasLostItsFile ? throw new RefusedException("Its file was removed: add a new version first")
        : State is EvidenceState.Draft or EvidenceState.Rejected ? [new Submitted(by)]
        : throw new RefusedException($"This evidence is {Words.Of(State).ToLowerInvariant()} already");

    /// <param name="name">The name of a person, for whoever was too late.</param>
    public IReadOnlyList<DomainEvent> Decide(
        bool accept,
        Guid by,
        int revision,
        string? words,
        DateTimeOffset at,
        bool owns,
        Func<Guid, string> name
    ) =>
        State is EvidenceState.Accepted or EvidenceState.Rejected
            ? throw new RefusedException(
                $"{name(DecidedBy!.Value)} {(State == EvidenceState.Accepted ? "accepted" : "rejected")} this evidence on {Words.Moment(DecidedAt!.Value)}"
            )
        : State != EvidenceState.Submitted
            ? throw new RefusedException(
                $"This evidence is {Words.Of(State).ToLowerInvariant()}: there is nothing to decide"
            )
        : revision != Revision
            ? throw new RefusedException(
                $"You looked at version {revision}; it is now version {Revision}: look at that one first"
            )
        : by == SubmittedBy
            ? throw new RefusedException("You submitted this evidence: somebody else has to decide about it")
        : accept && owns
            ? throw new RefusedException("You own what this is evidence of: somebody else has to accept it")
        : accept ? [new Accepted(by, revision, at, words)]
        : [new Rejected(by, revision, at, words!)];

    /// <summary>What proved something by the file that is gone proves it no more.</summary>
    public IReadOnlyList<DomainEvent> RemoveFile(Guid file, string reason) =>
        Files.Contains(file)
            ? [new FileRemoved(file, reason)]
            : throw new RefusedException("This evidence has no such file, or it was removed before");

    public IReadOnlyList<DomainEvent> Withdraw(string reason) =>
        State == EvidenceState.Withdrawn ? [] : [new Withdrawn(reason)];

    public static Evidence Evolve(Evidence? state, DomainEvent happened) =>
        (state, happened) switch
        {
            (null, Offered e) => new(
                e.Id,
                EvidenceState.Draft,
                1,
                e.Content,
                e.EffectiveOn,
                e.ValidUntil,
                e.Serves,
                null,
                null,
                null
            )
            {
                Files = [.. FilesOf(e.Content)],
            },
            ({ }, Replaced e) => state with
            {
                State = EvidenceState.Draft,
                Revision = e.Revision,
                Content = e.Content,
                SubmittedBy = null,
                DecidedBy = null,
                Files = [.. state.Files, .. FilesOf(e.Content)],
            },
            ({ }, Dated e) => state with { EffectiveOn = e.EffectiveOn, ValidUntil = e.ValidUntil },
            ({ }, MadeToServe e) => state with { Serves = e.Serves },
            ({ }, Submitted e) => state with { State = EvidenceState.Submitted, SubmittedBy = e.By },
            ({ }, Accepted e) => state with { State = EvidenceState.Accepted, DecidedBy = e.By, DecidedAt = e.At },
            ({ }, Rejected e) => state with { State = EvidenceState.Rejected, DecidedBy = e.By, DecidedAt = e.At },
            ({ }, FileRemoved e) => (
                e.File == state.Content.File && state.State != EvidenceState.Withdrawn
                    ? state with
                    {
                        State = EvidenceState.Draft,
                        SubmittedBy = null,
                        DecidedBy = null,
                    }
                    : state
            ) with
            {
                Files = [.. state.Files.Where(file => file != e.File)],
            },
            ({ }, Withdrawn) => state with { State = EvidenceState.Withdrawn },
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot follow {state?.State}"),
        };

    private static IEnumerable<Guid> FilesOf(Content content) => content.File is { } file ? [file] : [];
}

/// <summary>How far a piece of evidence is; what is accepted and past its time reads as expired.</summary>
internal enum EvidenceState
{
    Draft,
    Submitted,
    Accepted,
    Rejected,
    Withdrawn,
}

/// <summary>What a piece of evidence is.</summary>
internal enum EvidenceKind
{
    File,
    Link,
    Note,
    Record,
}

/// <summary>The thing itself: a file, an address, words, or a record of another module.</summary>
/// <param name="File">The file's id in the file store.</param>
/// <param name="Name">The file's name, or what the record is called.</param>
/// <param name="Sha256">Of the file as it is kept, in hexadecimal.</param>
/// <param name="Address">The link, or the record's page.</param>
/// <param name="Text">The note.</param>
internal sealed record Content(
    EvidenceKind Kind,
    Guid? File = null,
    string? Name = null,
    string? Sha256 = null,
    string? Address = null,
    string? Text = null
);

/// <summary>What a piece is evidence of: a recommendation, and where it is said the action whose success measure it shows.</summary>
internal sealed record Served(Guid Recommendation, Guid? Action);
