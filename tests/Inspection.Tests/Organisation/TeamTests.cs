using Inspection.Kernel.Events;
using Inspection.Organisation;
using static Inspection.Tests.Kit.Scenario;

namespace Inspection.Tests.Organisation;

public sealed class TeamTests
{
    private static readonly Guid Id = Guid.NewGuid();

    private static Team.Founded Founded => new(Id, "Extradition");

    [Fact]
    public void A_team_can_be_founded() =>
        Assert.Equal([Founded], Team.Found(Id, "Extradition", taken: ["International"]));

    [Fact]
    public void Two_teams_do_not_share_a_name() =>
        Assert.Equal(
            "There is already a team called extradition",
            Assert.Throws<RefusedException>(() => Team.Found(Id, "extradition", taken: ["Extradition"])).Message
        );

    [Fact]
    public void A_team_can_be_renamed() =>
        Given<Team>(Founded)
            .When(team => team.Rename("Extradition and Surrender", taken: ["Extradition"]))
            .Then(new Team.Renamed("Extradition and Surrender"));

    [Fact]
    public void Renaming_a_team_as_it_is_called_changes_nothing() =>
        Given<Team>(Founded).When(team => team.Rename("Extradition", taken: ["Extradition"])).ThenNothing();

    [Fact]
    public void A_team_does_not_take_the_name_of_another() =>
        Given<Team>(Founded)
            .When(team => team.Rename("International", taken: ["Extradition", "International"]))
            .ThenRefused("There is already a team called International");

    [Fact]
    public void A_team_can_be_merged_into_another()
    {
        var other = new Team(Guid.NewGuid(), "International", AtWork: true);
        Given<Team>(Founded).When(team => team.MergeInto(other)).Then(new Team.Merged(other.Id));
    }

    [Fact]
    public void A_team_is_not_merged_into_itself() =>
        Given<Team>(Founded).When(team => team.MergeInto(team)).ThenRefused("A team cannot be merged into itself");

    [Fact]
    public void A_team_is_not_merged_into_one_that_is_gone() =>
        Given<Team>(Founded)
            .When(team => team.MergeInto(new(Guid.NewGuid(), "International", AtWork: false)))
            .ThenRefused("The team to merge into is no longer at work");

    [Fact]
    public void A_team_with_posts_is_not_disbanded() =>
        Given<Team>(Founded)
            .When(team => team.Disband(posts: 1))
            .ThenRefused("Move or abolish the team’s posts before you disband it");

    [Fact]
    public void A_team_without_posts_can_be_disbanded() =>
        Given<Team>(Founded).When(team => team.Disband(posts: 0)).Then(new Team.Disbanded());

    [Fact]
    public void Nothing_more_happens_to_a_team_that_is_gone() =>
        Given<Team>(Founded, new Team.Disbanded())
            .When(team => team.Rename("Surrender", taken: []))
            .ThenRefused("This team is no longer at work");
}
