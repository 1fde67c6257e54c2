using System.Net;
using Inspection.Host.SignIn;
using Inspection.Kernel.Divisions;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.SignIn;

public sealed class SetUpTests
{
    [Fact]
    public async Task Whoever_has_the_code_makes_the_first_administrator_and_division()
    {
        var app = await App.Empty();

        try
        {
            var browser = app.Stranger();
            Assert.Equal("/set-up", (await browser.Open("/organisation")).RedirectedTo);
            Assert.Equal("/set-up", (await browser.Open("/sign-in")).RedirectedTo);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.Open("/api/me")).Status);
            var code = (await app.Services.GetRequiredService<SetUp>().Code())!;

            Assert.Equal(
                [
                    "Enter the set-up code",
                    "Enter your full name",
                    "Enter your e-mail address, like name@example.com",
                    "Enter a password",
                    "Enter the division’s name",
                    "Enter a key of small letters, digits and hyphens, like ijocd",
                ],
                (await browser.Submit("/set-up")).ErrorSummary
            );
            Assert.Equal(
                ["This is not the set-up code that the console shows"],
                (await Fill(browser, "AAAAA-AAAAA-AAAAA-AAAAA")).ErrorSummary
            );

            var answer = await Fill(browser, code.ToLowerInvariant().Replace("-", ""));

            Assert.Equal("/organisation", answer.RedirectedTo);
            var page = await browser.Follow(answer);
            Assert.Equal("Organised Crime", page.Heading);
            Assert.Contains("/organisation/people/invite", page.Links);
            await AssertBegunByThePerson(app);
            Assert.Equal(HttpStatusCode.NotFound, (await app.Stranger().Open("/set-up")).Status);
            Assert.Null(await app.Services.GetRequiredService<SetUp>().Code());
            Assert.False(await app.Services.GetRequiredService<SetUp>().Use(code));
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_demonstration_division_can_be_loaded_instead()
    {
        var app = await App.Empty();

        try
        {
            var browser = app.Stranger();
            var code = (await app.Services.GetRequiredService<SetUp>().Code())!;

            var answer = await browser.Submit(
                "/set-up",
                ("Code", code),
                ("Name", "Ada Hill"),
                ("Email", "ada@example.com"),
                ("Password", App.Password),
                ("Demonstration", "true")
            );

            Assert.True(answer.RedirectedTo is not null, answer.Body);
            Assert.Equal("Northmere Serious Casework Division", (await browser.Follow(answer)).Heading);
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    /// <summary>What set-up did is done by the person, not by the command line.</summary>
    private static async Task AssertBegunByThePerson(App app)
    {
        var division = (await app.Services.GetRequiredService<Memberships>().Find("organised-crime"))!.Value;
        var (people, actors) = await app.In(
            async services =>
            {
                var session = services.GetRequiredService<Session>();
                return (
                    await session.Query<Guid>("select id from organisation.people"),
                    await session.Query<Guid>("select actor from kernel.events")
                );
            },
            new TestDivision(division, "organised-crime")
        );

        Assert.Equal(Enumerable.Repeat(people.Single(), 2), actors);
    }

    private static Task<Answer> Fill(Browser browser, string code) =>
        browser.Submit(
            "/set-up",
            ("Code", code),
            ("Name", "Ada Hill"),
            ("Email", "ada@example.com"),
            ("Password", App.Password),
            ("DivisionName", "Organised Crime"),
            ("DivisionKey", "organised-crime")
        );
}
