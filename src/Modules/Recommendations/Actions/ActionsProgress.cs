using System.Text.Json;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Recommendations;

/// <summary>How far the storing of a spreadsheet of actions is, and at its end what became of each row.</summary>
[Allow(Policy.Manage)]
internal sealed class ActionsProgressPage(Session session) : PageModel
{
    private const string EverySecond = "1";

    public ActionsProgress Progress { get; private set; } = null!;

    /// <summary>What became of each row; null until all are done.</summary>
    public IReadOnlyList<ImportedRow>? Results { get; private set; }

    public async Task OnGet(Guid id)
    {
        Progress =
            await session.One<ActionsProgress>(
                $"""
                select id, name, rows, done, results::text as results, {ActionStoring.IsRunning} as running
                from action_draft where id = @id and rows is not null
                """,
                new { id },
                HttpContext.RequestAborted
            ) ?? throw new NotFoundException($"Import {id} was not confirmed");

        if (Progress.Results is { } results)
            Results = JsonSerializer.Deserialize<IReadOnlyList<ImportedRow>>(results, EventTypes.Json);

        // The page looks again by itself, without script.
        if (Progress.Running)
            Response.Headers["Refresh"] = EverySecond;
    }

    public static Tag TagOf(ImportedRow one) =>
        one switch
        {
            { Refused: not null } => new("Refused", TagColour.Red),
            { Outcome: RowOutcome.Error } => new("Error, not stored", TagColour.Red),
            { Outcome: RowOutcome.Added } => new("Added", TagColour.Green),
            { Outcome: RowOutcome.Changed } => new("Changed", TagColour.Blue),
            _ => new("Unchanged", TagColour.Grey),
        };
}

/// <summary>A spreadsheet of actions that somebody confirmed.</summary>
/// <param name="Rows">How many are to be stored.</param>
/// <param name="Done">How many of them have had their turn.</param>
internal sealed record ActionsProgress(Guid Id, string Name, int Rows, int Done, string? Results, bool Running);
