using Inspection.Kernel;
using Inspection.Kernel.Divisions;

namespace Inspection.Deadlines;

/// <summary>One line of the register of deadlines, as its module declares it.</summary>
internal sealed record DeadlineRow : Watched
{
    public Guid Stream { get; init; }
    public string Part { get; init; } = "";
    public string Reference { get; init; } = "";
    public string Text { get; init; } = "";
    public string Link { get; init; } = "";
    public int Sequence { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The same deadline has the same id, whatever its day.</summary>
    public static Guid IdOf(Guid stream, Deadline deadline) =>
        StableId.Of($"{stream}/{deadline.Kind.Key}/{deadline.Part}");

    public static DeadlineRow Of(string module, Guid stream, Deadline declared) =>
        new()
        {
            Id = IdOf(stream, declared),
            Kind = declared.Kind.Key,
            Module = module,
            Stream = stream,
            Part = declared.Part,
            Reference = declared.Reference,
            Text = declared.Text,
            Link = declared.Link,
            Due = declared.Due,
            IsOpen = declared.IsOpen,
            Posts = [.. declared.Posts],
            People = [.. declared.People],
        };

    /// <summary>Whether it says what the other says of the thing, however it was planned.</summary>
    public bool Says(DeadlineRow other) =>
        (Reference, Text, Link, Due, IsOpen) == (other.Reference, other.Text, other.Link, other.Due, other.IsOpen)
        && IsOwnedAs(other);

    public bool IsOwnedAs(DeadlineRow other) => Posts.SequenceEqual(other.Posts) && People.SequenceEqual(other.People);
}

internal static class Planning
{
    // Npgsql writes it as infinity.
    public static readonly DateTime Never = DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);

    /// <summary>Sets when the next rungs of many deadlines are due, in one statement.</summary>
    public static async Task SetNext(
        this Session session,
        IReadOnlyList<(Guid Deadline, DateTimeOffset? Next)> next,
        CancellationToken cancel
    ) =>
        await session.Execute(
            """
            update deadline d set next_at = nullif(n.next, 'infinity') from unnest(@ids, @nexts) as n (id, next)
            where d.division = @Division and d.id = n.id and d.next_at is distinct from nullif(n.next, 'infinity')
            """,
            new
            {
                session.Caller.Division,
                ids = next.Select(one => one.Deadline).ToArray(),
                nexts = next.Select(one => one.Next?.UtcDateTime ?? Never).ToArray(),
            },
            cancel
        );
}
