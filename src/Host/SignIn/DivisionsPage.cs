using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Host.SignIn;

internal sealed record DivisionForm(int? Division);

/// <summary>Someone of several divisions chooses the one to work in.</summary>
[SignedIn]
internal sealed class DivisionsPage(Memberships memberships, BrowserSessions sessions) : PageModel
{
    [BindProperty]
    public DivisionForm Command { get; set; } = new(null as int?);

    [BindProperty(SupportsGet = true)]
    public string? Return { get; set; }

    public IReadOnlyList<Membership> Divisions { get; private set; } = [];

    public async Task OnGet()
    {
        Divisions = await memberships.Of(User.User()!.Value);
        Command = new(User.Division());
    }

    public async Task<IActionResult> OnPost()
    {
        Divisions = await memberships.Of(User.User()!.Value);
        ModelState.Clear();

        if (
            Command.Division is not { } division
            || User.Session() is not { } session
            || !await sessions.Switch(session, division)
        )
        {
            ModelState.AddModelError("Command.Division", "Select the division to work in");
            return Page();
        }

        CallerMiddleware.GoBackToToday(Response);
        return LocalRedirect(Return is not null && Url.IsLocalUrl(Return) ? Return : "/");
    }
}
