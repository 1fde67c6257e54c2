using Inspection.Kernel.Access;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Recommendations;

/// <summary>One line of the list of evidence.</summary>
internal sealed record EvidenceLine(
    Guid Id,
    int Version,
    string Title,
    EvidenceKind Kind,
    EvidenceState State,
    bool IsExpired,
    int Revision,
    Guid Recommendation,
    string? Serves,
    DateOnly EffectiveOn,
    DateOnly? ValidUntil,
    DateTimeOffset OfferedAt,
    string? Sha256,
    string? Reason
);

/// <summary>All evidence, whatever it serves.</summary>
internal sealed class EvidenceRegister : ListOf<EvidenceLine>
{
    public override string Key => "evidence";
    public override string Title => "Evidence";
    public override Policy Policy => Policy.Read;
    public override string One => "piece of evidence";
    public override string Many => "pieces of evidence";

    protected override void Describe(ListBuilder<EvidenceLine> list) =>
        list.From("evidence e", "left join recommendation r on r.division = e.division and r.id = e.recommendation")
            .Map(e => e.Serves, "coalesce(r.number, '(' || r.ordinal || ')')")
            .Map(e => e.IsExpired, "coalesce(e.state = 'Accepted' and e.valid_until < @today, false)")
            .Name(e => e.Title)
            .Column(
                "Evidence",
                e => e.Title,
                sort: "e.title",
                link: e => $"/evidence/{e.Id}",
                note: e => Words.Of(e.Kind)
            )
            .Column("Serves", e => e.Serves, sort: "r.ordinal", link: e => $"/recommendations/{e.Recommendation}")
            .Column("State", e => e.State, sort: "e.state", tag: State)
            .Column("Shows", e => e.EffectiveOn, sort: "e.effective_on")
            .Column("Good until", e => e.ValidUntil, sort: "e.valid_until", none: "Does not age")
            .Column("Came in", e => e.OfferedAt, sort: "e.offered_at")
            .Column("Version", e => e.Revision, sort: "e.revision", numeric: true, hidden: true)
            .Column("SHA-256", e => e.Sha256, key: "sha256", hidden: true)
            .Column("Reason", e => e.Reason, hidden: true)
            .Filter<EvidenceState>("state", "State", "e.state")
            .Filter(
                "holds",
                "Holds",
                new Choice("expired", "Expired", "e.state = 'Accepted' and e.valid_until < @today"),
                new Choice(
                    "30",
                    "Expires in 30 days",
                    "e.state = 'Accepted' and e.valid_until between @today and @today + 30"
                ),
                new Choice(
                    "undecided",
                    "Submitted more than 14 days ago",
                    "e.state = 'Submitted' and e.changed_at < @now - interval '14 days'"
                )
            )
            .Filter<EvidenceKind>("kind", "Kind", "e.kind")
            .DateFilter("shows", "Shows", "e.effective_on")
            .Search("e.title", "e.name", "e.text", "e.address")
            .SearchHint("Search by title, file name or words")
            .DefaultSort("-came-in")
            .Action("Requests for evidence", "/evidence/requests", Policy.Read)
            .Empty(
                "No evidence yet. It is added on the page of a recommendation",
                "Go to the recommendations",
                "/recommendations"
            );

    private static Tag State(EvidenceLine e) =>
        e.IsExpired ? new("Expired", TagColour.Red) : RecommendationTags.Of(e.State);
}
