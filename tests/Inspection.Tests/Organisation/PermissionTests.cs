using System.Net;
using Inspection.Contracts.Organisation;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Organisation;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Organisation;

public sealed class PermissionTests(App app) : IClassFixture<App>
{
    [Theory]
    [InlineData(Role.Administrator, "Read, Contribute, Manage, Administer")]
    [InlineData(Role.HeadOfDivision, "Read, Contribute, Manage")]
    [InlineData(Role.DeputyHead, "Read, Contribute, Manage")]
    [InlineData(Role.AreaBusinessManager, "Read, Contribute, Manage")]
    [InlineData(Role.ModuleOwner, "Read, Contribute, Manage")]
    [InlineData(Role.Member, "Read, Contribute")]
    [InlineData(Role.BoardMember, "Read")]
    [InlineData(Role.Reader, "Read")]
    public async Task What_a_person_may_do_follows_from_the_posts_they_hold(Role role, string policies) =>
        Assert.Equal(policies, await PoliciesOf(app.Division.PersonOf(role)));

    [Fact]
    public async Task Nobody_may_do_nothing_and_the_suite_everything()
    {
        Assert.Equal("", await PoliciesOf(Guid.Empty));
        Assert.Equal("", await PoliciesOf(Guid.NewGuid()));
        Assert.Equal("Read, Contribute, Manage, Administer", await PoliciesOf(SystemActor.Suite));
        Assert.Equal("Read, Contribute, Manage, Administer", await PoliciesOf(SystemActor.CommandLine));
    }

    [Fact]
    public async Task An_appointment_counts_from_its_first_day_to_its_last()
    {
        var (person, post) = (Guid.NewGuid(), Guid.NewGuid());
        await app.Send(new InvitePerson(person, "Dee", $"{person}@example.com"));
        await app.Send(new CreatePost(post, "Deputy Head", null, PostKind.DeputyHead, null, null));
        await app.Send(
            new AppointPerson(post, null, Guid.NewGuid(), person, app.Today.AddDays(1), app.Today.AddDays(2), false)
        );
        var seen = new List<string>();

        for (var day = 0; day < 4; day++)
        {
            seen.Add(await PoliciesOf(person));
            app.Clock.Advance(TimeSpan.FromDays(1));
        }

        app.Clock.Advance(TimeSpan.FromDays(-4));
        Assert.Equal(["Read", "Read, Contribute, Manage", "Read, Contribute, Manage", "Read"], seen);
    }

    [Fact]
    public async Task A_change_of_permission_applies_to_the_next_request()
    {
        var division = await app.AddDivision("change", "Change");
        var browser = await app.As(Role.Administrator, division);
        var form = await browser.Open("/organisation/teams/found");
        await app.Send(new SetAdministrator(division.PersonOf(Role.Reader), null, true), division);
        await app.Send(new SetAdministrator(division.PersonOf(Role.Administrator), null, false), division);

        var answer = await browser.Press(form, "/organisation/teams/found", null, ("Name", "Late"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Empty(await app.Ask(new ListTeams(), division));
        Assert.Equal(
            HttpStatusCode.OK,
            (await (await app.As(Role.Reader, division)).Open("/organisation/teams/found")).Status
        );
    }

    [Fact]
    public async Task Someone_who_is_deactivated_sees_nothing_at_the_next_request()
    {
        var division = await app.AddDivision("gone", "Gone");
        var browser = await app.As(Role.Member, division);
        Assert.Equal(HttpStatusCode.OK, (await browser.Open("/organisation")).Status);

        await app.Send(new DeactivatePerson(division.PersonOf(Role.Member), null), division);

        Assert.NotEqual(HttpStatusCode.OK, (await browser.Open("/organisation")).Status);
        await app.Settle();
        Assert.Equal("/divisions", (await browser.Open("/organisation")).RedirectedTo);
    }

    private async Task<string> PoliciesOf(Guid actor) =>
        string.Join(
            ", ",
            (
                await app.In(
                    async services =>
                        await services.GetRequiredService<IPermissions>().For(services.GetRequiredService<Session>()),
                    actor: actor
                )
            ).Order()
        );
}
