using Inspection.Kernel;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>One thing that the division will do to answer one recommendation or several.</summary>
internal sealed record Action(
    Guid Id,
    Many<Guid> Recommendations,
    string Text,
    string? Measure,
    Guid? Owner,
    DateOnly? Due,
    ActionState State,
    Many<Guid> DependsOn,
    Many<Milestone> Milestones
) : IAggregate<Action>
{
    [EventName("action.planned")]
    internal sealed record Planned(
        Guid Id,
        Many<Guid> Recommendations,
        string Text,
        string? Measure,
        Guid? Owner,
        DateOnly? Due,
        string? Key
    ) : DomainEvent;

    [EventName("action.reworded")]
    internal sealed record Reworded(string Text, string? Measure) : DomainEvent;

    [EventName("action.assigned")]
    internal sealed record Assigned(Guid Owner) : DomainEvent;

    [EventName("action.dated")]
    internal sealed record Dated(DateOnly Due, string? Reason) : DomainEvent;

    [EventName("action.made-to-serve")]
    internal sealed record MadeToServe(Many<Guid> Recommendations) : DomainEvent;

    [EventName("action.made-to-depend")]
    internal sealed record MadeToDepend(Many<Guid> Actions) : DomainEvent;

    [EventName("action.milestone-set")]
    internal sealed record MilestoneSet(Guid Milestone, string Text, DateOnly Due) : DomainEvent;

    [EventName("action.milestone-reached")]
    internal sealed record MilestoneReached(Guid Milestone, DateOnly On) : DomainEvent;

    [EventName("action.milestone-removed")]
    internal sealed record MilestoneRemoved(Guid Milestone) : DomainEvent;

    [EventName("action.started")]
    internal sealed record Started(string? Note) : DomainEvent;

    [EventName("action.blocked")]
    internal sealed record Blocked(string Reason) : DomainEvent;

    [EventName("action.unblocked")]
    internal sealed record Unblocked(string? Note) : DomainEvent;

    [EventName("action.finished")]
    internal sealed record Finished(string? Note, DateOnly On) : DomainEvent;

    [EventName("action.reopened")]
    internal sealed record Reopened(string Reason) : DomainEvent;

    [EventName("action.withdrawn")]
    internal sealed record Withdrawn(string Reason) : DomainEvent;

    [EventName("action.noted")]
    internal sealed record Noted(string Text) : DomainEvent;

    /// <summary>Whether there is still something to do.</summary>
    public bool IsOpen => ActionMoves.IsOpen(State);

    /// <summary>What a form with all of an action's words says anew; nothing where it says the same.</summary>
    public IReadOnlyList<DomainEvent> Change(string text, string? measure, Guid? owner, DateOnly? due, string? reason)
    {
        if (!IsOpen)
            throw new RefusedException($"This action is {Words.Of(State).ToLowerInvariant()}: open it again first");

        if (owner is null && Owner is not null)
            throw new RefusedException("An action that has an owner keeps one: choose another");

        if (due is null && Due is not null)
            throw new RefusedException("An action that has a date keeps one: enter another");

        if (Due is not null && due > Due && reason is null)
            throw new RefusedException("Enter why the action will be late");

        var happened = new List<DomainEvent>();

        if (text != Text || measure != Measure)
            happened.Add(new Reworded(text, measure));
        if (owner is { } post && post != Owner)
            happened.Add(new Assigned(post));
        if (due is { } day && day != Due)
            happened.Add(new Dated(day, reason));

        return happened;
    }

    public IReadOnlyList<DomainEvent> Assign(Guid owner) =>
        !IsOpen ? throw new RefusedException($"This action is {Words.Of(State).ToLowerInvariant()}: it needs no owner")
        : owner == Owner ? []
        : [new Assigned(owner)];

    public IReadOnlyList<DomainEvent> Serve(Many<Guid> recommendations) =>
        recommendations.Count == 0 ? throw new RefusedException("An action serves at least one recommendation")
        : recommendations.Equals(Recommendations) ? []
        : [new MadeToServe(recommendations)];

    /// <param name="circle">The names on the way from one of them back to this one; empty where there is no such way.</param>
    public IReadOnlyList<DomainEvent> Depend(Many<Guid> actions, IReadOnlyList<string> circle) =>
        actions.Contains(Id) ? throw new RefusedException("An action cannot wait for itself")
        : circle.Count > 0
            ? throw new RefusedException(
                $"These actions would wait for each other in a circle: {string.Join(", which waits for ", circle)}"
            )
        : actions.Equals(DependsOn) ? []
        : [new MadeToDepend(actions)];

    public IReadOnlyList<DomainEvent> SetMilestone(Guid milestone, string text, DateOnly due) =>
        !IsOpen
            ? throw new RefusedException($"This action is {Words.Of(State).ToLowerInvariant()}: open it again first")
        : Milestones.FirstOrDefault(one => one.Id == milestone) is { } known && known.Text == text && known.Due == due
            ? []
        : [new MilestoneSet(milestone, text, due)];

    public IReadOnlyList<DomainEvent> ReachMilestone(Guid milestone, DateOnly on) =>
        Find(milestone).ReachedOn is null ? [new MilestoneReached(milestone, on)] : [];

    public IReadOnlyList<DomainEvent> RemoveMilestone(Guid milestone) => [new MilestoneRemoved(Find(milestone).Id)];

    public IReadOnlyList<DomainEvent> Note(string text) => [new Noted(text)];

    /// <summary>One step along <see cref="ActionMoves.Table"/>.</summary>
    public IReadOnlyList<DomainEvent> Make(ActionMove move, string? words, DateOnly today) =>
        ActionMoves.Find(State, move) is not { } step
            ? throw new RefusedException(
                $"This action is {Words.Of(State).ToLowerInvariant()}: {ActionMoves.Text(move)} is not possible now"
            )
        : step.Asks is not null && words is null ? throw new RefusedException("Enter a reason")
        : move switch
        {
            ActionMove.Start => [new Started(words)],
            ActionMove.Block => [new Blocked(words!)],
            ActionMove.Unblock => [new Unblocked(words)],
            ActionMove.Finish => [new Finished(words, today)],
            ActionMove.Reopen => [new Reopened(words!)],
            ActionMove.Withdraw => [new Withdrawn(words!)],
            _ => throw new ArgumentOutOfRangeException(nameof(move)),
        };

    private Milestone Find(Guid milestone) =>
        Milestones.FirstOrDefault(one => one.Id == milestone)
        ?? throw new NotFoundException($"There is no milestone {milestone}");

    public static Action Evolve(Action? state, DomainEvent happened) =>
        (state, happened) switch
        {
            (null, Planned e) => new(
                e.Id,
                e.Recommendations,
                e.Text,
                e.Measure,
                e.Owner,
                e.Due,
                ActionState.NotStarted,
                [],
                []
            ),
            ({ }, Reworded e) => state with { Text = e.Text, Measure = e.Measure },
            ({ }, Assigned e) => state with { Owner = e.Owner },
            ({ }, Dated e) => state with { Due = e.Due },
            ({ }, MadeToServe e) => state with { Recommendations = e.Recommendations },
            ({ }, MadeToDepend e) => state with { DependsOn = e.Actions },
            ({ }, MilestoneSet e) => state with { Milestones = With(state.Milestones, e) },
            ({ }, MilestoneReached e) => state with { Milestones = With(state.Milestones, e) },
            ({ }, MilestoneRemoved e) => state with { Milestones = With(state.Milestones, e) },
            ({ }, Started or Unblocked or Reopened) => state with { State = ActionState.InProgress },
            ({ }, Blocked) => state with { State = ActionState.Blocked },
            ({ }, Finished) => state with { State = ActionState.Done },
            ({ }, Withdrawn) => state with { State = ActionState.Withdrawn },
            ({ }, Noted) => state,
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot follow {state?.State}"),
        };

    /// <summary>The milestones after something happened to one of them, by date.</summary>
    public static Many<Milestone> With(Many<Milestone> milestones, DomainEvent happened) =>
        happened switch
        {
            MilestoneSet e =>
            [
                .. milestones
                    .Where(one => one.Id != e.Milestone)
                    .Append(
                        new(e.Milestone, e.Text, e.Due, milestones.FirstOrDefault(o => o.Id == e.Milestone)?.ReachedOn)
                    )
                    .OrderBy(one => one.Due),
            ],
            MilestoneReached e =>
            [
                .. milestones.Select(one => one.Id == e.Milestone ? one with { ReachedOn = e.On } : one),
            ],
            MilestoneRemoved e => [.. milestones.Where(one => one.Id != e.Milestone)],
            _ => milestones,
        };
}

