namespace Inspection.Kernel;

/// <summary>A kind of date that somebody is held to.</summary>
/// <param name="Key">Its name in the database and in addresses, "recommendation-due"; unique over all modules, and it never changes.</param>
/// <param name="Title">What people call it: "Recommendation due".</param>
/// <param name="Date">The property of the row that holds the day; of a list inside it, "Milestones.Due".</param>
public sealed record DeadlineKind(string Key, string Title, string Date);

/// <summary>One dated obligation as it stands: what, whose, until when.</summary>
/// <param name="Kind">Its kind; the ladder by which it is chased follows from it.</param>
/// <param name="Reference">What people call the thing, and all of it that a mail says: "Issue to address 3".</param>
/// <param name="Text">The thing in its own words; shown in the suite only.</param>
/// <param name="Link">Its page.</param>
/// <param name="Due">The last day, or null where none is set yet.</param>
/// <param name="IsOpen">Whether it is still to be done.</param>
public sealed record Deadline(
    DeadlineKind Kind,
    string Reference,
    string Text,
    string Link,
    DateOnly? Due,
    bool IsOpen = true
)
{
    /// <summary>Which of several of one kind in one stream: a milestone's id; "" where there is one only.</summary>
    public string Part { get; init; } = "";

    /// <summary>The posts that own it.</summary>
    public IReadOnlyList<Guid> Posts { get; init; } = [];

    /// <summary>The people who owe it themselves, whatever posts they hold.</summary>
    public IReadOnlyList<Guid> People { get; init; } = [];
}

/// <summary>Says which dates of a read model's rows somebody is held to; found by scanning. Derive from <see cref="Deadlines{TRow}"/>.</summary>
public interface IDeadlines
{
    /// <summary>The row type of the read model.</summary>
    Type Row { get; }

    /// <summary>Every kind that <see cref="Of"/> answers.</summary>
    IReadOnlyList<DeadlineKind> Kinds { get; }

    /// <summary>The deadlines of one row; what it answered before and answers no more has ended.</summary>
    IEnumerable<Deadline> Of(object row);
}

/// <summary>Says which dates of <typeparamref name="TRow"/> somebody is held to. Pure: asked after each event of the row's stream.</summary>
public abstract class Deadlines<TRow> : IDeadlines
    where TRow : class
{
    public Type Row => typeof(TRow);

    public abstract IReadOnlyList<DeadlineKind> Kinds { get; }

    /// <summary>The deadlines of one row.</summary>
    public abstract IEnumerable<Deadline> Of(TRow row);

    IEnumerable<Deadline> IDeadlines.Of(object row) => Of((TRow)row);
}
