using Inspection.Recommendations;
using static Inspection.Tests.Kit.Scenario;
using static Inspection.Tests.Recommendations.Sample;

namespace Inspection.Tests.Recommendations;

public sealed class RecommendationTests
{
    private static readonly Guid Id = Guid.NewGuid();
    private static readonly Guid Ann = Guid.NewGuid();
    private static readonly Guid Ben = Guid.NewGuid();

    private static Recommendation.Recorded Dated => Recorded(Id, due: Today);

    [Fact]
    public void Owners_are_assigned_and_one_is_accountable() =>
        Given<Recommendation>(Recorded(Id))
            .When(r => r.Assign([Ann, Ben], Ben))
            .Then(new Recommendation.Assigned([Ann, Ben], Ben));

    [Fact]
    public void Another_of_the_same_owners_may_become_accountable() =>
        Given<Recommendation>(Recorded(Id), new Recommendation.Assigned([Ann, Ben], Ben))
            .When(r => r.Assign([Ann, Ben], Ann))
            .Then(new Recommendation.Assigned([Ann, Ben], Ann));

    [Fact]
    public void Assigning_whoever_owns_it_already_changes_nothing() =>
        Given<Recommendation>(Recorded(Id), new Recommendation.Assigned([Ann, Ben], Ben))
            .When(r => r.Assign([Ann, Ben], Ben))
            .ThenNothing();

    [Fact]
    public void Somebody_must_own_it() =>
        Given<Recommendation>(Recorded(Id)).When(r => r.Assign([], Ann)).ThenRefused("Select at least one owner");

    [Fact]
    public void The_accountable_post_is_an_owner() =>
        Given<Recommendation>(Recorded(Id))
            .When(r => r.Assign([Ann], Ben))
            .ThenRefused("The accountable post must be one of the owners");

    [Fact]
    public void A_due_date_is_set_with_its_reason() =>
        Given<Recommendation>(Recorded(Id))
            .When(r => r.SetDue(Today.AddDays(30), "Agreed with the inspectorate"))
            .Then(new Recommendation.Dated(Today.AddDays(30), "Agreed with the inspectorate"));

    [Fact]
    public void A_printed_date_can_be_moved_and_keeps_its_words()
    {
        var state = Given<Recommendation>(
            Dated,
            new Recommendation.RevisionAsked(Today.AddDays(9), "Later", Ann, true),
            new Recommendation.RevisionApproved(Today.AddDays(9), "Later", Ben, true, true)
        ).State!;

        Assert.Equal(new(Today.AddDays(9), Dated.Due.Text, DatePrecision.Day), state.Due);
    }

    [Fact]
    public void A_date_that_is_there_is_not_set_by_one_person() =>
        Given<Recommendation>(Dated)
            .When(r => r.SetDue(Today.AddDays(9), "Later"))
            .ThenRefused("It is due on 2 March 2026: ask for another date, so that somebody else can approve it");

    [Fact]
    public void The_date_it_has_already_changes_nothing() =>
        Given<Recommendation>(Dated).When(r => r.SetDue(Today, "Same")).ThenNothing();

    [Fact]
    public void What_has_ended_keeps_its_date()
    {
        Given<Recommendation>(Dated, Overtaken)
            .When(r => r.SetDue(Today.AddDays(1), "Why not"))
            .ThenRefused("The date of a recommendation that is superseded cannot be changed");
        Given<Recommendation>(Dated, Validated)
            .When(r => r.AskRevision(Today.AddDays(1), "Why not", Ann, Today))
            .ThenRefused("The date of a recommendation that is implemented cannot be changed");
    }

    [Theory]
    [InlineData(ItemKind.GoodPractice)]
    [InlineData(ItemKind.Strength)]
    internal void What_is_for_information_gets_no_date(ItemKind kind) =>
        Given<Recommendation>(Recorded(Id, kind: kind))
            .When(r => r.SetDue(Today.AddDays(1), "Why not"))
            .ThenRefused("The date of a recommendation that is for information cannot be changed");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_review_is_set_for_today_or_later(int days) =>
        Given<Recommendation>(Recorded(Id))
            .When(r => r.SetReview(Today.AddDays(days), Today))
            .Then(new Recommendation.ReviewSet(Today.AddDays(days)));

    [Fact]
    public void A_review_is_not_set_for_the_past() =>
        Given<Recommendation>(Recorded(Id))
            .When(r => r.SetReview(Today.AddDays(-1), Today))
            .ThenRefused("The review date must be today or later");

    [Fact]
    public void The_review_date_it_has_already_changes_nothing() =>
        Given<Recommendation>(Recorded(Id), new Recommendation.ReviewSet(Today))
            .When(r => r.SetReview(Today, Today))
            .ThenNothing();

    [Fact]
    public void It_is_given_another_priority_once()
    {
        Given<Recommendation>(Recorded(Id))
            .When(r => r.Prioritise(Priority.Urgent))
            .Then(new Recommendation.Prioritised(Priority.Urgent));
        Given<Recommendation>(Recorded(Id)).When(r => r.Prioritise(Priority.Normal)).ThenNothing();
    }

