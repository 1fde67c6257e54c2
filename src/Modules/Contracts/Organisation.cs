using Inspection.Kernel;
using Inspection.Kernel.Access;
using MediatR;

namespace Inspection.Contracts.Organisation;

/// <summary>The posts of the division that are not abolished, with who holds each; by title.</summary>
/// <param name="On">The day to tell holders of; null is today.</param>
[Allow(Policy.Read), Api("GET", "/api/organisation/posts")]
public sealed record ListPosts(DateOnly? On = null) : IQuery<IReadOnlyList<PostSummary>>;

/// <summary>A post and who holds it. Owners are posts, so that an owner survives a change of person.</summary>
/// <param name="Id">The post.</param>
/// <param name="Title">Its title, "Area Business Manager".</param>
/// <param name="Abbreviation">As documents shorten it, "ABM", or null.</param>
/// <param name="Team">The team it belongs to, or null where it belongs to the division.</param>
/// <param name="Holder">Who holds it, or null where it is vacant; of a job share, who began first.</param>
/// <param name="HolderName">That person's name, of a job share all names, or null.</param>
public sealed record PostSummary(
    Guid Id,
    string Title,
    string? Abbreviation,
    string? Team,
    Guid? Holder,
    string? HolderName
)
{
    /// <summary>What kind of post it is; permissions follow from it.</summary>
    public PostKind Kind { get; init; } = PostKind.Other;

    /// <summary>Of a module owner, the module: "recommendations".</summary>
    public string? Module { get; init; }

    /// <summary>The post that it reports to, or null where nobody has said.</summary>
    public Guid? ReportsTo { get; init; }

    /// <summary>Whether <paramref name="name"/> is its title or its abbreviation, in whatever case.</summary>
    public bool IsCalled(string name) =>
        string.Equals(name, Title, StringComparison.OrdinalIgnoreCase)
        || string.Equals(name, Abbreviation, StringComparison.OrdinalIgnoreCase);

    /// <summary>Everyone who holds it: more than one in a job share.</summary>
    public IReadOnlyList<Guid> Holders { get; init; } = Holder is { } one ? [one] : [];
}

/// <summary>Everyone who held one of these posts on any day from <paramref name="Since"/> on, or holds it now.</summary>
/// <param name="Posts">The posts; abolished ones too.</param>
/// <param name="Since">The first day that counts.</param>
[Allow(Policy.Read)]
public sealed record ListHolders(IReadOnlyList<Guid> Posts, DateOnly Since) : IQuery<IReadOnlyList<Guid>>;

/// <summary>What kind of post it is; permissions follow from it.</summary>
public enum PostKind
{
    /// <summary>Head of Division.</summary>
    HeadOfDivision,

    /// <summary>Deputy Head of Division.</summary>
    DeputyHead,

    /// <summary>Area Business Manager.</summary>
    AreaBusinessManager,

    /// <summary>Director of Legal Services.</summary>
    DirectorOfLegalServices,

    /// <summary>Director of Business Services.</summary>
    DirectorOfBusinessServices,

    /// <summary>Owner of one module of the suite.</summary>
    ModuleOwner,

    /// <summary>Member of the Board: sees, and changes nothing.</summary>
    BoardMember,

    /// <summary>Any other post.</summary>
    Other,
}

/// <summary>The teams that are at work, by name.</summary>
[Allow(Policy.Read), Api("GET", "/api/organisation/teams")]
public sealed record ListTeams : IQuery<IReadOnlyList<TeamSummary>>;

/// <summary>A team.</summary>
public sealed record TeamSummary(Guid Id, string Name);

/// <summary>The names of people of the division by their ids, for histories; system actors included. Erased people read "Someone".</summary>
[Allow(Policy.Read)]
public sealed record NamePeople : IQuery<IReadOnlyDictionary<Guid, string>>;

/// <summary>The people who may sign in to the division.</summary>
[Allow(Policy.Read)]
public sealed record ListActivePeople : IQuery<IReadOnlySet<Guid>>;

/// <summary>Who is asking.</summary>
[Allow(Policy.Read), Api("GET", "/api/me")]
public sealed record WhoAmI : IQuery<Me>;

/// <summary>The person who asks, and the posts they hold today.</summary>
public sealed record Me(Guid Person, string Name, IReadOnlyList<Guid> Posts)
{
    /// <summary>The division's name.</summary>
    public string Division { get; init; } = "";
}

/// <summary>One person of the division with their e-mail address, or null where there is none of this id.</summary>
[Allow(Policy.Administer)]
public sealed record FindPerson(Guid Id) : IQuery<PersonSummary?>;

/// <summary>One person of the division with this e-mail address, or null.</summary>
[Allow(Policy.Administer)]
public sealed record FindPersonByEmail(string Email) : IQuery<PersonSummary?>;

/// <summary>A person as administrators see them.</summary>
/// <param name="Id">The person.</param>
/// <param name="Name">Their name.</param>
/// <param name="Email">Where mail reaches them; null when they were erased.</param>
/// <param name="Active">Whether they may sign in to this division.</param>
/// <param name="Administrator">Whether they see to people and posts.</param>
public sealed record PersonSummary(Guid Id, string Name, string? Email, bool Active, bool Administrator);

/// <summary>Begins a division's own record; the kernel's register must know it already.</summary>
[Allow(Policy.Administer)]
public sealed record EstablishDivision(string Key, string? Name, bool Demonstration = false) : ICommand;

/// <summary>Makes someone a person of the division, so that they can be appointed to posts and be given a way to sign in.</summary>
[Allow(Policy.Administer), Api("POST", "/api/organisation/people")]
public sealed record InvitePerson(Guid Id, string? Name, string? Email, bool Administrator = false) : ICommand;

/// <summary>Creates a post that a document names as an owner and that the division does not have yet; vacant, of kind other.</summary>
[Allow(Policy.Manage)]
public sealed record CreateOwnerPost(Guid Id, string Title) : ICommand;

/// <summary>A person's name or e-mail address was put right.</summary>
public sealed record PersonCorrected(Guid Person) : INotification;

/// <summary>A person may no longer sign in to the division.</summary>
public sealed record PersonDeactivated(Guid Person) : INotification;

/// <summary>A person's name and e-mail address were erased for good.</summary>
public sealed record PersonErased(Guid Person) : INotification;

/// <summary>A person takes up a post.</summary>
public sealed record PersonAppointed(Guid Post, Guid Person, DateOnly From, DateOnly? Until) : INotification;

/// <summary>A person leaves a post; the post may be vacant after the day.</summary>
public sealed record AppointmentEnded(Guid Post, Guid Person, DateOnly On) : INotification;

/// <summary>A post is no more; what it owned needs another owner.</summary>
public sealed record PostAbolished(Guid Post) : INotification;
