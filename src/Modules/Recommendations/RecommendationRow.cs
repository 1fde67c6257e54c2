using Inspection.Kernel;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>A recommendation as the register and its own page show it.</summary>
[ReadModel(
    "recommendations.recommendation",
    Indexes = ["report, ordinal", "due", "status, due", "text_key", "has_links"]
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
    public Guid[] Owners { get; init; } = [];
    public Guid? Accountable { get; init; }
    public RecommendationStatus Status { get; init; }
    public bool IsOpen { get; init; }
    public Priority Priority { get; init; }
    public string? ServedBy { get; init; }
    public string? InspectorateRating { get; init; }
    public Many<Part> Parts { get; init; } = [];
    public Many<Link> Links { get; init; } = [];

    /// <summary>So that the few rows with links are found without reading all.</summary>
    public bool HasLinks { get; init; }
    public int Notes { get; init; }

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
            (_, Recommendation.Recorded e) => new()
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
                Status = Recommendation.StatusOf(e.Kind),
                IsOpen = Recommendation.StatusOf(e.Kind) == RecommendationStatus.NotStarted,
                TextKey = TextKeys.Of(e.Text),
                InspectorateRating = e.InspectorateRating,
                Parts = e.Parts,
            },
            (null, _) => null,
            (_, Recommendation.Assigned e) => row with { Owners = [.. e.Owners], Accountable = e.Accountable },
            (_, Recommendation.Dated e) => row with { Due = e.Due, DuePrecision = DatePrecision.Day },
            (_, Recommendation.ReviewSet e) => row with { ReviewOn = e.On },
            (_, Recommendation.Prioritised e) => row with { Priority = e.Priority },
            (_, Recommendation.Noted) => row with { Notes = row.Notes + 1 },
            (_, Recommendation.StatusChanged e) => row with
            {
                Status = e.Status,
                IsOpen = e.Status is RecommendationStatus.NotStarted or RecommendationStatus.InProgress,
            },
            (_, Recommendation.Served e) => row with { ServedBy = e.Module },
            (_, Recommendation.Linked e) => Linked(row, [.. row.Links, new(e.Other, e.Relation)]),
            (_, Recommendation.Unlinked e) => Linked(
                row,
                [.. row.Links.Where(link => link != new Link(e.Other, e.Relation))]
            ),
            _ => row,
        };

    private static RecommendationRow Linked(RecommendationRow row, Many<Link> links) =>
        row with
        {
            Links = links,
            HasLinks = links.Count > 0,
        };
}
