using Inspection.Kernel;

namespace Inspection.Recommendations;

/// <summary>When accepted evidence ceases to prove anything: whoever offered it brings newer.</summary>
internal sealed class EvidenceDeadlines : Deadlines<EvidenceRow>
{
    private static readonly DeadlineKind Expires = new(
        "evidence-expires",
        "Evidence expires",
        nameof(EvidenceRow.ValidUntil)
    );

    public override IReadOnlyList<DeadlineKind> Kinds => [Expires];

    public override IEnumerable<Deadline> Of(EvidenceRow row)
    {
        if (row.ValidUntil is not null)
            yield return new(
                Expires,
                "A piece of evidence",
                row.Title,
                $"/evidence/{row.Id}",
                row.ValidUntil,
                row.State == EvidenceState.Accepted
            )
            {
                People = [row.OfferedBy],
            };
    }
}

/// <summary>Until when somebody is asked for evidence.</summary>
internal sealed class EvidenceRequestDeadlines : Deadlines<EvidenceRequestRow>
{
    private static readonly DeadlineKind Due = new(
        "evidence-request-due",
        "Evidence asked for",
        nameof(EvidenceRequestRow.Due)
    );

    public override IReadOnlyList<DeadlineKind> Kinds => [Due];

    public override IEnumerable<Deadline> Of(EvidenceRequestRow row) =>
        [
            new(
                Due,
                "A request for evidence",
                row.What,
                $"/evidence/requests/{row.Id}",
                row.Due,
                row.State == RequestState.Open
            )
            {
                People = [row.Asked],
            },
        ];
}
