using FsCheck;
using FsCheck.Fluent;
using Inspection.Kernel.Events;
using Inspection.Recommendations;
using static Inspection.Tests.Kit.Scenario;
using static Inspection.Tests.Recommendations.Sample;

namespace Inspection.Tests.Recommendations;

/// <summary>Every move of the table is made, every pair that is not in it refused: made from the table itself.</summary>
public sealed class MoveTests
{
    private static readonly Guid Id = Guid.NewGuid();
    private static readonly Guid Planner = Guid.NewGuid();
    private static readonly Guid Judge = Guid.NewGuid();
    private static readonly Guid Post = Guid.NewGuid();

    /// <summary>What leads to each status; a status without a way to it has no tests, and fails here.</summary>
    private static readonly Dictionary<RecommendationStatus, DomainEvent[]> Ways = new()
    {
        [RecommendationStatus.NotStarted] = [],
        [RecommendationStatus.PlanSubmitted] = [new Recommendation.PlanSubmitted(Planner, null)],
        [RecommendationStatus.InProgress] =
        [
            new Recommendation.PlanSubmitted(Planner, null),
            new Recommendation.PlanApproved(Judge, null),
        ],
        [RecommendationStatus.AwaitingValidation] =
        [
            new Recommendation.PlanSubmitted(Planner, null),
            new Recommendation.PlanApproved(Judge, null),
            new Recommendation.CompletionClaimed(Planner, Judge, "All of it"),
        ],
        [RecommendationStatus.Implemented] = [Validated, new Recommendation.SealBroken("Something changed")],
        [RecommendationStatus.NotImplemented] =
        [
            new Recommendation.Closed(RecommendationStatus.NotImplemented, "No", Today),
        ],
        [RecommendationStatus.Superseded] = [Overtaken],
        [RecommendationStatus.NoLongerApplicable] =
        [
            new Recommendation.Closed(RecommendationStatus.NoLongerApplicable, "No", Today),
        ],
        [RecommendationStatus.ForInformation] = [],
    };

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();

            foreach (var status in Enum.GetValues<RecommendationStatus>())
            foreach (var move in Enum.GetValues<Move>())
                pairs.Add($"{status}", $"{move}");

