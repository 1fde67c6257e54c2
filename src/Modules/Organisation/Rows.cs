using Inspection.Contracts.Organisation;
using Inspection.Kernel.Events;

namespace Inspection.Organisation;

/// <summary>A team, at work or not.</summary>
[ReadModel("organisation.team", Indexes = ["name"])]
internal sealed record TeamRow(Guid Id, string Name, bool AtWork, Guid? MergedInto)
{
    public int Version { get; init; }

    internal sealed class Projection : Projection<Team, TeamRow>
    {
        public override TeamRow? Evolve(TeamRow? row, Happened happened) =>
            happened.Data switch
            {
                Team.Founded e => new(happened.Stream, e.Name, AtWork: true, MergedInto: null),
                Team.Renamed e => row! with { Name = e.Name },
                Team.Merged e => row! with { AtWork = false, MergedInto = e.Into },
                Team.Disbanded => row! with { AtWork = false },
                _ => row,
            };
    }
}

/// <summary>A site, open or closed.</summary>
[ReadModel("organisation.site", Indexes = ["name"])]
internal sealed record SiteRow(Guid Id, string Name, string? Place, bool Open)
{
    public int Version { get; init; }

    internal sealed class Projection : Projection<Site, SiteRow>
    {
        public override SiteRow? Evolve(SiteRow? row, Happened happened) =>
            happened.Data switch
            {
                Site.Opened e => new(happened.Stream, e.Name, e.Place, Open: true),
                Site.Renamed e => row! with { Name = e.Name, Place = e.Place },
                Site.Closed => row! with { Open = false },
                _ => row,
            };
    }
}

/// <summary>A post with everyone who held, holds or will hold it.</summary>
[ReadModel("organisation.post", Indexes = ["team"])]
internal sealed record PostRow(
    Guid Id,
    string Title,
    string? Abbreviation,
    PostKind Kind,
    string? Module,
    Guid? Team,
    bool Abolished,
    IReadOnlyList<Term> Terms
)
{
    public int Version { get; init; }

    public Guid? ReportsTo { get; init; }

    internal sealed class Projection : Projection<Post, PostRow>
    {
        public override PostRow? Evolve(PostRow? row, Happened happened) =>
            happened.Data switch
            {
                Post.Created e => new(
                    happened.Stream,
                    e.Title,
                    e.Abbreviation,
                    e.Kind,
                    e.Module,
                    e.Team,
                    Abolished: false,
                    []
                ),
                Post.Retitled e => row! with { Title = e.Title, Abbreviation = e.Abbreviation },
                Post.Moved e => row! with { Team = e.Team },
                Post.WasPutUnder e => row! with { ReportsTo = e.Manager },
                Post.WasAbolished => row! with { Abolished = true },
                _ => row! with { Terms = Post.Evolve(row.Terms, happened.Data) },
            };
    }
}

/// <summary>What a person may do here, without name and address.</summary>
[ReadModel("organisation.member")]
internal sealed record MemberRow(Guid Id, bool Active, bool Administrator, bool Erased)
{
    public int Version { get; init; }

    internal sealed class Projection : Projection<Person, MemberRow>
    {
        public override MemberRow? Evolve(MemberRow? row, Happened happened) =>
            happened.Data switch
            {
                Person.Invited e => new(happened.Stream, Active: true, e.Administrator, Erased: false),
                Person.MadeAdministrator => row! with { Administrator = true },
                Person.AdministratorRemoved => row! with { Administrator = false },
                Person.Deactivated => row! with { Active = false },
                Person.Reactivated => row! with { Active = true },
                Person.WasErased => row! with { Active = false, Administrator = false, Erased = true },
                _ => row,
            };
    }
}
