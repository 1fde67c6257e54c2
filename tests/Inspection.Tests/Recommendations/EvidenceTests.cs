using Inspection.Kernel.Events;
using Inspection.Recommendations;
using static Inspection.Tests.Kit.Scenario;
using static Inspection.Tests.Recommendations.Sample;

namespace Inspection.Tests.Recommendations;

public sealed class EvidenceTests(App app) : IClassFixture<App>
{
    private static readonly Guid Id = Guid.NewGuid();
    private static readonly Guid Ann = Guid.NewGuid();
    private static readonly Guid Ben = Guid.NewGuid();
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static Evidence.Offered Draft => Offered(Id, Guid.NewGuid());

    private static IReadOnlyList<DomainEvent> Decide(
        Evidence e,
        bool accept,
        Guid by,
        int revision = 1,
        bool owns = false
    ) => e.Decide(accept, by, revision, "It says nothing", Now, owns, person => person == Ben ? "Ben" : "Ann");

    [Fact]
    public void Somebody_else_accepts_or_rejects_what_was_submitted()
    {
        Given<Evidence>(Draft, new Evidence.Submitted(Ann))
            .When(e => Decide(e, true, Ben))
            .Then(new Evidence.Accepted(Ben, 1, Now, "It says nothing"));
        Given<Evidence>(Draft, new Evidence.Submitted(Ann))
            .When(e => Decide(e, false, Ben))
            .Then(new Evidence.Rejected(Ben, 1, Now, "It says nothing"));
        Given<Evidence>(Draft, new Evidence.Submitted(Ann))
            .When(e => Decide(e, true, Ann))
            .ThenRefused("You submitted this evidence: somebody else has to decide about it");
        Given<Evidence>(Draft, new Evidence.Submitted(Ann))
            .When(e => Decide(e, true, Ben, owns: true))
            .ThenRefused("You own what this is evidence of: somebody else has to accept it");
        Given<Evidence>(Draft)
            .When(e => Decide(e, true, Ben))
            .ThenRefused("This evidence is draft: there is nothing to decide");
    }

    [Fact]
    public void Whoever_is_too_late_is_told_who_did_what() =>
        Given<Evidence>(Draft, new Evidence.Submitted(Ann), new Evidence.Rejected(Ben, 1, Now, "No"))
            .When(e => Decide(e, true, Guid.NewGuid()))
            .ThenRefused("Ben rejected this evidence on 2 March 2026 at 12:00pm");

    [Fact]
    public void A_new_version_is_a_draft_and_is_looked_at_anew()
    {
        var content = new Content(EvidenceKind.Note, Text: "More of it");
        DomainEvent[] replaced =
        [
            Draft,
            new Evidence.Submitted(Ann),
            new Evidence.Accepted(Ben, 1, Now, null),
            new Evidence.Replaced(2, content, "More"),
        ];

        Given<Evidence>(Draft).When(e => e.Replace(content, "More")).Then(new Evidence.Replaced(2, content, "More"));
        Assert.Equal(EvidenceState.Draft, Given<Evidence>(replaced).State!.State);
        Given<Evidence>([.. replaced, new Evidence.Submitted(Ann)])
            .When(e => Decide(e, true, Ben))
            .ThenRefused("You looked at version 1; it is now version 2: look at that one first");
    }

    [Fact]
    public void Dates_stand_with_what_was_decided()
    {
        Given<Evidence>(Draft)
            .When(e => e.Date(Today, Today.AddDays(9), Today))
            .Then(new Evidence.Dated(Today, Today.AddDays(9)));
        Given<Evidence>(Draft, new Evidence.Submitted(Ann), new Evidence.Accepted(Ben, 1, Now, null))
            .When(e => e.Date(Today, null, Today))
            .ThenRefused("This evidence is accepted: its dates stand with what was decided. Add a new version first");
        Given<Evidence>(Draft)
            .When(e => e.Date(Today.AddDays(1), null, Today))
            .ThenRefused("The date it shows must be today or earlier");
        Given<Evidence>(Draft)
            .When(e => e.Date(Today, Today.AddDays(-1), Today))
            .ThenRefused("It cannot expire before the date it shows");
    }