            return pairs;
        }
    }

    [Theory, MemberData(nameof(Pairs))]
    public void A_move_leads_where_the_table_says_or_is_refused(string status, string done)
    {
        var (from, move) = (Enum.Parse<RecommendationStatus>(status), Enum.Parse<Move>(done));
        var state = State(from);
        var made = Made(move);

        if (Moves.Find(from, move) is { } step)
            Assert.Equal(step.To, state.Make(made).Aggregate(state, Recommendation.Evolve).Status);
        else
            Assert.Equal(Moves.Refusal(from, move), Assert.Throws<RefusedException>(() => state.Make(made)).Message);
    }

    [Fact]
    public void Every_status_can_be_left_but_what_is_for_information() =>
        Assert.Equal(
            Enum.GetValues<RecommendationStatus>().Except([RecommendationStatus.ForInformation]),
            Moves.Table.Select(step => step.From).Distinct().Order()
        );

    [Fact]
    public void Implemented_is_reached_through_both_gates_only() =>
        Assert.Equal(
            [(RecommendationStatus.AwaitingValidation, Move.ValidateCompletion)],
            Moves
                .Table.Where(step =>
                    step.To == RecommendationStatus.Implemented && step.From != RecommendationStatus.Implemented
                )
                .Select(step => (step.From, step.Move))
        );

    [Fact]
    public void Nobody_approves_a_plan_of_their_own() =>
        Refused(
            RecommendationStatus.PlanSubmitted,
            Made(Move.ApprovePlan) with
            {
                By = Planner,
            },
            "You submitted this plan: somebody else has to approve it"
        );

    [Fact]
    public void A_plan_needs_an_owner_and_actions_that_are_measured_owned_and_dated()
    {
        var bare = new ActionRow
        {
            Id = Guid.NewGuid(),
            Recommendation = Id,
            Text = "Draft one register with the teams",
        };
        var refused = Assert.Throws<RefusedException>(() =>
            Given<Recommendation>(Recorded(Id))
                .State!.Make(Made(Move.SubmitPlan) with { Facts = Facts() with { Actions = [bare] } })
        );

        Assert.Equal(
            [
                "Assign an owner before the plan is submitted",
                "“Draft one register with the teams”: Enter the success measure: how anybody can see that it worked",
                "“Draft one register with the teams”: Choose the post that owns it",
                "“Draft one register with the teams”: Enter the date it is due",
            ],
            refused.Message.Split("; ")
        );
        Refused(
            RecommendationStatus.NotStarted,
            Made(Move.SubmitPlan) with
            {
                Facts = Facts() with { Actions = [] },
            },
            "Add at least one action to the plan"
        );
    }

    [Fact]
    public void Only_whoever_was_named_validates() =>
        Refused(
            RecommendationStatus.AwaitingValidation,
            Made(Move.ValidateCompletion) with
            {
                By = Guid.NewGuid(),
            },
            "Somebody else was named to validate this: ask for it to be returned if you should do it instead"
        );

    [Theory]
    [InlineData(RecommendationStatus.AwaitingValidation, Move.ValidateCompletion)]
    [InlineData(RecommendationStatus.Implemented, Move.Revalidate)]
    internal void Whoever_owns_any_of_it_does_not_validate(RecommendationStatus status, Move move) =>
        Refused(status, Made(move) with { Owns = true }, Moves.NotYours);

    [Fact]
    public void A_validator_who_owns_any_of_it_is_not_named() =>
        Refused(
            RecommendationStatus.InProgress,
            Made(Move.ClaimCompletion) with
            {
                ValidatorOwns = true,
            },
            "The validator owns this recommendation or one of its actions, or did so while it was worked on: name somebody else"
        );

    [Theory]
    [InlineData(RecommendationStatus.InProgress, Move.ClaimCompletion)]
    [InlineData(RecommendationStatus.AwaitingValidation, Move.ValidateCompletion)]
    [InlineData(RecommendationStatus.Implemented, Move.Revalidate)]
    internal void Nothing_is_closed_without_proof(RecommendationStatus status, Move move)
    {
        var facts = Facts();
        var (action, evidence) = (facts.Actions[0], facts.Evidence[0]);
        const string unproved = "“Draft one register” has no accepted evidence that is in period and has not expired";

        With(facts with { Evidence = [] }, unproved);
        With(facts with { Evidence = [evidence with { State = EvidenceState.Submitted }] }, unproved);
        With(facts with { Evidence = [evidence with { State = EvidenceState.Rejected }] }, unproved);
        With(facts with { Evidence = [evidence with { EffectiveOn = facts.From.AddDays(-1) }] }, unproved);
        With(facts with { Evidence = [evidence with { EffectiveOn = Today.AddDays(1) }] }, unproved);
        With(facts with { Evidence = [evidence with { ValidUntil = Today.AddDays(-1) }] }, unproved);
        With(facts with { Evidence = [evidence with { Serves = [new(Id, null)] }] }, unproved);
        With(
            facts with
            {
                Actions = [action, action with { Id = Guid.NewGuid(), State = ActionState.Blocked }],
            },
            "“Draft one register” is blocked: finish it, or withdraw it with a reason"
        );
        With(
            facts with
            {
                Actions = [action with { State = ActionState.Withdrawn }],
            },
            "At least one action must be done"
        );

        void With(ClosingFacts lacking, string missing) =>
            Refused(status, Made(move) with { Facts = lacking }, missing);
    }

    [Fact]
    public void Evidence_that_holds_to_this_day_proves()
    {
        var facts = Facts();
        Assert.Empty(
            (
                facts with
                {
                    Evidence = [facts.Evidence[0] with { ValidUntil = Today, EffectiveOn = Today }],
                }
            ).MissingFromProof(Today)
        );
    }

    [Fact]
    public void What_is_signed_changes_with_each_thing_that_was_signed()
    {
        var facts = Facts();
        var signed = facts.Seal;

        Assert.Empty(facts.ChangedSince(signed));
        Assert.Equal(
            ["Action: Draft one register has changed"],
            (facts with { Actions = [facts.Actions[0] with { Measure = "Less" }] }).ChangedSince(signed)
        );
        Assert.Equal(["Evidence: Minutes was taken away"], (facts with { Evidence = [] }).ChangedSince(signed));
        Assert.Equal(
            ["Action: Another was added"],
            (facts with { Actions = [.. facts.Actions, new() { Id = Guid.NewGuid(), Text = "Another" }] }).ChangedSince(
                signed
            )
        );
        Assert.Empty((facts with { Actions = [facts.Actions[0] with { Notes = 7 }] }).ChangedSince(signed));
    }

    [Fact]
    public void A_broken_seal_says_so_once()
    {
        Given<Recommendation>(Recorded(Id), Validated)
            .When(r => r.BreakSeal("It changed"))
            .Then(new Recommendation.SealBroken("It changed"));
        Given<Recommendation>(Recorded(Id), Validated, new Recommendation.SealBroken("It changed"))
            .When(r => r.BreakSeal("It changed again"))
            .ThenNothing();
        Given<Recommendation>(Recorded(Id)).When(r => r.BreakSeal("It changed")).ThenNothing();
    }

    [Fact]
    public void What_was_implemented_goes_on_when_it_is_opened_again_and_all_else_begins_with_a_plan()
    {
        Assert.Equal(RecommendationStatus.InProgress, Reopened(RecommendationStatus.Implemented));
        Assert.Equal(RecommendationStatus.NotStarted, Reopened(RecommendationStatus.Superseded));

        static RecommendationStatus Reopened(RecommendationStatus from) =>
            Recommendation.Evolve(State(from), new Recommendation.Reopened("Why")).Status;
    }

    /// <summary>Ten thousand commands at random, over several recommendations: closed as implemented is always earned.</summary>
    [Fact]
    public void However_one_walks_implemented_is_earned() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    Guid[] people = [Planner, Judge, Guid.NewGuid()];
                    var (today, facts) = (Today, Facts() with { Actions = [], Evidence = [] });
                    var state = Given<Recommendation>(Recorded(Id), new Recommendation.Assigned([Post], Post)).State!;
                    var closed = 0;

                    for (var step = 0; step < 500; step++)
                    {
                        today = today.AddDays(random.Next(3));
                        facts = Shaken(facts, random, today);
                        var by = people[random.Next(people.Length)];
                        var made = new MoveMade(
                            random.GetItems(Enum.GetValues<Move>(), 1)[0],
                            by,
                            Owns: by == Planner,
                            today,
                            "Words"
                        )
                        {
                            Validator = people[random.Next(people.Length)],
                            ValidatorOwns = random.Next(4) == 0,
                            Facts = facts,
                        };

                        IReadOnlyList<DomainEvent> happened;

                        try
                        {
                            happened = state.Make(made);
                        }
                        catch (RefusedException)
                        {
                            continue;
                        }

                        foreach (var one in happened.OfType<Recommendation.CompletionValidated>())
                        {
                            closed++;
                            Assert.NotEqual(Planner, one.By);
                            Assert.Contains(facts.Actions, action => action.State == ActionState.Done);
                            Assert.All(
                                facts.Actions.Where(action => action.State != ActionState.Withdrawn),
                                action =>
                                {
                                    Assert.Equal(ActionState.Done, action.State);
                                    Assert.Contains(
                                        facts.Evidence,
                                        e =>
                                            e.State == EvidenceState.Accepted
                                            && e.EffectiveOn >= facts.From
                                            && e.EffectiveOn <= today
                                            && (e.ValidUntil ?? today) >= today
                                            && e.Serves.Any(s => s.Action == action.Id)
                                    );
                                }
                            );
                        }

                        state = happened.Aggregate(state, Recommendation.Evolve);
                    }

                    return true.Classify(closed > 0, "closed at least once");
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    /// <summary>The same plan with one thing about it otherwise.</summary>
    private static ClosingFacts Shaken(ClosingFacts facts, Random random, DateOnly today)
    {
        var (actions, evidence) = (facts.Actions.ToList(), facts.Evidence.ToList());

        switch (random.Next(5))
        {
            case 0 when actions.Count < 3:
                actions.Add(Facts().Actions[0] with { Id = Guid.NewGuid(), State = ActionState.NotStarted });
                break;
            case 1 or 2 when actions.Count > 0:
                var at = random.Next(actions.Count);
                var state =
                    random.Next(3) > 0 ? ActionState.Done : random.GetItems(Enum.GetValues<ActionState>(), 1)[0];
                actions[at] = actions[at] with { State = state };
                break;
            case 3 when actions.Count > 0:
                evidence.Add(
                    Facts().Evidence[0] with
                    {
                        Id = Guid.NewGuid(),
                        State = random.Next(3) > 0 ? EvidenceState.Accepted : EvidenceState.Submitted,
                        EffectiveOn = today.AddDays(random.Next(-3, 2)),
                        ValidUntil = random.Next(2) == 0 ? null : today.AddDays(random.Next(40)),
                        Serves = [new(Id, actions[random.Next(actions.Count)].Id)],
                    }
                );
                break;
            default:
                if (evidence.Count > 4)
                    evidence.RemoveAt(random.Next(evidence.Count));
                break;
        }

        return facts with
        {
            Actions = actions,
            Evidence = evidence,
        };
    }

    private static void Refused(RecommendationStatus status, MoveMade made, string reason) =>
        Assert.Equal(reason, Assert.Throws<RefusedException>(() => State(status).Make(made)).Message);

    private static Recommendation State(RecommendationStatus status) =>
        Given<Recommendation>([
            Recorded(
                Id,
                kind: status == RecommendationStatus.ForInformation ? ItemKind.Strength : ItemKind.Recommendation
            ),
            new Recommendation.Assigned([Post], Post),
            .. Ways[status],
        ]).State!;

    private static MoveMade Made(Move move) =>
        new(move, Judge, Owns: false, Today, "Words") { Validator = Judge, Facts = Facts() };

    private static ClosingFacts Facts()
    {
        var action = Guid.NewGuid();
        return new(
            new() { Id = Id, Text = "Keep one register" },
            new() { Published = Today.AddDays(-60) },
            [
                new()
                {
                    Id = action,
                    Recommendation = Id,
                    Text = "Draft one register",
                    Measure = "All four teams use it",
                    Owner = Post,
                    Due = Today,
                    State = ActionState.Done,
                },
            ],
            [
                new()
                {
                    Id = Guid.NewGuid(),
                    Recommendation = Id,
                    Title = "Minutes",
                    State = EvidenceState.Accepted,
                    EffectiveOn = Today.AddDays(-5),
                    Serves = [new(Id, action)],
                },
            ]
        );
    }
}
