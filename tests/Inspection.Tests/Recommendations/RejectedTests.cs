using Inspection.Recommendations;
using static Inspection.Tests.Recommendations.Sample;

namespace Inspection.Tests.Recommendations;

/// <summary>What the division rejected has no plan to be late with: it is neither open nor ended.</summary>
public sealed class RejectedTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task What_was_rejected_is_not_accepted_until_there_is_a_plan_for_it()
    {
        var (browser, item) = (await app.As(Role.HeadOfDivision), await Rejected());

        var page = await browser.Open($"/recommendations/{item}");
        Assert.Equal("Not accepted", page.Read("h1 + p")[0]);
        Assert.Equal((false, true), await Standing(item));
        Assert.All(new RecommendationDeadlines().Of(await Row(item)), one => Assert.False(one.IsOpen));
        Assert.Contains($"/recommendations/{item}", (await browser.Open("/recommendations?open=not-accepted")).Links);
        foreach (var list in new[] { "open=yes", "open=no", "due=late" })
            Assert.DoesNotContain($"/recommendations/{item}", (await browser.Open($"/recommendations?{list}")).Links);

        // Whoever thinks better of it plans it as any other.
        Assert.Contains(item.ToString(), (await browser.Open("/actions/add")).Body, StringComparison.Ordinal);
        await app.Send(
            new PlanAction(
                Guid.NewGuid(),
                [item],
                "Draft one register",
                "All teams use it",
                app.Division.Post(Role.Member),
                Today.AddDays(5)
            )
        );
        await app.Send(new AssignOwners(item, null, [app.Division.Post(Role.Member)], app.Division.Post(Role.Member)));
        await app.Send(new MakeMove(item, null, Move.SubmitPlan, null));

        Assert.Equal((true, false), await Standing(item));
        Assert.StartsWith("Late, plan submitted", (await browser.Open($"/recommendations/{item}")).Read("h1 + p")[0]);
    }

    [Fact]
    public async Task What_was_rejected_can_be_closed_and_is_then_ended()
    {
        var item = await Rejected(Overtaken);

        Assert.Equal((false, false), await Standing(item));
        Assert.Contains(
            $"/recommendations/{item}",
            (await (await app.As(Role.Reader)).Open("/recommendations?open=no")).Links
        );
    }

    private async Task<Guid> Rejected(params Kernel.Events.DomainEvent[] more) =>
        (
            await app.GivenItem(
                app.Division,
                id => Recorded(id.Item, id.Report, due: Today.AddDays(-9)) with { Position = Position.Rejected },
                more
            )
        ).Item;

    private async Task<RecommendationRow> Row(Guid item) => (await app.Ask(new GetRecommendation(item))).Recommendation;

    private async Task<(bool Open, bool NotAccepted)> Standing(Guid item) =>
        await Row(item) is var row ? (row.IsOpen, row.NotAccepted) : default;
}