    [Fact]
    public void A_note_is_added_each_time() =>
        Given<Recommendation>(Recorded(Id), new Recommendation.Noted("Begun"))
            .When(r => r.Note("Begun"))
            .Then(new Recommendation.Noted("Begun"));

    [Fact]
    public void A_module_serves_it_until_another_does()
    {
        Given<Recommendation>(Recorded(Id)).When(r => r.Serve("risk")).Then(new Recommendation.Served("risk"));
        Given<Recommendation>(Recorded(Id), new Recommendation.Served("risk")).When(r => r.Serve("risk")).ThenNothing();
        Given<Recommendation>(Recorded(Id), new Recommendation.Served("risk"))
            .When(r => r.Serve("finance"))
            .Then(new Recommendation.Served("finance"));
    }

    [Fact]
    public void It_is_linked_once_in_each_way()
    {
        var linked = new Recommendation.Linked(Ann, Relation.SameTheme);

        Given<Recommendation>(Recorded(Id)).When(r => r.LinkTo(Ann, Relation.SameTheme)).Then(linked);
        Given<Recommendation>(Recorded(Id), linked).When(r => r.LinkTo(Ann, Relation.SameTheme)).ThenNothing();
        Given<Recommendation>(Recorded(Id), linked)
            .When(r => r.LinkTo(Ann, Relation.RestatedFrom))
            .Then(new Recommendation.Linked(Ann, Relation.RestatedFrom));
    }

    [Fact]
    public void It_is_not_linked_to_itself() =>
        Given<Recommendation>(Recorded(Id))
            .When(r => r.LinkTo(Id, Relation.SameTheme))
            .ThenRefused("A recommendation cannot be linked to itself");

    [Fact]
    public void A_link_is_removed_once()
    {
        var (linked, unlinked) = (
            new Recommendation.Linked(Ann, Relation.SameTheme),
            new Recommendation.Unlinked(Ann, Relation.SameTheme)
        );

        Given<Recommendation>(Recorded(Id), linked).When(r => r.Unlink(Ann, Relation.SameTheme)).Then(unlinked);
        Given<Recommendation>(Recorded(Id), linked).When(r => r.Unlink(Ann, Relation.RestatedFrom)).ThenNothing();
        Given<Recommendation>(Recorded(Id), linked, unlinked)
            .When(r => r.Unlink(Ann, Relation.SameTheme))
            .ThenNothing();
    }

    [Theory]
    [InlineData(ItemKind.Recommendation, RecommendationStatus.NotStarted)]
    [InlineData(ItemKind.IssueToAddress, RecommendationStatus.NotStarted)]
    [InlineData(ItemKind.AreaForImprovement, RecommendationStatus.NotStarted)]
    [InlineData(ItemKind.GoodPractice, RecommendationStatus.ForInformation)]
    [InlineData(ItemKind.Strength, RecommendationStatus.ForInformation)]
    internal void It_begins_as_its_kind_says(ItemKind kind, RecommendationStatus status)
    {
        Assert.Equal(status, Recommendation.Evolve(null, Recorded(Id, kind: kind)).Status);
        Assert.Equal(status, Row(Recorded(Id, kind: kind)).Status);
    }

    [Fact]
    public void Nothing_happens_to_a_recommendation_before_it_is_recorded() =>
        Assert.Throws<InvalidOperationException>(() => Recommendation.Evolve(null, new Recommendation.Noted("Early")));

    [Fact]
    public void The_register_knows_what_the_decisions_know()
    {
        Inspection.Kernel.Events.DomainEvent[] story =
        [
            Dated,
            new Recommendation.Assigned([Ann, Ben], Ben),
            new Recommendation.RevisionAsked(Today.AddDays(5), "Later", Ann, true),
            new Recommendation.RevisionApproved(Today.AddDays(5), "Later", Ben, true, true),
            new Recommendation.ReviewSet(Today.AddDays(6)),
            new Recommendation.Prioritised(Priority.High),
            new Recommendation.Noted("One"),
            new Recommendation.Noted("Two"),
            new Recommendation.Served("risk"),
            new Recommendation.Linked(Ann, Relation.SameTheme),
            new Recommendation.Linked(Ben, Relation.RestatedFrom),
            new Recommendation.Unlinked(Ann, Relation.SameTheme),
            Validated,
        ];

        var row = Row(story);
        var state = Given<Recommendation>(story).State!;

        Assert.Equal(state.Owners, [.. row.Owners]);
        Assert.Equal((Ben, Today), (row.Accountable, row.OriginalDue));
        Assert.Equal(
            (state.Due.Date, state.ReviewOn, state.Priority, state.Status, state.IsOpen, state.ServedBy),
            (row.Due, row.ReviewOn, row.Priority, row.Status, row.IsOpen, row.ServedBy)
        );
        Assert.Equal(state.Links, row.Links);
        Assert.Equal(2, row.Notes);
    }

    private static RecommendationRow Row(params Inspection.Kernel.Events.DomainEvent[] story)
    {
        var projection = new RecommendationProjection();
        return story
            .Select((data, i) => new Inspection.Kernel.Events.Happened(Id, i + 1, data, Guid.Empty, default))
            .Aggregate((RecommendationRow?)null, projection.Evolve)!;
    }
}
