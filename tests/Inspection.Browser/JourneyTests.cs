namespace Inspection.Browser;

/// <summary>The whole way of one division, from the first start of an empty store, as a person goes it in a browser.</summary>
public sealed class JourneyTests(Chromium chromium) : IClassFixture<Chromium>
{
    [BrowserTheory, InlineData(true), InlineData(false)]
    public async Task A_division_sets_up_imports_a_response_works_on_it_and_looks_back(bool script)
    {
        await using var suite = await Suite.Empty();
        suite.Clock.Shift(TimeSpan.FromDays(-3));
        await using var visit = await chromium.Open(suite.Address, "/", script: script);
        var journey = new Journey(suite, visit);

        await journey.SetUp();
        await journey.SignOutAndIn();
        await journey.CreatePosts();
        await journey.HandIn();
        await journey.LookIntoTheDocument();
        await journey.CorrectAndConfirm();
        await journey.Filter();
        await journey.SortAndChooseColumns();
        await journey.SaveView();
        await journey.Download();

        suite.Clock.Shift(TimeSpan.FromDays(3));
        await journey.SignInAgain();
        await journey.Work();
        await journey.FollowEveryFigure();
        await journey.LookAtYesterday();
        await journey.HandInAgain();
        await journey.MeetSomebodyElse();
        await journey.ChangeSeveral();
        await journey.SignOutForGood();

        Assert.Empty(visit.Complaints);
    }
}
