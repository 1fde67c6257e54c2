using Inspection.Kernel;
using Inspection.Kernel.Access;

namespace Inspection.Contracts.Organisation;

/// <summary>The posts of the division that are not abolished, with who holds each today; by title.</summary>
[Allow(Policy.Read)]
public sealed record ListPosts : IQuery<IReadOnlyList<PostSummary>>;

/// <summary>A post and who holds it today. Owners are posts, so that an owner survives a change of person.</summary>
/// <param name="Id">The post.</param>
/// <param name="Title">Its title, "Area Business Manager".</param>
/// <param name="Abbreviation">As documents shorten it, "ABM", or null.</param>
/// <param name="Team">The team it belongs to, or null where it belongs to the division.</param>
/// <param name="Holder">Who holds it today, or null where it is vacant.</param>
/// <param name="HolderName">That person's name, or null.</param>
public sealed record PostSummary(
    Guid Id,
    string Title,
    string? Abbreviation,
    string? Team,
    Guid? Holder,
    string? HolderName
);

/// <summary>The names of people of the division by their ids, for histories; system actors included. Erased people read "Someone".</summary>
[Allow(Policy.Read)]
public sealed record NamePeople : IQuery<IReadOnlyDictionary<Guid, string>>;

/// <summary>Who is asking.</summary>
[Allow(Policy.Read)]
public sealed record WhoAmI : IQuery<Me>;

/// <summary>The person who asks, and the posts they hold today.</summary>
public sealed record Me(Guid Person, string Name, IReadOnlyList<Guid> Posts);
