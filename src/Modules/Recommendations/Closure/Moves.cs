using Inspection.Kernel.Access;
using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>What somebody does to carry a recommendation from one status to the next.</summary>
internal enum Move
{
    SubmitPlan,
    ApprovePlan,
    ReturnPlan,
    ReopenPlan,
    ClaimCompletion,
    ReturnCompletion,
    ValidateCompletion,
    Revalidate,
    CloseNotImplemented,
    CloseSuperseded,
    CloseNoLongerApplicable,
    Reopen,
}

/// <summary>One row of the table of moves.</summary>
/// <param name="Policy">Who may; owners move what they own, managers everything.</param>
/// <param name="Asks">What must be said with it; null where nothing has to be.</param>
internal sealed record Transition(
    RecommendationStatus From,
    Move Move,
    RecommendationStatus To,
    Policy Policy,
    string? Asks
);

/// <summary>A move that somebody makes.</summary>
/// <param name="By">Who.</param>
/// <param name="Owns">Whether they hold, or held since the recommendation was recorded, a post that owns it or one of its actions.</param>
/// <param name="On">The day.</param>
/// <param name="Words">The reason, statement or note that goes with it.</param>
internal sealed record MoveMade(Move Move, Guid By, bool Owns, DateOnly On, string? Words)
{
    /// <summary>Who is to validate, where completion is claimed.</summary>
    public Guid? Validator { get; init; }

    /// <summary>Whether that person owns the recommendation or one of its actions.</summary>
    public bool ValidatorOwns { get; init; }

    /// <summary>The plan and its proof, where the move depends on them.</summary>
    public ClosingFacts? Facts { get; init; }
}

/// <summary>
/// The whole life of a recommendation as one table: decisions ask it, the page draws it, the tests are made from it.
/// </summary>
internal static class Moves
{
    public const string NotYours =
        "You own this recommendation or one of its actions, or did so while it was worked on: somebody else has to do this";

    private const RecommendationStatus NotStarted = RecommendationStatus.NotStarted;
    private const RecommendationStatus Submitted = RecommendationStatus.PlanSubmitted;
    private const RecommendationStatus InProgress = RecommendationStatus.InProgress;
    private const RecommendationStatus Awaiting = RecommendationStatus.AwaitingValidation;
    private const RecommendationStatus Implemented = RecommendationStatus.Implemented;

    public static IReadOnlyList<RecommendationStatus> Open { get; } = [NotStarted, Submitted, InProgress, Awaiting];

    public static IReadOnlyList<Transition> Table { get; } =
    [
        new(NotStarted, Move.SubmitPlan, Submitted, Policy.Contribute, null),
        new(Submitted, Move.ApprovePlan, InProgress, Policy.Manage, null),
        new(Submitted, Move.ReturnPlan, NotStarted, Policy.Manage, "Why is the plan returned?"),
        new(InProgress, Move.ReopenPlan, NotStarted, Policy.Contribute, "Why does the plan change?"),
        new(
            InProgress,
            Move.ClaimCompletion,
            Awaiting,
            Policy.Contribute,
            "What was done, and what changed because of it?"
        ),
        new(Awaiting, Move.ReturnCompletion, InProgress, Policy.Contribute, "What is missing?"),
        new(
            Awaiting,
            Move.ValidateCompletion,
            Implemented,
            Policy.Contribute,
            "What did you check, and what did you find?"
        ),
        new(Implemented, Move.Revalidate, Implemented, Policy.Contribute, "What did you check, and what did you find?"),
        .. Open.SelectMany(Endings),
        Reopening(Implemented),
        Reopening(RecommendationStatus.NotImplemented),
        Reopening(RecommendationStatus.Superseded),
        Reopening(RecommendationStatus.NoLongerApplicable),
    ];

    public static bool IsOpen(RecommendationStatus status) => Open.Contains(status);

    public static Transition? Find(RecommendationStatus from, Move move) =>
        Table.FirstOrDefault(one => one.From == from && one.Move == move);

    /// <summary>What can be done next from a status.</summary>
    public static IEnumerable<Transition> From(RecommendationStatus status) => Table.Where(one => one.From == status);

