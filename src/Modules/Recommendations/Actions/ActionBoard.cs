using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui.Lists;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Recommendations;

/// <summary>The register of actions shown in another way, by the same filters in the same address.</summary>
internal abstract class ActionViewPage(Lists lists, Session session, IPermissions permissions, TimeProvider clock)
    : PageModel
{
    /// <summary>The register's first rows for the filter.</summary>
    public ListPart<ActionLine> Part { get; private set; } = null!;

    public DateOnly Today { get; private set; }

    /// <summary>Whether moves are offered; whether one is allowed is said where it is made.</summary>
    public bool MayContribute { get; private set; }

    protected async Task Load(int most)
    {
        Part = await First($"{Request.QueryString}".TrimStart('?'), most);
        Today = (session.Caller.AsAt ?? clock.GetUtcNow()).Day();
        MayContribute =
            session.Caller.AsAt is null
            && (await permissions.For(session, HttpContext.RequestAborted)).Contains(Policy.Contribute);
    }

    protected Task<ListPart<ActionLine>> First(string query, int most) =>
        lists.First<ActionRegister, ActionLine>(query, most, HttpContext.RequestAborted);

    /// <summary>Another page about the same actions.</summary>
    public string With(string path) => Part.Query == "" ? path : $"{path}?{Part.Query}";
}

/// <summary>One column of the board.</summary>
/// <param name="Total">How many there are; not all of them are cards.</param>
/// <param name="Href">The list with all of them.</param>
internal sealed record BoardColumn(ActionState State, IReadOnlyList<ActionLine> Cards, int Total, string Href);

[Allow(Policy.Read)]
internal sealed class ActionBoardPage(Lists lists, Session session, IPermissions permissions, TimeProvider clock)
    : ActionViewPage(lists, session, permissions, clock)
{
    /// <summary>The most cards of a column: who wants more wants the list.</summary>
    public const int MostCards = 50;

    public IReadOnlyList<BoardColumn> Columns { get; private set; } = [];

    public async Task OnGet()
    {
        await Load(1);
        var chosen = Part.Choices.First(filter => filter.Key == "state").Chosen;
        var columns = new List<BoardColumn>();

        foreach (var state in Enum.GetValues<ActionState>())
            if (chosen.Count == 0 || chosen.Contains($"{state}"))
            {
                var part = await Of(state);
                columns.Add(new(state, part.Rows, part.Total, part.Href));
            }

        Columns = columns;
    }

    // One state only, whichever were chosen.
    private Task<ListPart<ActionLine>> Of(ActionState state) =>
        First(
            string.Join(
                '&',
                Part.Query.Split('&')
                    .Where(part => part != "" && !part.StartsWith("state=", StringComparison.Ordinal))
                    .Append($"state={state}")
            ),
            MostCards
        );
}
