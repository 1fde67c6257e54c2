using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Recommendations;

/// <summary>Asks for which recommendation an action is to be planned, and goes on to the form.</summary>
[Allow(Policy.Contribute)]
internal sealed class ChooseRecommendationPage(Session session) : PageModel
{
    /// <summary>What was chosen; null before anybody was asked.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Recommendation { get; set; }

    public IReadOnlyList<Option> Open { get; private set; } = [];

    public async Task<IActionResult> OnGet()
    {
        if (Guid.TryParse(Recommendation, out var id))
            return LocalRedirect($"/recommendations/{id}/actions/add");

        // What was not answered cannot be told from what was not asked but by the address.
        ModelState.Clear();
        if (Request.Query.ContainsKey(nameof(Recommendation)))
            ModelState.AddModelError(nameof(Recommendation), "Select the recommendation");

        Open =
        [
            .. (
                await session.Query<RecommendationRow>(
                    "select * from recommendation where division = @Division and (is_open or not_accepted) order by report, ordinal limit 1000",
                    new { session.Caller.Division }
                )
            ).Select(row => new Option($"{row.Id}", $"{row.Called}: {row.Text.Truncated(90)}")),
        ];
        return Page();
    }
}
