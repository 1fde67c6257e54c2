using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Recommendations;

/// <summary>The actions on the dashboard: how many stand how, and which need a look first.</summary>
internal sealed class ActionsPanel(Lists lists, KeptAnswers kept, TimeProvider clock) : IDashboardPanel
{
    private static readonly (string Label, string Query, bool Alarming)[] Figures =
    [
        ("Open", "open=yes", false),
        ("Late", "due=late", true),
        ("Due in 30 days", "due=30", false),
        ("Blocked", "state=Blocked", true),
        ("No owner", "open=yes&owner=none", true),
    ];

    public int Order => 15;

    public Policy Policy => Policy.Read;

    public async Task<DashboardPanel?> Load(Session session, CancellationToken cancel)
    {
        var figures = await lists.Figures<ActionRegister>(Figures, cancel);

        // Where nothing is recorded yet, the recommendations' own panel says how to begin.
        if (figures[0].Count == 0 && (await lists.Count<ActionRegister>(cancel: cancel)).Count == 0)
            return null;

        var first = await kept.Rows<ActionRow>(
            session,
            "select * from action where division = @division and is_open and due is not null order by due, id limit 6",
            new { division = session.Caller.Division },
            cancel
        );
        var today = (session.Caller.AsAt ?? clock.GetUtcNow()).Day();

        return new("Actions", figures)
        {
            LinesTitle = "Due first",
            All = "/actions?open=yes",
            Lines =
            [
                .. first.Select(row => new PanelLine(
                    row.Text.Truncated(90),
                    $"/actions/{row.Id}",
                    $"{row.Reference}, {Words.DaysTo(row.Due!.Value, today)}"
                )
                {
                    Tag = ActionTags.Of(row, today),
                }),
            ],
        };
    }
}