/// <summary>A step on the way to finishing an action.</summary>
internal sealed record Milestone(Guid Id, string Text, DateOnly Due, DateOnly? ReachedOn);

/// <summary>How far an action is.</summary>
internal enum ActionState
{
    NotStarted,
    InProgress,
    Blocked,
    Done,
    Withdrawn,
}

/// <summary>What somebody does to carry an action on.</summary>
internal enum ActionMove
{
    Start,
    Block,
    Unblock,
    Finish,
    Reopen,
    Withdraw,
}

/// <summary>One row of the table of an action's moves.</summary>
/// <param name="Asks">What must be said with it; null where nothing has to be.</param>
internal sealed record ActionStep(ActionState From, ActionMove Move, ActionState To, string? Asks);

/// <summary>The life of an action as one table.</summary>
internal static class ActionMoves
{
    public static IReadOnlyList<ActionStep> Table { get; } =
    [
        new(ActionState.NotStarted, ActionMove.Start, ActionState.InProgress, null),
        new(ActionState.NotStarted, ActionMove.Finish, ActionState.Done, null),
        new(ActionState.InProgress, ActionMove.Finish, ActionState.Done, null),
        new(ActionState.NotStarted, ActionMove.Block, ActionState.Blocked, "What is it blocked by?"),
        new(ActionState.InProgress, ActionMove.Block, ActionState.Blocked, "What is it blocked by?"),
        new(ActionState.Blocked, ActionMove.Unblock, ActionState.InProgress, null),
        new(ActionState.NotStarted, ActionMove.Withdraw, ActionState.Withdrawn, "Why is it withdrawn?"),
        new(ActionState.InProgress, ActionMove.Withdraw, ActionState.Withdrawn, "Why is it withdrawn?"),
        new(ActionState.Blocked, ActionMove.Withdraw, ActionState.Withdrawn, "Why is it withdrawn?"),
        new(ActionState.Done, ActionMove.Reopen, ActionState.InProgress, "Why is it opened again?"),
        new(ActionState.Withdrawn, ActionMove.Reopen, ActionState.InProgress, "Why is it opened again?"),
    ];

    public static bool IsOpen(ActionState state) =>
        state is ActionState.NotStarted or ActionState.InProgress or ActionState.Blocked;

    public static ActionStep? Find(ActionState from, ActionMove move) =>
        Table.FirstOrDefault(one => one.From == from && one.Move == move);

    public static IEnumerable<ActionStep> From(ActionState state) => Table.Where(one => one.From == state);

    /// <summary>The button.</summary>
    public static string Text(ActionMove move) =>
        move switch
        {
            ActionMove.Start => "Start",
            ActionMove.Block => "Say that it is blocked",
            ActionMove.Unblock => "Go on",
            ActionMove.Finish => "Finish",
            ActionMove.Reopen => "Open again",
            _ => "Withdraw",
        };
}
