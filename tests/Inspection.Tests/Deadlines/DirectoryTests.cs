using Inspection.Contracts.Organisation;
using Inspection.Deadlines;

namespace Inspection.Tests.Deadlines;

/// <summary>Whom the manager of a post is.</summary>
public sealed class DirectoryTests
{
    private static readonly Guid Ann = Guid.NewGuid();
    private static readonly Guid Ben = Guid.NewGuid();
    private static readonly Guid Cid = Guid.NewGuid();
    private static readonly Guid Dot = Guid.NewGuid();

    private readonly PostSummary head = Post("Head", Dot) with { Kind = PostKind.HeadOfDivision };

    [Fact]
    public void The_manager_holds_the_post_that_it_reports_to()
    {
        var manager = Post("Manager", Ben);

        Assert.Equal([Ben], Managers(Post("Owner", Ann) with { ReportsTo = manager.Id }, manager));
    }

    [Fact]
    public void Where_that_post_is_vacant_the_next_above_is_told()
    {
        var above = Post("Above", Cid);
        var vacant = Post("Vacant", null) with { ReportsTo = above.Id };

        Assert.Equal([Cid], Managers(Post("Owner", Ann) with { ReportsTo = vacant.Id }, vacant, above));
    }

    [Fact]
    public void Where_nobody_is_above_it_is_the_deputy_of_the_team_and_then_the_head()
    {
        var owner = Post("Owner", Ann, "Extradition");
        var deputy = Post("Deputy", Ben, "Extradition") with { Kind = PostKind.DeputyHead };

        Assert.Equal([Ben], Managers(owner, deputy));
        Assert.Equal([Dot], Managers(owner));
    }

    [Fact]
    public void A_circle_that_two_made_at_once_ends()
    {
        var one = Post("One", null);
        var two = Post("Two", null) with { ReportsTo = one.Id };

        Assert.Equal(
            [Dot],
            Managers(Post("Owner", Ann) with { ReportsTo = two.Id }, one with { ReportsTo = two.Id }, two)
        );
    }

    private IEnumerable<Guid> Managers(PostSummary owner, params PostSummary[] others) =>
        new Inspection.Deadlines.Directory([owner, .. others, head], new HashSet<Guid> { Ann, Ben, Cid, Dot })
            .Reach(new() { Posts = [owner.Id] }, new(7, DayCount.Calendar, [Recipient.Manager]))
            .Select(one => one.Person);

    private static PostSummary Post(string title, Guid? holder, string? team = null) =>
        new(Guid.NewGuid(), title, null, team, holder, null);
}
