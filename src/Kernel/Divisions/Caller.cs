namespace Inspection.Kernel.Divisions;

/// <summary>
/// Who asks, in which division, as at when, and under which command id: properties of the request's connection,
/// never parameters that a developer could forget.
/// </summary>
/// <param name="Division">The division's number in <c>kernel.divisions</c>; 0 where nobody has signed in.</param>
/// <param name="Actor">The person's id in that division, or one of <see cref="SystemActor"/>.</param>
public sealed record Caller(int Division, Guid Actor)
{
    /// <summary>Reads show the division as it was at this moment; null is now. Commands are refused while it is set.</summary>
    public DateTimeOffset? AsAt { get; init; }

    /// <summary>The client-made id of the command; the same id sent twice changes nothing the second time.</summary>
    public Guid Command { get; init; } = Guid.CreateVersion7();

    /// <summary>Where the command came from, for the envelope's metadata: the event that a listener heard, or null.</summary>
    public long? CausedBy { get; init; }

    /// <summary>The moment recorded on events; null is the clock's. Only demonstration data and tests set it.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Sets the division up: nobody was there before who could have allowed it. Nothing but set-up sets it.</summary>
    public bool SetsUp { get; init; }

    /// <summary>Nobody: sees no division's data.</summary>
    public static Caller Nobody { get; } = new(0, Guid.Empty);
}

/// <summary>Actors that are not people.</summary>
public static class SystemActor
{
    /// <summary>The suite itself: listeners and scheduled work.</summary>
    public static Guid Suite { get; } = new("00000000-0000-4000-8000-000000000001");

    /// <summary>An administrator at the command line.</summary>
    public static Guid CommandLine { get; } = new("00000000-0000-4000-8000-000000000002");

    /// <summary>Whoever came by a link that was shared with them: may do nothing but what the link's own page does.</summary>
    public static Guid Visitor { get; } = new("00000000-0000-4000-8000-000000000003");
}
