using Inspection.Kernel;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>A recommendation as the register and its own page show it.</summary>
[ReadModel(
    "recommendations.recommendation",
    Indexes = [
        "report, ordinal",
        "due, id",
        "due, id where is_open",
        "status, due",
        "text_key",
        "id where is_open and coalesce(cardinality(owners), 0) = 0",
        "review_on where is_open and review_on is not null",
        "next_review where next_review is not null",
        "latest_rating where latest_rating is not null",
        "id where asked_due is not null",
        "id where needs_revalidation",
        "id where sustained",
        "id where not_accepted",
        "id where has_links",
    ]
)]
internal sealed record RecommendationRow
{
    public Guid Id { get; init; }
    public int Version { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
    public Guid Report { get; init; }
    public int Ordinal { get; init; }
    public string? Number { get; init; }

    /// <summary>The list in the document that the number belongs to, where numbering restarts.</summary>
    public string? Section { get; init; }
    public ItemKind Kind { get; init; }
    public string Text { get; init; } = "";
    public string? Response { get; init; }
    public Position Position { get; init; }
    public PositionSource? PositionSource { get; init; }
    public string? Reason { get; init; }

    /// <summary>The day it is due, as a person set it or as the printed words name it.</summary>
    public DateOnly? Due { get; init; }

    /// <summary>The words printed in the document, beside which every date is shown.</summary>
    public string? DueWords { get; init; }
    public DatePrecision DuePrecision { get; init; }

    /// <summary>The day that the document named; it never changes.</summary>
    public DateOnly? OriginalDue { get; init; }
    public DateOnly? ReviewOn { get; init; }
    public DateOnly RecordedOn { get; init; }
    public Guid[] Owners { get; init; } = [];
    public Guid? Accountable { get; init; }
    public RecommendationStatus Status { get; init; }

    /// <summary>Something is to be done about it: neither ended, nor rejected without a plan.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The division rejected it and has no plan for it: neither open nor ended.</summary>
    public bool NotAccepted { get; init; }
    public Priority Priority { get; init; }
    public string? ServedBy { get; init; }
    public string? InspectorateRating { get; init; }
    public Many<Part> Parts { get; init; } = [];
    public Many<Link> Links { get; init; } = [];

    /// <summary>So that the few rows with links are found without reading all.</summary>
    public bool HasLinks { get; init; }
    public int Notes { get; init; }

    /// <summary>Who submitted the plan; somebody else approves it.</summary>
    public Guid? Planner { get; init; }

    /// <summary>Who is to validate completion, or has done so.</summary>
    public Guid? Validator { get; init; }
    public DateOnly? ClosedOn { get; init; }

    /// <summary>What was signed at validation; null before it.</summary>
    public Seal? Seal { get; init; }

    /// <summary>Something that was signed has changed since.</summary>
    public bool NeedsRevalidation { get; init; }

    /// <summary>How often a later date was approved, and how often of those it was asked for only after the date had passed.</summary>
    public int Slips { get; init; }
    public int UnexplainedSlips { get; init; }

    /// <summary>Another date that was asked for and is not decided.</summary>
    public DateOnly? AskedDue { get; init; }
    public string? AskedReason { get; init; }
    public Guid? AskedBy { get; init; }
    public bool AskedInTime { get; init; }

    /// <summary>The embeddedness reviews held since closure, in months after it, and the day of the next one.</summary>
    public Many<int> Embedded { get; init; } = [];
    public DateOnly? NextReview { get; init; }

    /// <summary>Closed, and found to hold a year later.</summary>
    public bool Sustained { get; init; }

    /// <summary>What the inspectorate said of it at follow-ups, newest last.</summary>
    public Many<GivenRating> Ratings { get; init; } = [];

    /// <summary>The newest of them, of the whole or of the part that is worst, and what it is of.</summary>
    public string? LatestRating { get; init; }
    public string? LatestRatingOf { get; init; }
    public DateOnly? RatedOn { get; init; }

    /// <summary>From the third slip on the Board is told by name.</summary>
    public bool NamedToBoard => Slips >= 3;

    /// <summary>How a person refers to it: "Issue to address 3".</summary>
    public string Called =>
        Number is null ? $"{Words.Of(Kind)} ({Ordinal} in the document)" : $"{Words.Of(Kind)} {Number}";

    /// <summary>The text without spaces, case and punctuation, hashed: equal texts are found whatever their layout.</summary>
    public string TextKey { get; init; } = "";
}

internal sealed class RecommendationProjection : Projection<Recommendation, RecommendationRow>
{
    public override RecommendationRow? Evolve(RecommendationRow? row, Happened happened) =>
        (row, happened.Data) switch
        {
            (_, Recommendation.Recorded e) => In(
                new()
                {
                    Id = e.Id,
                    Report = e.Report,
                    Ordinal = e.Ordinal,
                    Number = e.Number,
                    Section = e.Group,
                    Kind = e.Kind,
                    Text = e.Text,
                    Response = e.Response,
                    Position = e.Position,
                    PositionSource = e.PositionSource,
                    Reason = e.Reason,
                    Due = e.Due.Date,
                    DueWords = e.Due.Text is "" ? null : e.Due.Text,
                    DuePrecision = e.Due.Precision,
                    OriginalDue = e.Due.Date,
                    TextKey = TextKeys.Of(e.Text),
                    RecordedOn = happened.At.Day(),
                    InspectorateRating = e.InspectorateRating,
                    Parts = e.Parts,
                },
                Recommendation.StatusOf(e.Kind)
            ),
            (null, _) => null,
            (_, Recommendation.Assigned e) => row with { Owners = [.. e.Owners], Accountable = e.Accountable },
            (_, Recommendation.Dated e) => row with
            {
                Due = e.Due,
                OriginalDue = row.OriginalDue ?? e.Due,
                DuePrecision = DatePrecision.Day,
            },
            (_, Recommendation.ReviewSet e) => row with { ReviewOn = e.On },
            (_, Recommendation.Prioritised e) => row with { Priority = e.Priority },
            (_, Recommendation.Noted) => row with { Notes = row.Notes + 1 },
            (_, Recommendation.PlanSubmitted e) => In(row, RecommendationStatus.PlanSubmitted) with { Planner = e.By },
            (_, Recommendation.PlanApproved) => In(row, RecommendationStatus.InProgress),
            (_, Recommendation.PlanReturned or Recommendation.PlanReopened) => In(row, RecommendationStatus.NotStarted),
            (_, Recommendation.CompletionClaimed e) => In(row, RecommendationStatus.AwaitingValidation) with
            {
                Validator = e.Validator,
            },
            (_, Recommendation.CompletionReturned) => In(row, RecommendationStatus.InProgress) with
            {
                Validator = null,
            },
            (_, Recommendation.CompletionValidated e) => Validated(row, e),
            (_, Recommendation.Closed e) => NothingAsked(In(row, e.Outcome)) with { ClosedOn = e.On },
            (_, Recommendation.Reopened) => In(row, Moves.AfterReopening(row.Status)) with
            {
                ClosedOn = null,
                Seal = null,
                NeedsRevalidation = false,
                NextReview = null,
                Sustained = false,
                Validator = null,
            },
            (_, Recommendation.SealBroken) => row with { NeedsRevalidation = true },
            (_, Recommendation.EmbeddednessReviewed e) => Reviewed(row, e),
            (_, Recommendation.RevisionAsked e) => row with
            {
                AskedDue = e.Due,
                AskedReason = e.Reason,
                AskedBy = e.By,
                AskedInTime = e.InTime,
            },
            (_, Recommendation.RevisionApproved e) => NothingAsked(row) with
            {
                Due = e.Due,
                DuePrecision = DatePrecision.Day,
                Slips = row.Slips + (e.Slipped ? 1 : 0),
                UnexplainedSlips = row.UnexplainedSlips + (e is { Slipped: true, InTime: false } ? 1 : 0),
            },
            (_, Recommendation.RevisionRefused) => NothingAsked(row),
            (_, Recommendation.Rated e) => Rated(row, [.. row.Ratings, new(e.Report, e.Part, e.Rating, e.Scale, e.On)]),
            (_, Recommendation.Served e) => row with { ServedBy = e.Module },
            (_, Recommendation.Linked e) => Linked(row, [.. row.Links, new(e.Other, e.Relation)]),
            (_, Recommendation.Unlinked e) => Linked(
                row,
                [.. row.Links.Where(link => link != new Link(e.Other, e.Relation))]
            ),
            _ => row,
        };

