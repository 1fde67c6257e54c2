using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Host.SignIn;

internal sealed record LinkForm(string? Password);

/// <summary>Where an invitation leads: a new user chooses a password, a known one shows theirs, and both join the division.</summary>
[AllowAnonymous]
internal sealed class InvitationPage(
    Links links,
    Passwords passwords,
    Attempts attempts,
    Memberships memberships,
    BrowserSessions sessions
) : PageModel
{
    [BindProperty]
    public LinkForm Command { get; set; } = new(null as string);

    public string? Division { get; private set; }

    public string? Email { get; private set; }

    public async Task OnGet(string secret) => await Find(secret);

    public async Task<IActionResult> OnPost(string secret)
    {
        ModelState.Clear();

        if (await Find(secret) is not { } link)
            return Page();

        var known = await passwords.Find(link.Email);
        var fault = known?.PasswordHash is null
            ? await passwords.Fault(link.Email, Command.Password)
            : await Mismatch(link.Email);

        if (fault is not null)
        {
            ModelState.AddModelError("Command.Password", fault);
            return Page();
        }

        if (!await links.Use(secret))
            return RedirectToPage();

        var user = known ?? await passwords.FindOrMake(link.Email);

        if (user.PasswordHash is null)
            await passwords.Set(user, Command.Password!);

        await memberships.Add(user.Id, link.Division, link.Person);
        await sessions.SignIn(HttpContext, user.Id, new(link.Division, link.Person, ""));
        return LocalRedirect("/");
    }

    private async Task<string?> Mismatch(string email)
    {
        var from = HttpContext.Connection.RemoteIpAddress;

        if (string.IsNullOrEmpty(Command.Password))
            return "Enter a password";

        if (!await attempts.MayTry(email, from))
            return "There were too many tries. Try again in an hour";

        if (await passwords.Check(email, Command.Password) is null)
            return "You have a password already: enter that one";

        await attempts.Succeeded(email, from);
        return null;
    }

    private async Task<Links.Link?> Find(string secret)
    {
        if (await links.Find(LinkPurpose.Invitation, secret) is not { } link)
            return null;

        (Email, Division) = (link.Email, await memberships.NameOf(link.Division));
        return link;
    }
}

/// <summary>Where a reset link leads: a new password, and every browser is signed out.</summary>
[AllowAnonymous]
internal sealed class ResetPage(Links links, Passwords passwords, Attempts attempts, BrowserSessions sessions)
    : PageModel
{
    [BindProperty]
    public LinkForm Command { get; set; } = new(null as string);

    public bool Works { get; private set; }

    public async Task OnGet(string secret) => Works = await links.Find(LinkPurpose.Reset, secret) is not null;

    public async Task<IActionResult> OnPost(string secret)
    {
        ModelState.Clear();

        if (await links.Find(LinkPurpose.Reset, secret) is not { } link)
            return Page();

        Works = true;

        if (await passwords.Fault(link.Email, Command.Password) is { } fault)
        {
            ModelState.AddModelError("Command.Password", fault);
            return Page();
        }

        if (!await links.Use(secret) || await passwords.Find(link.Email) is not { } user)
            return RedirectToPage();

        await passwords.Set(user, Command.Password!);
        await sessions.EndAll(user.Id);
        await attempts.Forget(link.Email);
        TempData["Said"] = "Your password has been changed. Sign in with it.";
        return LocalRedirect("/sign-in");
    }
}
