using Inspection.Kernel;
using Inspection.Kernel.Events;

namespace Inspection.Recommendations;

/// <summary>A piece of evidence as lists and its own page show it.</summary>
[ReadModel(
    "recommendations.evidence",
    Indexes = ["recommendation", "serves_many", "state, valid_until", "file", "request"]
)]
internal sealed record EvidenceRow
{
    public Guid Id { get; init; }
    public int Version { get; init; }
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>The first recommendation it serves; the others are in <see cref="Also"/>.</summary>
    public Guid Recommendation { get; init; }
    public Guid[] Also { get; init; } = [];
    public bool ServesMany { get; init; }
    public Many<Served> Serves { get; init; } = [];
    public string Title { get; init; } = "";
    public EvidenceState State { get; init; }
    public int Revision { get; init; } = 1;
    public EvidenceKind Kind { get; init; }
    public Guid? File { get; init; }

    /// <summary>The files of all versions, but those that were removed.</summary>
    public Guid[] Files { get; init; } = [];
    public string? Name { get; init; }
    public string? Sha256 { get; init; }
    public string? Address { get; init; }
    public string? Text { get; init; }

    /// <summary>The day it shows, which the person says; <see cref="OfferedAt"/> is when it came in, which nobody can change.</summary>
    public DateOnly EffectiveOn { get; init; }
    public DateOnly? ValidUntil { get; init; }
    public DateTimeOffset OfferedAt { get; init; }
    public Guid OfferedBy { get; init; }
    public Guid? SubmittedBy { get; init; }
    public Guid? DecidedBy { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why it was rejected or withdrawn, or its file removed.</summary>
    public string? Reason { get; init; }

    /// <summary>The request it answers.</summary>
    public Guid? Request { get; init; }

    public bool HasLostItsFile => File is { } file && !Files.Contains(file);

    public bool IsExpired(DateOnly today) => State == EvidenceState.Accepted && ValidUntil < today;

    /// <summary>Rows of <c>evidence e</c> that serve the recommendation <c>@recommendation</c>.</summary>
    public const string Serving =
        "(e.recommendation = @recommendation or (e.serves_many and @recommendation = any (e.also)))";
}

internal sealed class EvidenceProjection : Projection<Evidence, EvidenceRow>
{
    public override EvidenceRow? Evolve(EvidenceRow? row, Happened happened) =>
        (row, happened.Data) switch
        {
            (_, Evidence.Offered e) => Serving(
                Holding(
                    new()
                    {
                        Id = e.Id,
                        Title = e.Title,
                        EffectiveOn = e.EffectiveOn,
                        ValidUntil = e.ValidUntil,
                        OfferedAt = happened.At,
                        OfferedBy = happened.Actor,
                        Request = e.Request,
                    },
                    e.Content
                ),
                e.Serves
            ),
            (null, _) => null,
            (_, Evidence.Replaced e) => Holding(
                row with
                {
                    State = EvidenceState.Draft,
                    Revision = e.Revision,
                    OfferedAt = happened.At,
                    OfferedBy = happened.Actor,
                    SubmittedBy = null,
                    DecidedBy = null,
                    DecidedAt = null,
                    Reason = null,
                },
                e.Content
            ),
            (_, Evidence.Dated e) => row with { EffectiveOn = e.EffectiveOn, ValidUntil = e.ValidUntil },
            (_, Evidence.MadeToServe e) => Serving(row, e.Serves),
            (_, Evidence.Submitted e) => row with { State = EvidenceState.Submitted, SubmittedBy = e.By },
            (_, Evidence.Accepted e) => row with
            {
                State = EvidenceState.Accepted,
                DecidedBy = e.By,
                DecidedAt = e.At,
                Reason = null,
            },
            (_, Evidence.Rejected e) => row with
            {
                State = EvidenceState.Rejected,
                DecidedBy = e.By,
                DecidedAt = e.At,
                Reason = e.Reason,
            },
            (_, Evidence.FileRemoved e) => (
                e.File == row.File && row.State != EvidenceState.Withdrawn
                    ? row with
                    {
                        State = EvidenceState.Draft,
                        SubmittedBy = null,
                        DecidedBy = null,
                        DecidedAt = null,
                        Reason = e.Reason,
                    }
                    : row
            ) with
            {
                Files = [.. row.Files.Where(file => file != e.File)],
            },
            (_, Evidence.Withdrawn e) => row with { State = EvidenceState.Withdrawn, Reason = e.Reason },
            _ => row,
        };

    private static EvidenceRow Holding(EvidenceRow row, Content content) =>
        row with
        {
            Kind = content.Kind,
            File = content.File,
            Files = content.File is { } file ? [.. row.Files, file] : row.Files,
            Name = content.Name,
            Sha256 = content.Sha256,
            Address = content.Address,
            Text = content.Text,
        };

    private static EvidenceRow Serving(EvidenceRow row, Many<Served> serves)
    {
        Guid[] recommendations = [.. serves.Select(one => one.Recommendation).Distinct()];
        return row with
        {
            Serves = serves,
            Recommendation = recommendations[0],
            Also = recommendations[1..],
            ServesMany = recommendations.Length > 1,
        };
    }
}
