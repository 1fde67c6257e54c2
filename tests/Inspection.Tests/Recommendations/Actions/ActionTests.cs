using Inspection.Kernel.Events;
using Inspection.Recommendations;
using static Inspection.Tests.Kit.Scenario;
using static Inspection.Tests.Recommendations.Sample;
using Action = Inspection.Recommendations.Action;

namespace Inspection.Tests.Recommendations.Actions;

/// <summary>What is decided about an action, without any database.</summary>
public sealed class ActionTests
{
    private static readonly Guid Id = Guid.NewGuid();
    private static readonly Guid Item = Guid.NewGuid();
    private static readonly Guid Post = Guid.NewGuid();
    private static readonly Guid Step = Guid.NewGuid();

    private static Action.Planned Plan => Planned(Id, Item, Post, due: Today);

    /// <summary>What leads to each state.</summary>
    private static readonly Dictionary<ActionState, DomainEvent[]> Ways = new()
    {
        [ActionState.NotStarted] = [],
        [ActionState.InProgress] = [new Action.Started(null)],
        [ActionState.Blocked] = [new Action.Blocked("The supplier")],
        [ActionState.Done] = [new Action.Finished(null, Today)],
        [ActionState.Withdrawn] = [new Action.Withdrawn("Overtaken")],
    };

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();

            foreach (var state in Enum.GetValues<ActionState>())
            foreach (var move in Enum.GetValues<ActionMove>())
                pairs.Add($"{state}", $"{move}");

