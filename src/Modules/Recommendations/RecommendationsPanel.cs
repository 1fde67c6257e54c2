using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Recommendations;

/// <summary>The recommendations on the dashboard: how many stand how, and which need a look first.</summary>
internal sealed class RecommendationsPanel(Lists lists, KeptAnswers kept, TimeProvider clock) : IDashboardPanel
{
    private static readonly (string Label, string Query, bool Alarming)[] Figures =
    [
        ("Open", "open=yes", false),
        ("Late", "due=late", true),
        ("Due in 30 days", "due=30", false),
        ("Due in 90 days", "due=90", false),
        ("No date", "due=none", false),
        ("Not accepted", "open=not-accepted", false),
        ("Review is due", "due=review", true),
        ("No owner", "open=yes&owner=none", true),
        ("Plans to approve", "status=PlanSubmitted", false),
        ("Dates to decide", "needs=date-decision", false),
        ("Awaiting validation", "status=AwaitingValidation", false),
        ("Implemented", "status=Implemented", false),
        ("Sustained", "outcome=sustained", false),
        ("Embeddedness review due", "needs=embeddedness", true),
        ("To be validated again", "needs=revalidation", true),
    ];

    public int Order => 10;

    public Policy Policy => Policy.Read;

    public async Task<DashboardPanel?> Load(Session session, CancellationToken cancel)
    {
        var figures = await lists.Figures<RecommendationRegister>(Figures, cancel);
        var begun = figures[0].Count > 0 || (await lists.Count<RecommendationRegister>(cancel: cancel)).Count > 0;
        var first = await kept.Rows<RecommendationRow>(
            session,
            "select * from recommendation where division = @division and is_open and due is not null order by due, id limit 6",
            new { division = session.Caller.Division },
            cancel
        );
        var today = (session.Caller.AsAt ?? clock.GetUtcNow()).Day();

        return new("Recommendations", figures)
        {
            LinesTitle = "Days to target",
            All = "/recommendations?open=yes&sort=due",
            Lines =
            [
                .. first.Select(row => new PanelLine(
                    row.Text.Truncated(90),
                    $"/recommendations/{row.Id}",
                    $"{row.Called}, {Words.DaysTo(row.Due!.Value, today)}"
                )
                {
                    Tag = RecommendationTags.Status(row, today),
                }),
            ],
            Empty = begun
                ? null
                : new(
                    "Import an inspection report to begin",
                    "/import",
                    "Its recommendations are read for you to check."
                ),
        };
    }
}
