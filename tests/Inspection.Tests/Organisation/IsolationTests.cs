using System.Net;
using Dapper;
using Inspection.Contracts.Organisation;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Organisation;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Organisation;

public sealed class IsolationTests(App app) : IClassFixture<App>
{
    private const string Canary = "Canary of the first division";

    private readonly Guid team = Guid.NewGuid();
    private readonly Guid site = Guid.NewGuid();
    private readonly Guid post = Guid.NewGuid();
    private readonly Guid person = Guid.NewGuid();

    [Fact]
    public async Task What_one_division_writes_no_other_reads_or_changes()
    {
        var other = await app.AddDivision("other", "Other Division");
        await app.Send(new FoundTeam(team, Canary));
        await app.Send(new OpenSite(site, Canary, Canary));
        await app.Send(new CreatePost(post, Canary, null, PostKind.Other, null, team));
        await app.Send(new InvitePerson(person, Canary, "canary@ijocd.example"));
        await app.Settle();
        var (own, foreign) = (await app.As(Role.Administrator), await app.As(Role.Administrator, other));

        foreach (var list in new[] { "", "/teams", "/posts", "/people" })
        {
            Assert.Contains(Canary, (await own.Open($"/organisation{list}")).Body);
            Assert.DoesNotContain(Canary, (await foreign.Open($"/organisation{list}")).Body);
        }

        foreach (var page in Pages())
        {
            Assert.Equal(HttpStatusCode.OK, (await own.Open(page)).Status);
            var (theirs, nobodys) = (await foreign.Open(page), await foreign.Open(Unknown(page)));
            Assert.Equal(HttpStatusCode.NotFound, theirs.Status);
            Assert.Equal(nobodys.Body, theirs.Body);
        }

        await Refused(other, new RenameTeam(team, null, "Taken"));
        await Refused(other, new CloseSite(site, null));
        await Refused(other, new RetitlePost(post, null, "Taken", null));
        await Refused(other, new DeactivatePerson(person, null));
        Assert.Null(await app.Ask(new FindPerson(person), other));
        Assert.Null(await app.Ask(new FindPersonByEmail("canary@ijocd.example"), other));
        Assert.DoesNotContain(person, (await app.Ask(new NamePeople(), other)).Keys);
        Assert.DoesNotContain(await app.Ask(new ListPosts(), other), one => one.Id == post);
        Assert.Empty(await app.Ask(new History(team), other));
    }

    [Fact]
    public async Task The_same_address_and_name_may_stand_in_two_divisions()
    {
        var other = await app.AddDivision("twins", "Twin Division");

        await app.Send(new InvitePerson(Guid.NewGuid(), "Twin", "twin@example.com"));
        await app.Send(new InvitePerson(Guid.NewGuid(), "Twin", "twin@example.com"), other);
        await app.Send(new FoundTeam(Guid.NewGuid(), "Twins"));
        await app.Send(new FoundTeam(Guid.NewGuid(), "Twins"), other);
    }

    [Fact]
    public async Task Every_table_of_the_module_is_closed_to_whoever_names_no_division()
    {
        await using var connection = await app.Services.GetRequiredService<Database>().App.OpenConnectionAsync();
        var tables = (
            await connection.QueryAsync<(string Name, bool Enabled, bool Forced)>(
                """
                select c.oid::regclass::text, c.relrowsecurity, c.relforcerowsecurity from pg_class c
                where c.relnamespace = 'organisation'::regnamespace and c.relkind in ('r', 'p')
                """
            )
        ).AsList();

        Assert.Contains(tables, table => table.Name.EndsWith("people", StringComparison.Ordinal));

        foreach (var (name, enabled, forced) in tables)
        {
            Assert.True(enabled && forced, name);
            Assert.Equal(0, await connection.ExecuteScalarAsync<long>($"select count(*) from {name}"));
        }
    }

    private IEnumerable<string> Pages() =>
        [
            $"/organisation/teams/{team}",
            $"/organisation/teams/{team}/rename",
            $"/organisation/teams/{team}/merge",
            $"/organisation/teams/{team}/disband",
            $"/organisation/sites/{site}/rename",
            $"/organisation/sites/{site}/close",
            $"/organisation/posts/{post}",
            $"/organisation/posts/{post}/retitle",
            $"/organisation/posts/{post}/move",
            $"/organisation/posts/{post}/abolish",
            $"/organisation/posts/{post}/appoint",
            $"/organisation/people/{person}",
            $"/organisation/people/{person}/correct",
            $"/organisation/people/{person}/administrator",
            $"/organisation/people/{person}/deactivate",
            $"/organisation/people/{person}/erase",
            $"/organisation/people/{person}/link",
        ];

    private string Unknown(string page) =>
        new[] { team, site, post, person }.Aggregate(page, (url, id) => url.Replace($"{id}", $"{Guid.NewGuid()}"));

    private Task<NotFoundException> Refused(TestDivision division, Kernel.ICommand command) =>
        Assert.ThrowsAsync<NotFoundException>(() => app.Send(command, division));
}
