namespace Inspection.Tests.SignIn;

public sealed class SignInTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Someone_who_signs_in_comes_to_where_they_wanted_to_go()
    {
        var browser = app.Stranger();
        var refused = await browser.Open("/account");
        Assert.Equal("/sign-in?return=%2Faccount", refused.RedirectedTo);

        var answer = await browser.Submit(
            refused.RedirectedTo!,
            ("Email", app.Division.EmailOf(Role.Member)),
            ("Password", App.Password)
        );

        Assert.Equal("/account", answer.RedirectedTo);
        Assert.Contains(app.Division.EmailOf(Role.Member), (await browser.Follow(answer)).Text);
    }
}
