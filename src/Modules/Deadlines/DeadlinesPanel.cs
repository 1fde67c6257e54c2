using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Deadlines;

/// <summary>The deadlines on the dashboard: one's own first, then the division's.</summary>
internal sealed class DeadlinesPanel(Lists lists, KeptAnswers kept, Kinds kinds, TimeProvider clock) : IDashboardPanel
{
    private static readonly (string Label, string Query, bool Alarming)[] Figures =
    [
        ("Mine, late", "whose=mine&due=late", true),
        ("Mine, in the next 7 days", "whose=mine&due=7", false),
        ("All late", "due=late", true),
        ("In the next 30 days", "due=30", false),
        ("No date", "due=none", true),
    ];

    public int Order => 5;

    public Policy Policy => Policy.Read;

    public async Task<DashboardPanel?> Load(Session session, CancellationToken cancel)
    {
        // Deadlines stand as they are now: of the past they say nothing.
        if (session.Caller.AsAt is not null)
            return null;

        if (
            await lists.Count([(lists.The<DeadlineRegister>(), ""), (lists.The<Inbox>(), "read=no")], cancel)
            is not [{ Count: > 0 }, var unread]
        )
            return null;

        var figures = await lists.Figures<DeadlineRegister>(Figures, cancel);
        var today = clock.Today();
        var first = await kept.Rows<DeadlineRow>(
            session,
            $"""
            select * from deadline d
            where d.division = @division and d.is_open and d.due is not null and {DeadlineRegister.Mine}
            order by d.due, d.id limit 6
            """,
            new
            {
                division = session.Caller.Division,
                me = session.Caller.Actor,
                today,
            },
            cancel
        );

        return new("Deadlines", [.. figures, new("Unread in your inbox", unread.Count, unread.Href)])
        {
            LinesTitle = "Yours, due first",
            All = "/deadlines?whose=mine",
            Lines =
            [
                .. first.Select(row => new PanelLine(
                    row.Text.Truncated(90),
                    row.Link,
                    $"{row.Reference}, {kinds.TitleOf(row.Kind).ToLowerInvariant()}, {Words.DaysTo(row.Due!.Value, today)}"
                )
                {
                    Tag = row.Due < today ? new("Late", TagColour.Red) : null,
                }),
            ],
        };
    }
}
