using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Host.SignIn;

[AllowAnonymous]
internal sealed class SignOutPage(BrowserSessions sessions) : PageModel
{
    public async Task<IActionResult> OnPost()
    {
        await sessions.SignOut(HttpContext);
        return LocalRedirect("/sign-in");
    }
}
