using Inspection.Contracts.Demonstration;
using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;

namespace Inspection.Organisation;

/// <summary>The demonstration division's teams, sites, posts and people; all of them invented.</summary>
internal sealed class DemonstrationOrganisation : IDemonstrationData
{
    private const int Beginning = 760;

    public int Order => 0;

    public async Task Load(DemonstrationStage stage, CancellationToken cancel)
    {
        Task Begin(ICommand command) => stage.Do(Beginning, SystemActor.CommandLine, command, cancel);

        await Begin(new EstablishDivision("demonstration", "Northmere Serious Casework Division", Demonstration: true));

        foreach (
            var team in new[] { "Extradition", "International", "Organised Crime", "International Strategy and Policy" }
        )
            await Begin(new FoundTeam(stage.Id($"team {team}"), team));

        foreach (
            var (site, place) in new[]
            {
                ("Quayside House", "Northmere"),
                ("Tannery Court", "Wexbridge"),
                ("Liaison desk", "The Hague"),
            }
        )
            await Begin(new OpenSite(stage.Id($"site {site}"), site, place));

        foreach (var player in Cast.All)
            await Begin(
                new InvitePerson(stage.Id(player.Key), player.Name, player.Email, player.Key == "administrator")
            );

        await Begin(new InvitePerson(stage.Id("former"), "Leopold Ashgrove", "former@demonstration.example"));

        await Post("head", "Head of Division", null, PostKind.HeadOfDivision, null);
        await Post("business", "Area Business Manager", "ABM", PostKind.AreaBusinessManager, null);
        await Post("deputy", "Deputy Head (Organised Crime)", null, PostKind.DeputyHead, "Organised Crime");
        await Post("lawyer", "Team Leader (Extradition)", null, PostKind.Other, "Extradition");
        await Post("knowledge", "Knowledge Lead", null, PostKind.ModuleOwner, null);
        await Post("legal", "Director of Legal Services", "DLS", PostKind.DirectorOfLegalServices, null);
        await Post("board", "Board member", null, PostKind.BoardMember, null);
        await Post("services", "Director of Business Services", "DBS", PostKind.DirectorOfBusinessServices, null);

        foreach (
            var (key, manager) in new[]
            {
                ("business", "head"),
                ("deputy", "head"),
                ("lawyer", "deputy"),
                ("knowledge", "business"),
                ("legal", "head"),
                ("services", "business"),
            }
        )
            await Begin(new PutPostUnder(stage.Id($"post {key}"), null, stage.Id($"post {manager}")));

        // One post changed hands, one is vacant: owners outlast people.
        await Appoint("lawyer", "former", Beginning, until: 410);
        await Appoint("lawyer", "lawyer", 400, until: null);

        foreach (var key in new[] { "head", "business", "deputy", "knowledge", "legal", "board" })
            await Appoint(key, key, Beginning, until: null);

        Task Post(string key, string title, string? abbreviation, PostKind kind, string? team) =>
            Begin(
                new CreatePost(
                    stage.Id($"post {key}"),
                    title,
                    abbreviation,
                    kind,
                    kind == PostKind.ModuleOwner ? "knowledge" : null,
                    team is null ? null : stage.Id($"team {team}")
                )
            );

        Task Appoint(string post, string person, int from, int? until) =>
            stage.Do(
                Math.Min(from, Beginning),
                SystemActor.CommandLine,
                new AppointPerson(
                    stage.Id($"post {post}"),
                    null,
                    stage.Id($"appointment {post} {person}"),
                    stage.Id(person),
                    stage.Today.AddDays(-from),
                    until is { } end ? stage.Today.AddDays(-end) : null,
                    JobShare: false
                ),
                cancel
            );
    }
}
