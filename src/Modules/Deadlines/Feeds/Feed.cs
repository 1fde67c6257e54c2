using Inspection.Kernel.Events;

namespace Inspection.Deadlines;

/// <summary>A calendar of open deadlines that a program fetches by a secret address: somebody's own, or a module's.</summary>
internal sealed record Feed(Guid Person, bool IsRevoked) : IAggregate<Feed>
{
    /// <param name="Person">Whoever opened it; it shows what they may see, as long as they may.</param>
    /// <param name="Module">The module whose deadlines it shows; null for those of the person.</param>
    [EventName("feed.opened")]
    internal sealed record Opened(Guid Person, string? Module) : DomainEvent;

    /// <summary>It has another address; the one before opens nothing any more.</summary>
    [EventName("feed.renewed")]
    internal sealed record Renewed : DomainEvent;

    [EventName("feed.revoked")]
    internal sealed record Revoked : DomainEvent;

    public static IReadOnlyList<DomainEvent> Open(Guid person, string? module) => [new Opened(person, module)];

    public IReadOnlyList<DomainEvent> Renew() =>
        IsRevoked ? throw new RefusedException("This feed was revoked: open another") : [new Renewed()];

    public IReadOnlyList<DomainEvent> Revoke() => IsRevoked ? [] : [new Revoked()];

    public static Feed Evolve(Feed? state, DomainEvent happened) =>
        (state, happened) switch
        {
            (null, Opened e) => new(e.Person, IsRevoked: false),
            ({ }, Renewed) => state,
            ({ }, Revoked) => state with { IsRevoked = true },
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot follow {state}"),
        };
}

/// <summary>A feed that is open.</summary>
[ReadModel("deadlines.feed", Indexes = ["person"])]
internal sealed record FeedRow
{
    public Guid Id { get; init; }
    public int Version { get; init; }
    public Guid Person { get; init; }
    public string? Module { get; init; }
    public DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset AddressedAt { get; init; }

    /// <summary>What it is called: "My deadlines" to whoever it is of.</summary>
    public string Called => Module is { } module ? $"Deadlines of {Kinds.Words(module)}" : "My deadlines";

    internal sealed class Projection : Projection<Feed, FeedRow>
    {
        public override FeedRow? Evolve(FeedRow? row, Happened happened) =>
            happened.Data switch
            {
                Feed.Opened e => new()
                {
                    Id = happened.Stream,
                    Person = e.Person,
                    Module = e.Module,
                    OpenedAt = happened.At,
                    AddressedAt = happened.At,
                },
                Feed.Renewed => row! with { AddressedAt = happened.At },
                Feed.Revoked => null,
                _ => row,
            };
    }
}
