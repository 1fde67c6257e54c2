using Inspection.Kernel.Events;

namespace Inspection.Tests.Kit;

/// <summary>Given these events, when that is decided, then this happens (or is refused).</summary>
internal static class Scenario
{
    public static Given<T> Given<T>(params DomainEvent[] events)
        where T : class, IAggregate<T> => new(events.Aggregate((T?)null, T.Evolve));
}

internal sealed record Given<T>(T? State)
    where T : class, IAggregate<T>
{
    public When When(Func<T, IReadOnlyList<DomainEvent>> decide) => new(() => decide(State!));
}

internal sealed record When(Func<IReadOnlyList<DomainEvent>> Decide)
{
    public void Then(params DomainEvent[] expected) => Assert.Equal(expected, Decide());

    public void ThenNothing() => Assert.Empty(Decide());

    public void ThenRefused(string reason) => Assert.Equal(reason, Assert.Throws<RefusedException>(Decide).Message);
}
