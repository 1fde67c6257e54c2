using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Host.Dashboard;

/// <summary>The first page: a panel of each module that has one, and what changed last.</summary>
[Allow(Policy.Read)]
internal sealed class DashboardPage(
    IEnumerable<IDashboardPanel> panels,
    Session session,
    IPermissions permissions,
    KeptAnswers kept
) : PageModel
{
    public IReadOnlyList<DashboardPanel> Panels { get; private set; } = [];

    public IReadOnlyList<ChangeLine> Changes { get; private set; } = [];

    public string Name { get; private set; } = "";

    public async Task OnGet()
    {
        var cancel = HttpContext.RequestAborted;
        var (division, me) = (session.Caller.Division, session.Caller.Actor);
        var allowed = await permissions.For(session, cancel);
        var loaded = new List<DashboardPanel>();

        foreach (var panel in panels.Where(panel => allowed.Contains(panel.Policy)).OrderBy(panel => panel.Order))
            if (await panel.Load(session, cancel) is { } shown)
                loaded.Add(shown);

        Panels = loaded;
        Changes = await kept.Rows<ChangeLine>(
            session,
            """
            select c.position, c.at, c.text, c.link, coalesce(p.name, 'Inspection') as by
            from changes c left join people p on p.division = c.division and p.id = c.actor
            where c.division = @division and c.at <= @until order by c.at desc, c.position desc limit 8
            """,
            new { division, until = session.Caller.AsAt ?? DateTimeOffset.MaxValue.AddYears(-1) },
            cancel
        );
        var names = await kept.Rows<string>(
            session,
            "select name from people where division = @division and id = @me",
            new { division, me },
            cancel
        );
        Name = names.SingleOrDefault("");
    }
}

/// <summary>One line of what changed.</summary>
internal sealed record ChangeLine(long Position, DateTimeOffset At, string Text, string Link, string By);
