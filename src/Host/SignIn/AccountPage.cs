using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Host.SignIn;

/// <summary>One's own account: password, divisions, tokens, signing out everywhere.</summary>
[SignedIn]
internal sealed class AccountPage(Passwords passwords, Memberships memberships, Tokens tokens, BrowserSessions sessions)
    : PageModel
{
    public string Email { get; private set; } = "";

    public string? Division { get; private set; }

    public bool HasSeveralDivisions { get; private set; }

    public IReadOnlyList<Tokens.Token> Tokens { get; private set; } = [];

    public async Task OnGet()
    {
        var id = User.User()!.Value;
        var memberOf = await memberships.Of(id);
        Email = (await passwords.Find(id))?.Email ?? "";
        Division = memberOf.FirstOrDefault(one => one.Division == User.Division())?.Name;
        HasSeveralDivisions = memberOf.Count > 1;

        if (User.Division() is { } division)
            Tokens = await tokens.Of(id, division);
    }

    public async Task<IActionResult> OnPostEverywhere()
    {
        await sessions.EndAll(User.User()!.Value);
        await sessions.SignOut(HttpContext);
        return LocalRedirect("/sign-in");
    }

    public async Task<IActionResult> OnPostRevoke(Guid token)
    {
        if (!await tokens.Revoke(User.User()!.Value, token))
            return NotFound();

        TempData["Said"] = "The token has been revoked.";
        return LocalRedirect("/account");
    }
}

internal sealed record PasswordForm(string? Current, string? New);

[SignedIn]
internal sealed class ChangePasswordPage(Passwords passwords, Attempts attempts, BrowserSessions sessions) : PageModel
{
    [BindProperty]
    public PasswordForm Command { get; set; } = new(null, null);

    public async Task<IActionResult> OnPost()
    {
        ModelState.Clear();
        var user = (await passwords.Find(User.User()!.Value))!;
        var from = HttpContext.Connection.RemoteIpAddress;

        if (!await attempts.MayTry(user.Email!, from))
            ModelState.AddModelError("Command.Current", "There were too many tries. Try again in an hour");
        else if (await passwords.Check(user.Email!, Command.Current ?? "") is null)
            ModelState.AddModelError("Command.Current", "This is not your password now");
        else
            await attempts.Succeeded(user.Email!, from);

        if (await passwords.Fault(user.Email, Command.New) is { } fault)
            ModelState.AddModelError("Command.New", fault);

        if (ModelState.ErrorCount > 0)
            return Page();

        await passwords.Set(user, Command.New!);
        await sessions.EndAll(user.Id, but: User.Session());
        TempData["Said"] = "Your password has been changed. You are signed out everywhere else.";
        return LocalRedirect("/account");
    }
}

internal sealed record TokenForm(string? Name, bool Writes, int? Days);

[SignedIn]
internal sealed class MakeTokenPage(Tokens tokens) : PageModel
{
    [BindProperty]
    public TokenForm Command { get; set; } = new(null, false, 90);

    /// <summary>The token, on the answer that makes it and never again.</summary>
    public string? Made { get; private set; }

    public async Task<IActionResult> OnPost()
    {
        ModelState.Clear();

        if (User.Division() is not { } division)
            return LocalRedirect("/divisions");

        if (string.IsNullOrWhiteSpace(Command.Name) || Command.Name.Length > 100)
            ModelState.AddModelError("Command.Name", "Enter what the token is for, in 100 characters or fewer");

        if (Command.Days is not (>= 1 and <= 365))
            ModelState.AddModelError("Command.Days", "Enter a number of days from 1 to 365");

        if (ModelState.ErrorCount == 0)
            Made = await tokens.Make(
                User.User()!.Value,
                division,
                Command.Name!.Trim(),
                Command.Writes,
                TimeSpan.FromDays(Command.Days!.Value)
            );

        return Page();
    }
}
