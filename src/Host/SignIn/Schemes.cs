using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace Inspection.Host.SignIn;

/// <summary>The ways to show who one is, and what a request then says of its sender.</summary>
internal static class Schemes
{
    /// <summary>Chooses between the two below.</summary>
    public const string Either = "inspection";
    public const string Cookie = "cookie";
    public const string Token = "token";

    private const string DivisionClaim = "division";
    private const string PersonClaim = "person";
    private const string SessionClaim = "session";
    private const string WritesClaim = "writes";

    public static ClaimsPrincipal OfSession(Guid session, BrowserSessions.SignedIn who) =>
        Principal(Cookie, who.User, who.Division, who.Person, new(SessionClaim, session.ToString()));

    public static ClaimsPrincipal OfToken(Tokens.Known token) =>
        Principal(Token, token.User, token.Division, token.Person, new(WritesClaim, token.Writes ? "yes" : "no"));

    public static Guid? User(this ClaimsPrincipal principal) => Id(principal, ClaimTypes.NameIdentifier);

    public static Guid? Session(this ClaimsPrincipal principal) => Id(principal, SessionClaim);

    public static Guid? Person(this ClaimsPrincipal principal) => Id(principal, PersonClaim);

    public static int? Division(this ClaimsPrincipal principal) =>
        int.TryParse(principal.FindFirstValue(DivisionClaim), out var division) ? division : null;

    public static bool OnlyReads(this ClaimsPrincipal principal) => principal.FindFirstValue(WritesClaim) == "no";

    public static bool IsApi(this HttpRequest request) => request.Path.StartsWithSegments("/api");

    private static Guid? Id(ClaimsPrincipal principal, string claim) =>
        Guid.TryParse(principal.FindFirstValue(claim), out var id) ? id : null;

    private static ClaimsPrincipal Principal(string scheme, Guid user, int? division, Guid? person, Claim how)
    {
        var identity = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, user.ToString()), how], scheme);

        if (division is not null && person is not null)
            identity.AddClaims([new(DivisionClaim, $"{division}"), new(PersonClaim, $"{person}")]);

        return new(identity);
    }
}

/// <summary>A signed-in browser: the cookie names a session, and every request asks whether that session goes on.</summary>
internal sealed class CookieEvents(BrowserSessions sessions) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        // The page that says the database is away cannot ask it.
        if (context.HttpContext.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            context.RejectPrincipal();
            return;
        }

        if (
            context.Principal?.Session() is { } id
            && await sessions.Find(id, context.HttpContext.RequestAborted) is { } who
        )
        {
            context.ReplacePrincipal(Schemes.OfSession(id, who));
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Schemes.Cookie);
    }

    public override Task CheckSlidingExpiration(CookieSlidingExpirationContext context)
    {
        // The framework renews after half the time: someone could then be signed out 15 minutes after they did something.
        context.ShouldRenew = context.ElapsedTime > TimeSpan.FromMinutes(1) && context.RemainingTime > TimeSpan.Zero;
        return Task.CompletedTask;
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context) =>
        context.Request.IsApi()
            ? Problem(context.HttpContext, StatusCodes.Status401Unauthorized, "Sign in, or send a token")
            : base.RedirectToLogin(context);

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.Request.IsApi())
            return Problem(
                context.HttpContext,
                StatusCodes.Status403Forbidden,
                "You do not have permission to do this"
            );

        if (context.HttpContext.User is { } user && user.User() is not null && user.Person() is null)
            context.Response.Redirect("/divisions");
        else
            context.Response.StatusCode = StatusCodes.Status403Forbidden;

        return Task.CompletedTask;
    }

    public static Task Problem(HttpContext http, int status, string title) =>
        Results.Problem(statusCode: status, title: title).ExecuteAsync(http);
}

/// <summary>A personal access token in the Authorization header; good for the API only.</summary>
internal sealed class TokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    Tokens tokens
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Bearer = "Bearer ";

    public static bool IsSent(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsSent(Request))
            return AuthenticateResult.NoResult();

        var token = Request.Headers.Authorization.ToString()[Bearer.Length..].Trim();

        return
            Request.IsApi()
            && token.StartsWith(Tokens.Prefix, StringComparison.Ordinal)
            && await tokens.Find(token, Context.RequestAborted) is { } known
            ? AuthenticateResult.Success(new(Schemes.OfToken(known), Schemes.Token))
            : AuthenticateResult.Fail("The token is unknown, revoked or expired");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return CookieEvents.Problem(
            Context,
            StatusCodes.Status401Unauthorized,
            "The token is unknown, revoked or expired"
        );
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        CookieEvents.Problem(Context, StatusCodes.Status403Forbidden, "You do not have permission to do this");
}