    /// <summary>What was implemented had an approved plan, which stands; anything else begins with one.</summary>
    public static RecommendationStatus AfterReopening(RecommendationStatus status) =>
        status == Implemented ? InProgress : NotStarted;

    public static string Refusal(RecommendationStatus status, Move move) =>
        status == RecommendationStatus.ForInformation
            ? "This is for information: there is nothing to do"
            : $"This recommendation is {Words.Of(status).ToLowerInvariant()}: {Text(move)} is not possible now";

    /// <summary>What stands in the way of a move that the table allows; empty where nothing does.</summary>
    public static IReadOnlyList<string> Missing(Recommendation recommendation, MoveMade made) =>
        made.Move switch
        {
            Move.SubmitPlan => [.. NoOwner(recommendation), .. made.Facts!.MissingFromPlan()],
            Move.ApprovePlan when made.By == recommendation.Planner =>
            [
                "You submitted this plan: somebody else has to approve it",
            ],
            Move.ApprovePlan => [.. made.Facts!.MissingFromPlan()],
            Move.ClaimCompletion => [.. ValidatorOf(made), .. made.Facts!.MissingFromProof(made.On)],
            Move.ValidateCompletion when made.By != recommendation.Validator =>
            [
                "Somebody else was named to validate this: ask for it to be returned if you should do it instead",
            ],
            Move.Revalidate when recommendation.Seal is not null =>
            [
                "Nothing has changed since it was validated: there is nothing to validate again",
            ],
            Move.ValidateCompletion or Move.Revalidate =>
            [
                .. made.Owns ? [NotYours] : Array.Empty<string>(),
                .. made.Facts!.MissingFromProof(made.On),
            ],
            _ => [],
        };

    /// <summary>The button.</summary>
    public static string Text(Move move) =>
        move switch
        {
            Move.SubmitPlan => "Submit the plan",
            Move.ApprovePlan => "Approve the plan",
            Move.ReturnPlan => "Return the plan",
            Move.ReopenPlan => "Change the plan",
            Move.ClaimCompletion => "Submit for validation",
            Move.ReturnCompletion => "Return for more work",
            Move.ValidateCompletion => "Validate completion",
            Move.Revalidate => "Validate again",
            Move.CloseNotImplemented => "Close as not implemented",
            Move.CloseSuperseded => "Close as superseded",
            Move.CloseNoLongerApplicable => "Close as no longer applicable",
            _ => "Open again",
        };

    /// <summary>Who may make a move, in words.</summary>
    public static string Who(Transition step) =>
        step.Move switch
        {
            Move.ApprovePlan => "Someone who manages the work, not who submitted the plan",
            Move.ValidateCompletion => "The person who was named, who owns none of it",
            Move.Revalidate => "Someone who owns none of it",
            Move.ReturnCompletion => "The person who was named, an owner, or someone who manages the work",
            _ when step.Policy == Policy.Manage => "Someone who manages the work",
            _ => "An owner, or someone who manages the work",
        };

    private static Transition Reopening(RecommendationStatus from) =>
        new(from, Move.Reopen, AfterReopening(from), Policy.Manage, "Why is it opened again?");

    private static IEnumerable<Transition> Endings(RecommendationStatus from) =>
        [
            new(
                from,
                Move.CloseNotImplemented,
                RecommendationStatus.NotImplemented,
                Policy.Manage,
                "Why will it not be implemented?"
            ),
            new(
                from,
                Move.CloseSuperseded,
                RecommendationStatus.Superseded,
                Policy.Manage,
                "What has taken its place?"
            ),
            new(
                from,
                Move.CloseNoLongerApplicable,
                RecommendationStatus.NoLongerApplicable,
                Policy.Manage,
                "Why does it no longer apply?"
            ),
        ];

    private static IEnumerable<string> NoOwner(Recommendation recommendation) =>
        recommendation.Owners.Count == 0 ? ["Assign an owner before the plan is submitted"] : [];

    private static IEnumerable<string> ValidatorOf(MoveMade made) =>
        made.Validator is null ? ["Select who is to validate it"]
        : made.ValidatorOwns
            ?
            [
                "The validator owns this recommendation or one of its actions, or did so while it was worked on: name somebody else",
            ]
        : [];
}