            return pairs;
        }
    }

    [Theory, MemberData(nameof(Pairs))]
    public void A_move_leads_where_the_table_says_or_is_refused(string state, string made)
    {
        var (from, move) = (Enum.Parse<ActionState>(state), Enum.Parse<ActionMove>(made));
        var action = In(from);

        if (ActionMoves.Find(from, move) is { } step)
            Assert.Equal(step.To, action.Make(move, "So it is", Today).Aggregate(action, Action.Evolve).State);
        else
            Assert.Equal(
                $"This action is {Kernel.Ui.Words.Of(from).ToLowerInvariant()}: {ActionMoves.Text(move)} is not possible now",
                Assert.Throws<RefusedException>(() => action.Make(move, "So it is", Today)).Message
            );
    }

    [Theory, MemberData(nameof(Pairs))]
    public void A_move_that_asks_for_a_reason_needs_one(string state, string made)
    {
        var (from, move) = (Enum.Parse<ActionState>(state), Enum.Parse<ActionMove>(made));

        if (ActionMoves.Find(from, move) is not { } step)
            return;

        if (step.Asks is null)
            Assert.Single(In(from).Make(move, null, Today));
        else
            Assert.Equal(
                "Enter a reason",
                Assert.Throws<RefusedException>(() => In(from).Make(move, null, Today)).Message
            );
    }

    [Fact]
    public void Every_state_can_be_left() =>
        Assert.Equal(Enum.GetValues<ActionState>(), ActionMoves.Table.Select(step => step.From).Distinct().Order());

    [Fact]
    public void Only_what_is_said_anew_happens() =>
        Given<Action>(Plan)
            .When(a => a.Change("Another text", a.Measure, a.Owner, a.Due, null))
            .Then(new Action.Reworded("Another text", Plan.Measure));

    [Fact]
    public void All_of_it_may_be_said_anew_at_once()
    {
        var other = Guid.NewGuid();

        Given<Action>(Plan)
            .When(a => a.Change("Another text", null, other, Today.AddDays(1), "The supplier is late"))
            .Then(
                new Action.Reworded("Another text", null),
                new Action.Assigned(other),
                new Action.Dated(Today.AddDays(1), "The supplier is late")
            );
    }

    [Fact]
    public void The_same_again_changes_nothing() =>
        Given<Action>(Plan).When(a => a.Change(a.Text, a.Measure, a.Owner, a.Due, null)).ThenNothing();

    [Fact]
    public void A_later_date_needs_a_reason_and_an_earlier_one_none()
    {
        Given<Action>(Plan)
            .When(a => a.Change(a.Text, a.Measure, a.Owner, Today.AddDays(1), null))
            .ThenRefused("Enter why the action will be late");
        Given<Action>(Plan)
            .When(a => a.Change(a.Text, a.Measure, a.Owner, Today.AddDays(-1), null))
            .Then(new Action.Dated(Today.AddDays(-1), null));
    }

    [Fact]
    public void An_owner_and_a_date_are_not_taken_away()
    {
        Given<Action>(Plan)
            .When(a => a.Change(a.Text, a.Measure, null, a.Due, null))
            .ThenRefused("An action that has an owner keeps one: choose another");
        Given<Action>(Plan)
            .When(a => a.Change(a.Text, a.Measure, a.Owner, null, null))
            .ThenRefused("An action that has a date keeps one: enter another");
    }

    [Theory]
    [InlineData("Done", "done")]
    [InlineData("Withdrawn", "withdrawn")]
    public void What_has_ended_is_opened_again_before_it_changes(string state, string words)
    {
        var ended = Ways[Enum.Parse<ActionState>(state)];

        Given<Action>([Plan, .. ended])
            .When(a => a.Change("Another", null, a.Owner, a.Due, null))
            .ThenRefused($"This action is {words}: open it again first");
        Given<Action>([Plan, .. ended])
            .When(a => a.Assign(Guid.NewGuid()))
            .ThenRefused($"This action is {words}: it needs no owner");
        Given<Action>([Plan, .. ended])
            .When(a => a.SetMilestone(Step, "First draft", Today))
            .ThenRefused($"This action is {words}: open it again first");
    }

    [Fact]
    public void An_action_serves_something()
    {
        Given<Action>(Plan).When(a => a.Serve([])).ThenRefused("An action serves at least one recommendation");
        Given<Action>(Plan).When(a => a.Serve([Item])).ThenNothing();
        Given<Action>(Plan).When(a => a.Serve([Item, Post])).Then(new Action.MadeToServe([Item, Post]));
    }

    [Fact]
    public void Actions_do_not_wait_in_a_circle()
    {
        Given<Action>(Plan).When(a => a.Depend([Id], [])).ThenRefused("An action cannot wait for itself");
        Given<Action>(Plan)
            .When(a => a.Depend([Post], ["“A”", "“B”"]))
            .ThenRefused("These actions would wait for each other in a circle: “A”, which waits for “B”");
        Given<Action>(Plan).When(a => a.Depend([Post], [])).Then(new Action.MadeToDepend([Post]));
    }

    [Fact]
    public void The_way_back_is_found_however_long()
    {
        Guid[] ids = [.. Enumerable.Range(0, 50).Select(_ => Guid.NewGuid())];
        var waiting = ids.Zip(ids.Skip(1)).ToDictionary(pair => pair.First, pair => new[] { pair.Second });

        Assert.Equal(ids[..50], Dependencies.Way([ids[0]], ids[^1], waiting));
        Assert.Empty(Dependencies.Way([ids[1]], ids[0], waiting));
    }

    [Fact]
    public void A_milestone_is_set_changed_reached_and_removed()
    {
        var set = new Action.MilestoneSet(Step, "First draft", Today);

        Given<Action>(Plan).When(a => a.SetMilestone(Step, "First draft", Today)).Then(set);
        Given<Action>(Plan, set).When(a => a.SetMilestone(Step, "First draft", Today)).ThenNothing();
        Given<Action>(Plan, set)
            .When(a => a.ReachMilestone(Step, Today))
            .Then(new Action.MilestoneReached(Step, Today));
        Given<Action>(Plan, set, new Action.MilestoneReached(Step, Today))
            .When(a => a.ReachMilestone(Step, Today))
            .ThenNothing();
        Given<Action>(Plan, set).When(a => a.RemoveMilestone(Step)).Then(new Action.MilestoneRemoved(Step));
        Assert.Throws<NotFoundException>(() => Given<Action>(Plan).State!.RemoveMilestone(Step));
    }

    [Fact]
    public void A_milestone_that_is_said_anew_stays_reached()
    {
        var action = new DomainEvent[]
        {
            Plan,
            new Action.MilestoneSet(Step, "First draft", Today),
            new Action.MilestoneReached(Step, Today),
            new Action.MilestoneSet(Step, "Draft", Today.AddDays(1)),
        }.Aggregate((Action?)null, Action.Evolve)!;

        Assert.Equal([new Milestone(Step, "Draft", Today.AddDays(1), Today)], action.Milestones);
    }

    [Theory]
    [InlineData("Publish one register for all four teams", "All four teams use it by May", true, true, "")]
    [InlineData("Improve the register of risks we keep", "4 of 4 teams use it", true, true, "Specific")]
    [InlineData("Consider whether a register is needed", "A decision is recorded", true, true, "Specific")]
    [InlineData("Do it", "1 of 1", true, true, "Specific")]
    [InlineData("Publish one register for all four teams", "People are happier", true, true, "Measurable")]
    [InlineData("Publish one register for all four teams", null, true, true, "Measurable!")]
    [InlineData("Publish one register for all four teams", "4 teams", false, true, "Owned!")]
    [InlineData("Publish one register for all four teams", "4 teams", true, false, "Dated!")]
    [InlineData("", "", false, false, "Specific Measurable! Owned! Dated!")]
    public void The_wording_is_checked(string text, string? measure, bool owned, bool dated, string missing) =>
        Assert.Equal(
            missing,
            string.Join(
                ' ',
                WordingCheck.Of(text, measure, owned, dated).Select(one => one.Quality + (one.Blocks ? "!" : ""))
            )
        );

    private static Action In(ActionState state) => Given<Action>([Plan, .. Ways[state]]).State!;
}
