using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Recommendations;

/// <summary>Shows what a spreadsheet of actions comes to, row by row, and stores it when somebody confirms.</summary>
[Allow(Policy.Manage)]
internal sealed class ConfirmActionsPage(Session session, ActionImport import, ActionStoring storing) : PageModel
{
    /// <summary>Few rows are done before anybody is shown how far they are.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [BindProperty]
    public Guid CommandId { get; set; } = Guid.CreateVersion7();

    /// <summary>Whether one error is to stop all rows.</summary>
    [BindProperty]
    public bool AllOrNothing { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public string Name { get; private set; } = "";

    public ImportPlan Plan { get; private set; } = null!;

    /// <summary>How many rows had had their turn when storing was broken off; null where it was not.</summary>
    public int? BrokenOff { get; private set; }

    public async Task OnGet(Guid id)
    {
        // An old dry run may have been opened by a link only: nothing is read from its address.
        ModelState.Clear();
        await Load(id);
    }

    public async Task<IActionResult> OnPost(Guid id)
    {
        await Load(id);

        if (AllOrNothing && Plan.Count(RowOutcome.Error) > 0)
            ModelState.AddModelError(
                nameof(AllOrNothing),
                "Put the rows with errors right first, or choose to store the others"
            );
        if (Plan.SomeAreLater && Reason.Typed() is null)
            ModelState.AddModelError(nameof(Reason), "Enter why actions will be late");
        if (Reason?.Length > 1000)
            ModelState.AddModelError(nameof(Reason), "The reason must be 1,000 characters or fewer");

        if (ModelState.ErrorCount > 0)
            return Page();

        var done = await storing.Begin(session.Caller with { Command = CommandId }, id, Plan);
        await Task.WhenAny(done, Task.Delay(Patience, HttpContext.RequestAborted));
        return LocalRedirect($"/actions/import/{id}/progress");
    }

    public static Tag TagOf(RowOutcome outcome) =>
        outcome switch
        {
            RowOutcome.Error => new("Error", TagColour.Red),
            RowOutcome.Added => new("Will be added", TagColour.Green),
            RowOutcome.Changed => new("Will be changed", TagColour.Blue),
            _ => new("Unchanged", TagColour.Grey),
        };

    private async Task Load(Guid id)
    {
        var draft =
            await session.One<Draft>(
                $"""
                select name, content,
                    case when rows is not null and results is null and not {ActionStoring.IsRunning} then done end as broken_off
                from action_draft where id = @id
                """,
                new { id },
                HttpContext.RequestAborted
            ) ?? throw new NotFoundException($"There is no import {id}");
        (Name, BrokenOff) = (draft.Name, draft.BrokenOff);
        Plan = await import.Plan(draft.Content, Reason.Typed(), HttpContext.RequestAborted);
    }

    private sealed record Draft(string Name, byte[] Content, int? BrokenOff);
}
