using Inspection.Recommendations;
using static Inspection.Tests.Kit.Scenario;
using static Inspection.Tests.Recommendations.Sample;

namespace Inspection.Tests.Recommendations;

/// <summary>Dates are revised by two people, counted, and never forgotten; what is closed is looked at again.</summary>
public sealed class LedgerTests
{
    private static readonly Guid Id = Guid.NewGuid();
    private static readonly Guid Ann = Guid.NewGuid();
    private static readonly Guid Ben = Guid.NewGuid();

    private static Recommendation.Recorded Due => Recorded(Id, due: Today);

    private static Recommendation.RevisionAsked Asked(int days = 30) =>
        new(Today.AddDays(days), "More work", Ann, true);

    private static Recommendation.RevisionApproved Approved(int days = 30) =>
        new(Today.AddDays(days), "More work", Ben, Slipped: days > 0, InTime: true);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_slip_is_explained_before_the_date_has_passed_or_counts_as_unexplained(int late, bool inTime) =>
        Given<Recommendation>(Due)
            .When(r => r.AskRevision(Today.AddDays(30), "More work", Ann, Today.AddDays(late)))
            .Then(new Recommendation.RevisionAsked(Today.AddDays(30), "More work", Ann, inTime));

    [Fact]
    public void Another_date_is_asked_for_once_at_a_time()
    {
        Given<Recommendation>(Due, Asked())
            .When(r => r.AskRevision(Today.AddDays(40), "More", Ann, Today))
            .ThenRefused("Another date has been asked for already, and is not decided");
        Given<Recommendation>(Recorded(Id))
            .When(r => r.AskRevision(Today.AddDays(40), "More", Ann, Today))
            .ThenRefused("It has no date yet: set one first");
        Given<Recommendation>(Due)
            .When(r => r.AskRevision(Today, "More", Ann, Today))
            .ThenRefused("It is due on 2 March 2026 already");
        Given<Recommendation>(Due)
            .When(r => r.AskRevision(Today.AddDays(-1), "More", Ann, Today))
            .ThenRefused("The new date must be today or later");
    }

    [Fact]
    public void Whoever_asked_does_not_approve() =>
        Given<Recommendation>(Due, Asked())
            .When(r => r.ApproveRevision(Ann, isHead: true, askerIsHead: true))
            .ThenRefused("You asked for this date: somebody else has to approve it");

    [Fact]
    public void The_first_slip_is_approved_by_anybody_who_manages_and_the_second_by_the_head()
    {
        Given<Recommendation>(Due, Asked())
            .When(r => r.ApproveRevision(Ben, isHead: false, askerIsHead: false))
            .Then(Approved());
        Given<Recommendation>(Due, Asked(), Approved(), Asked(60))
            .When(r => r.ApproveRevision(Ben, isHead: false, askerIsHead: false))
            .ThenRefused("It has slipped once already: only the Head of Division can approve another slip");
        Given<Recommendation>(Due, Asked(), Approved(), Asked(60))
            .When(r => r.ApproveRevision(Ben, isHead: true, askerIsHead: false))
            .Then(Approved(60));
        Given<Recommendation>(Due, Asked(), Approved(), Asked(60))
            .When(r => r.ApproveRevision(Ben, isHead: false, askerIsHead: true))
            .Then(Approved(60));
    }

    [Fact]
    public void An_earlier_date_is_no_slip() =>
        Given<Recommendation>(Due, Asked(), Approved(), Asked(10))
            .When(r => r.ApproveRevision(Ben, isHead: false, askerIsHead: false))
            .Then(
                new Recommendation.RevisionApproved(Today.AddDays(10), "More work", Ben, Slipped: false, InTime: true)
            );

    [Fact]
    public void A_date_that_was_refused_can_be_asked_for_again()
    {
        Given<Recommendation>(Due, Asked())
            .When(r => r.RefuseRevision(Ben, "No"))
            .Then(new Recommendation.RevisionRefused(Ben, "No"));
        Given<Recommendation>(Due, Asked(), new Recommendation.RevisionRefused(Ben, "No"))
            .When(r => r.AskRevision(Today.AddDays(30), "More work", Ann, Today))
            .Then(Asked());
        Given<Recommendation>(Due)
            .When(r => r.RefuseRevision(Ben, "No"))
            .ThenRefused("Nobody has asked for another date");
    }

    [Fact]
    public void From_the_third_slip_on_the_Board_is_told()
    {
        var projection = new RecommendationProjection();
        Kernel.Events.DomainEvent[] story =
        [
            Due,
            Asked(),
            Approved(),
            Asked(60),
            Approved(60) with
            {
                InTime = false,
            },
            Asked(90),
            Approved(90),
        ];
        var row = story
            .Select((data, i) => new Kernel.Events.Happened(Id, i + 1, data, Guid.Empty, default))
            .Aggregate((RecommendationRow?)null, projection.Evolve)!;

        Assert.Equal((3, 1, true), (row.Slips, row.UnexplainedSlips, row.NamedToBoard));
        Assert.Equal((Today, Today.AddDays(90)), (row.OriginalDue, row.Due));
    }

    private static Recommendation.EmbeddednessReviewed Review(int months, bool embedded = true) =>
        new(months, 20, 18, embedded, "Looked at twenty", Today.AddMonths(months));

    [Fact]
    public void Closure_is_looked_at_after_three_six_and_twelve_months()
    {
        Given<Recommendation>(Recorded(Id), Validated)
            .When(r => r.ReviewEmbeddedness(Review(3), owns: false))
            .Then(Review(3));
        Given<Recommendation>(Recorded(Id), Validated, Review(3))
            .When(r => r.ReviewEmbeddedness(Review(3), owns: false))
            .ThenRefused("The review after 3 months has been held");
        Given<Recommendation>(Recorded(Id), Validated)
            .When(r => r.ReviewEmbeddedness(Review(3) with { On = Today.AddMonths(3).AddDays(-1) }, owns: false))
            .ThenRefused("The review after 3 months cannot be held before 2 June 2026");
        Given<Recommendation>(Recorded(Id))
            .When(r => r.ReviewEmbeddedness(Review(3), owns: false))
            .ThenRefused("Only what is implemented is reviewed for embeddedness");
        Given<Recommendation>(Recorded(Id), Validated)
            .When(r => r.ReviewEmbeddedness(Review(3), owns: true))
            .ThenRefused(Moves.NotYours);
    }

    [Fact]
    public void What_is_found_not_embedded_is_open_again()
    {
        var failed = Review(6, embedded: false);

        Given<Recommendation>(Recorded(Id), Validated, Review(3))
            .When(r => r.ReviewEmbeddedness(failed, owns: false))
            .Then(failed, new Recommendation.Reopened("Not embedded after 6 months: 18 of 20 met the standard"));
    }

    [Fact]
    public void Sustained_is_closed_and_held_for_a_year()
    {
        Assert.False(Row(Review(3), Review(6)).Sustained);
        Assert.Equal(Today.AddMonths(12), Row(Review(3), Review(6)).NextReview);
        Assert.True(Row(Review(3), Review(6), Review(12)).Sustained);
        Assert.False(
            Row(Review(3), Review(6), Review(12), new Recommendation.Reopened("An inspector found otherwise")).Sustained
        );

        static RecommendationRow Row(params Kernel.Events.DomainEvent[] more) =>
            new Kernel.Events.DomainEvent[] { Recorded(Id), Validated }
                .Concat(more)
                .Select((data, i) => new Kernel.Events.Happened(Id, i + 1, data, Guid.Empty, default))
                .Aggregate((RecommendationRow?)null, new RecommendationProjection().Evolve)!;
    }
}
