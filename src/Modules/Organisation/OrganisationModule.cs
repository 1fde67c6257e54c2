using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui.Lists;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Organisation;

/// <summary>Organisation: the division, its teams, sites and posts, and the people who hold them.</summary>
public sealed class OrganisationModule : IModule
{
    public IReadOnlyList<NavigationItem> Navigation => [new("Organisation", "/organisation", Policy.Read, Order: 90)];

    public INotification? Announce(DomainEvent happened) =>
        happened switch
        {
            Person.Corrected e => new PersonCorrected(e.Id),
            Person.Deactivated e => new PersonDeactivated(e.Id),
            Person.WasErased e => new PersonErased(e.Id),
            Post.PersonAppointed e => new PersonAppointed(e.Id, e.Person, e.From, e.Until),
            Post.AppointmentEnded e => new AppointmentEnded(e.Id, e.Person, e.On),
            Post.WasAbolished e => new PostAbolished(e.Id),
            _ => null,
        };

    public Change? Describe(StoredEvent happened) =>
        Words(happened.Data, _ => "A person") is { } text ? new(text, Link(happened)) : null;

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton(ModuleSchema.Beside<OrganisationModule>("organisation.sql"));
        services.AddSingleton(new FollowedTable("people"));
        services.AddScoped<People>();
        services.AddScoped<TeamNames>();
        services.AddScoped<TeamPosts>();
    }

    /// <param name="happened">The event.</param>
    /// <param name="name">What to call a person or another team.</param>
    internal static string? Words(DomainEvent happened, Func<Guid, string> name) =>
        happened switch
        {
            Division.Established e => $"Division {e.Name} established",
            Division.Renamed e => $"Division renamed {e.Name}",
            Team.Founded e => $"Team {e.Name} founded",
            Team.Renamed e => $"Team renamed {e.Name}",
            Team.Merged => "Team merged into another",
            Team.Disbanded => "Team disbanded",
            Site.Opened e => $"Site {e.Name} opened",
            Site.Renamed e => $"Site renamed {e.Name}",
            Site.Closed => "Site closed",
            Post.Created e => $"Post {e.Title} created",
            Post.Retitled e => $"Post retitled {e.Title}",
            Post.Moved { Team: null } => "Post moved to the division",
            Post.Moved => "Post moved to another team",
            Post.WasPutUnder { Manager: null } => "Post reports to no other",
            Post.WasPutUnder => "Post put under another",
            Post.PersonAppointed { Until: { } until } e =>
                $"{name(e.Person)} appointed to the post from {Kernel.Ui.Words.Date(e.From)} until {Kernel.Ui.Words.Date(until)}",
            Post.PersonAppointed e => $"{name(e.Person)} appointed to the post from {Kernel.Ui.Words.Date(e.From)}",
            Post.AppointmentEnded e =>
                $"{name(e.Person)}’s appointment to the post ends on {Kernel.Ui.Words.Date(e.On)}",
            Post.AppointmentWithdrawn e => $"{name(e.Person)}’s appointment to the post withdrawn before it began",
            Post.WasAbolished => "Post abolished",
            Person.Invited { Administrator: true } => "Person invited as an administrator",
            Person.Invited => "Person invited",
            Person.Corrected => "Person’s name or e-mail address corrected",
            Person.MadeAdministrator => "Person made an administrator",
            Person.AdministratorRemoved => "Person is no longer an administrator",
            Person.Deactivated => "Person deactivated",
            Person.Reactivated => "Person reactivated",
            Person.WasErased => "Person’s name and e-mail address erased",
            _ => null,
        };

    private static string Link(StoredEvent happened) =>
        happened.Data.GetType().DeclaringType switch
        {
            var type when type == typeof(Team) => $"/organisation/teams/{happened.Stream}",
            var type when type == typeof(Post) => $"/organisation/posts/{happened.Stream}",
            var type when type == typeof(Person) => $"/organisation/people/{happened.Stream}",
            _ => "/organisation",
        };
}
