using Inspection.Kernel.Events;
using Inspection.Recommendations;
using static Inspection.Tests.Kit.Scenario;
using static Inspection.Tests.Recommendations.Sample;

namespace Inspection.Tests.Sharing;

public sealed class ShareTests
{
    private static readonly Guid Item = Guid.NewGuid();

    private static Share.Made Made { get; } =
        new(Guid.NewGuid(), Guid.NewGuid(), [Item], [SharePart.Response], "HMCPSI", Today.AddDays(28), false);

    [Fact]
    public void A_share_is_of_something_and_ends_within_ninety_days()
    {
        Assert.Equal([Made], Share.Make(Made, Today));
        Refused(Made with { Recommendations = [] }, "Select at least one recommendation");
        Refused(Made with { Until = Today.AddDays(-1) }, "The last day must be today or later");
        Refused(
            Made with
            {
                Until = Today.AddDays(91),
            },
            "The last day must be 31 May 2026 or earlier: a link works for at most 90 days"
        );

        static void Refused(Share.Made made, string reason) =>
            Assert.Equal(reason, Assert.Throws<RefusedException>(() => Share.Make(made, Today)).Message);
    }

    [Fact]
    public void What_was_selected_is_opened_to_the_last_day_and_nothing_else()
    {
        Given<Share>(Made).When(s => s.View(null, null, Today)).Then(new Share.Viewed(null, null));
        Given<Share>(Made).When(s => s.View(Item, null, Today.AddDays(28))).Then(new Share.Viewed(Item, null));
        NotThere(s => s.View(Item, null, Today.AddDays(29)), Made);
        NotThere(s => s.View(Guid.NewGuid(), null, Today), Made);
        NotThere(s => s.View(null, Guid.NewGuid(), Today), Made);
        NotThere(s => s.View(Item, null, Today), Made, new Share.Revoked(null));

        static void NotThere(Func<Share, IReadOnlyList<DomainEvent>> view, params DomainEvent[] events) =>
            Assert.Throws<NotFoundException>(() => Given<Share>(events).When(view).Decide());
    }

    [Fact]
    public void A_share_that_works_is_extended_and_one_that_has_ended_is_made_again()
    {
        Given<Share>(Made).When(s => s.Extend(Today.AddDays(60), Today)).Then(new Share.Extended(Today.AddDays(60)));
        Given<Share>(Made).When(s => s.Extend(Made.Until, Today)).ThenNothing();
        Given<Share>(Made)
            .When(s => s.Extend(Today.AddDays(91), Today))
            .ThenRefused("The last day must be 31 May 2026 or earlier: a link works for at most 90 days");
        Given<Share>(Made)
            .When(s => s.Extend(Today.AddDays(60), Today.AddDays(29)))
            .ThenRefused("This share has ended: make another");
        Given<Share>(Made, new Share.Revoked("Astray"))
            .When(s => s.Extend(Today.AddDays(60), Today))
            .ThenRefused("This share was revoked: make another");
    }

    [Fact]
    public void A_share_is_revoked_once()
    {
        Given<Share>(Made).When(s => s.Revoke("Astray")).Then(new Share.Revoked("Astray"));
        Given<Share>(Made, new Share.Revoked(null)).When(s => s.Revoke("Astray")).ThenNothing();
    }
}
