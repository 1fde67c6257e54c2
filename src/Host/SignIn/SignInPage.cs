using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Host.SignIn;

internal sealed record SignInForm(string? Email, string? Password);

[AllowAnonymous]
internal sealed class SignInPage(
    Passwords passwords,
    Attempts attempts,
    BrowserSessions sessions,
    Memberships memberships
) : PageModel
{
    // The same words whether the address is unknown or the password wrong.
    private const string Wrong = "Your e-mail address or password is not right";

    private const string Slow =
        "There were too many tries with this e-mail address or from your network. Try again in an hour, or ask an administrator for a link";

    [BindProperty]
    public SignInForm Command { get; set; } = new(null, null);

    [BindProperty(SupportsGet = true)]
    public string? Return { get; set; }

    public IActionResult OnGet() => User.Session() is null ? Page() : LocalRedirect(Then());

    public async Task<IActionResult> OnPost()
    {
        ModelState.Clear();

        if (string.IsNullOrWhiteSpace(Command.Email))
            ModelState.AddModelError("Command.Email", "Enter your e-mail address");

        if (string.IsNullOrEmpty(Command.Password))
            ModelState.AddModelError("Command.Password", "Enter your password");

        if (ModelState.ErrorCount > 0)
            return Page();

        var (email, password) = (Command.Email!, Command.Password!);
        var from = HttpContext.Connection.RemoteIpAddress;

        if (!await attempts.MayTry(email, from))
            return Refuse(Slow);

        var user = password.Length > Passwords.Longest ? null : await passwords.Check(email, password);

        if (user is null)
            return Refuse(Wrong);

        await attempts.Succeeded(email, from);
        var memberOf = await memberships.Of(user.Id);
        await sessions.SignIn(HttpContext, user.Id, memberOf.Count == 1 ? memberOf[0] : null);
        return LocalRedirect(memberOf.Count == 1 ? Then() : $"/divisions?return={Uri.EscapeDataString(Then())}");
    }

    private PageResult Refuse(string why)
    {
        ModelState.AddModelError("Command.Email", why);
        return Page();
    }

    private string Then() => Return is not null && Url.IsLocalUrl(Return) ? Return : "/";
}