    private static RecommendationRow In(RecommendationRow row, RecommendationStatus status)
    {
        var notAccepted = row.Position == Position.Rejected && status == RecommendationStatus.NotStarted;
        return row with { Status = status, IsOpen = Moves.IsOpen(status) && !notAccepted, NotAccepted = notAccepted };
    }

    private static RecommendationRow Validated(RecommendationRow row, Recommendation.CompletionValidated e) =>
        row.Status == RecommendationStatus.Implemented
            ? row with
            {
                Seal = e.Seal,
                NeedsRevalidation = false,
                Validator = e.By,
            }
            : NothingAsked(In(row, RecommendationStatus.Implemented)) with
            {
                Seal = e.Seal,
                Validator = e.By,
                ClosedOn = e.On,
                Embedded = [],
                NextReview = e.On.AddMonths(Recommendation.Reviews[0]),
            };

    private static RecommendationRow Reviewed(RecommendationRow row, Recommendation.EmbeddednessReviewed e)
    {
        Many<int> held = [.. row.Embedded, e.Months];
        var next = Recommendation.Reviews.Except(held).ToList();
        return row with
        {
            Embedded = held,
            NextReview = e.Embedded && next.Count > 0 ? row.ClosedOn!.Value.AddMonths(next[0]) : null,
            Sustained = e.Embedded && next.Count == 0,
        };
    }

    private static RecommendationRow Rated(RecommendationRow row, Many<GivenRating> ratings)
    {
        var latest = LatestRating.Among(ratings);
        return row with
        {
            Ratings = ratings,
            LatestRating = latest?.Rating,
            LatestRatingOf = latest?.Of,
            RatedOn = latest?.On,
        };
    }

    private static RecommendationRow NothingAsked(RecommendationRow row) =>
        row with
        {
            AskedDue = null,
            AskedReason = null,
            AskedBy = null,
            AskedInTime = false,
        };

    private static RecommendationRow Linked(RecommendationRow row, Many<Link> links) =>
        row with
        {
            Links = links,
            HasLinks = links.Count > 0,
        };
}

/// <summary>A rating that an inspectorate gave.</summary>
/// <param name="Report">The follow-up report that says so.</param>
/// <param name="Part">The part that was rated, from 1; null is the whole.</param>
/// <param name="On">When the report was published.</param>
internal sealed record GivenRating(Guid Report, int? Part, string Rating, string Scale, DateOnly? On);