    /// <summary>The whole application: of two people at once one decides, and the other is told by name.</summary>
    [Fact]
    public async Task Two_who_decide_at_once_never_both_decide()
    {
        const int rounds = 1000;
        var (head, deputy) = (app.Division.PersonOf(Role.HeadOfDivision), app.Division.PersonOf(Role.DeputyHead));
        var (_, item) = await app.GivenItem();

        for (var round = 0; round < rounds; round++)
        {
            var id = Guid.NewGuid();
            await app.Given(id, Offered(id, item), new Evidence.Submitted(app.Division.PersonOf(Role.Member)));

            // Whoever is asked first would win more often: they take turns.
            var first = round % 2 == 0;
            var answers = await Task.WhenAll(Try(id, first), Try(id, !first));

            var decided = (await app.History(id)).Skip(2).Select(one => one.Data).ToList();
            Assert.Single(decided);
            var loser = Assert.Single(answers, answer => answer is not null)!;
            var winner =
                decided[0] is Evidence.Accepted
                    ? $"{app.Division.NameOf(Role.HeadOfDivision)} accepted"
                    : $"{app.Division.NameOf(Role.DeputyHead)} rejected";
            Assert.StartsWith($"{winner} this evidence on ", loser, StringComparison.Ordinal);
        }

        async Task<string?> Try(Guid id, bool accept)
        {
            try
            {
                await app.Send(new DecideEvidence(id, 1, accept, "Read"), actor: accept ? head : deputy);
                return null;
            }
            catch (RefusedException e)
            {
                return e.Message;
            }
        }
    }

    /// <summary>From plan to re-validation through commands, with a change after sign-off.</summary>
    [Fact]
    public async Task What_was_signed_off_says_when_it_has_changed()
    {
        var (owner, judge) = (app.Division.PersonOf(Role.AreaBusinessManager), app.Division.PersonOf(Role.DeputyHead));
        var (head, post) = (app.Division.PersonOf(Role.HeadOfDivision), app.Division.Post(Role.AreaBusinessManager));
        var (_, item) = await app.GivenItem(new Recommendation.Assigned([post], post));
        var (action, evidence) = (Guid.NewGuid(), Guid.NewGuid());
        await app.Send(
            new PlanAction(action, [item], "Draft one register", "All four teams use it", post, Today.AddDays(5)),
            actor: owner
        );
        await app.Send(new MakeMove(item, null, Move.SubmitPlan, null), actor: owner);
        await app.Send(new MakeMove(item, null, Move.ApprovePlan, null), actor: head);
        await Refused(
            new MakeMove(item, null, Move.ClaimCompletion, "Done", judge),
            "At least one action must be done; “Draft one register” is not started: finish it, or withdraw it with a reason"
        );
        await app.Send(new MakeActionMove(action, null, ActionMove.Finish, null), actor: owner);
        await app.Send(
            new OfferEvidence(
                evidence,
                item,
                [action],
                [],
                "Minutes",
                EvidenceKind.Note,
                null,
                "Seen",
                Today.AddDays(-1),
                null,
                Submit: true
            ),
            actor: owner
        );
        await Refused(
            new DecideEvidence(evidence, 1, true, null),
            "You submitted this evidence: somebody else has to decide about it"
        );
        await app.Send(new DecideEvidence(evidence, 1, true, null), actor: judge);
        await Refused(
            new MakeMove(item, null, Move.ClaimCompletion, "Done", owner),
            "The validator owns this recommendation or one of its actions, or did so while it was worked on: name somebody else"
        );
        await app.Send(new MakeMove(item, null, Move.ClaimCompletion, "Done", judge), actor: owner);
        await app.Send(new MakeMove(item, null, Move.ValidateCompletion, "Files read"), actor: judge);
        await app.Settle();
        Assert.False((await Row()).NeedsRevalidation);

        await app.Send(new MakeActionMove(action, null, ActionMove.Reopen, "Two risks were left out"), actor: owner);
        await app.Settle();

        Assert.True((await Row()).NeedsRevalidation);
        Assert.Equal(new Recommendation.SealBroken("Action: Draft one register has changed"), await app.Last(item));
        var page = await (await app.As(Role.HeadOfDivision)).Open($"/recommendations/{item}");
        Assert.Contains("Re-validation needed", page.Text, StringComparison.Ordinal);

        await app.Send(new MakeActionMove(action, null, ActionMove.Finish, null), actor: owner);
        await app.Settle();
        await app.Send(new MakeMove(item, null, Move.Revalidate, "Read again"), actor: judge);
        Assert.False((await Row()).NeedsRevalidation);

        async Task<RecommendationRow> Row() => (await app.Ask(new GetRecommendation(item))).Recommendation;

        async Task Refused(Inspection.Kernel.ICommand command, string reason) =>
            Assert.Equal(
                reason,
                (await Assert.ThrowsAsync<RefusedException>(() => app.Send(command, actor: owner))).Message
            );
    }
}
