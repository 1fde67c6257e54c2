using Inspection.Kernel.Access;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Recommendations;

/// <summary>One line of the list of requests.</summary>
internal sealed record RequestLine(
    Guid Id,
    int Version,
    string What,
    Guid Recommendation,
    string? About,
    RequestState State,
    DateOnly Due,
    bool IsLate,
    DateOnly MadeOn
);

/// <summary>All requests for evidence.</summary>
internal sealed class EvidenceRequestRegister : ListOf<RequestLine>
{
    public override string Key => "evidence/requests";
    public override string Title => "Requests for evidence";
    public override Policy Policy => Policy.Read;
    public override string One => "request";
    public override string Many => "requests";

    protected override void Describe(ListBuilder<RequestLine> list) =>
        list.From(
                "evidence_request q",
                "left join recommendation r on r.division = q.division and r.id = q.recommendation"
            )
            .Map(q => q.About, "coalesce(r.number, '(' || r.ordinal || ')')")
            .Map(q => q.IsLate, "coalesce(q.state = 'Open' and q.due < @today, false)")
            .Name(q => q.What.Truncated(60))
            .Column("Request", q => q.What.Truncated(140), sort: "q.what", link: q => $"/evidence/requests/{q.Id}")
            .Column("About", q => q.About, sort: "r.ordinal", link: q => $"/recommendations/{q.Recommendation}")
            .Column("Due", q => q.Due, sort: "q.due")
            .Column(
                "State",
                q => q.State,
                sort: "q.state",
                tag: q =>
                    q.IsLate ? new("Late", TagColour.Red)
                    : q.State == RequestState.Answered ? new("Answered", TagColour.Green)
                    : new(Words.Of(q.State), TagColour.Grey)
            )
            .Column("Made", q => q.MadeOn, sort: "q.made_on", hidden: true)
            .Filter(
                "whose",
                "Whose",
                new Choice("mine", "Asked of me", "q.asked = @me"),
                new Choice("asked", "Asked by me", "q.asker = @me")
            )
            .Filter(
                "due",
                "Due",
                new Choice("late", "Late", "q.state = 'Open' and q.due < @today"),
                new Choice("30", "In the next 30 days", "q.state = 'Open' and q.due between @today and @today + 30")
            )
            .Filter<RequestState>("state", "State", "q.state")
            .Search("q.what")
            .DefaultSort("due")
            .Empty(
                "No requests yet. Ask for evidence on the page of a recommendation",
                "Go to the recommendations",
                "/recommendations"
            );
}
