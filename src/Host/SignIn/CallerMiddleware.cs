using System.Globalization;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;

namespace Inspection.Host.SignIn;

/// <summary>Tells the request's session who asks, under which command id, and as at when.</summary>
internal sealed class CallerMiddleware(RequestDelegate next, TimeProvider clock)
{
    private const string AsAtName = "as-at";
    private const string Today = "today";

    /// <summary>Remembers the past that a browser looks at, until it goes back to today or is closed.</summary>
    private const string AsAtCookie = "__Host-as-at";

    public async Task Invoke(HttpContext http, Session session)
    {
        var user = http.User;

        if (user.OnlyReads() && !IsSafe(http.Request))
        {
            await CookieEvents.Problem(http, StatusCodes.Status403Forbidden, "This token may only read");
            return;
        }

        if (user.Session() is not null && http.Request.IsApi() && !IsSafe(http.Request) && IsForeign(http.Request))
        {
            await CookieEvents.Problem(http, StatusCodes.Status403Forbidden, "This request comes from another site");
            return;
        }

        if (user.Division() is { } division && user.Person() is { } person)
        {
            if (!TryReadAsAt(http, out var asAt))
            {
                await CookieEvents.Problem(
                    http,
                    StatusCodes.Status400BadRequest,
                    "as-at must be a date like 2026-03-31, or a date and time"
                );
                return;
            }

            // An error page is the same request once more.
            await session.Abandon();
            session.Caller = new(division, person)
            {
                Command = Command(http.Request) ?? Guid.CreateVersion7(),
                AsAt = asAt,
            };
        }

        await next(http);
    }

    private bool TryReadAsAt(HttpContext http, out DateTimeOffset? asAt)
    {
        var request = http.Request;
        var asked = request.Query[AsAtName].ToString();
        var kept = !request.IsApi() && asked == "";
        var typed = kept ? request.Cookies[AsAtCookie] ?? "" : asked;
        var isRead = TryParse(typed, out asAt);

        // Neither now nor the future is the past.
        if (asAt >= clock.GetUtcNow())
            asAt = null;

        if (!request.IsApi() && !kept)
            Keep(http.Response, isRead && asAt is not null ? typed : null);

        return isRead || !request.IsApi();
    }

    /// <summary>Looks at today again.</summary>
    public static void GoBackToToday(HttpResponse response) => Keep(response, asAt: null);

    private static void Keep(HttpResponse response, string? asAt)
    {
        var options = new CookieOptions
        {
            Secure = true,
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Path = "/",
        };

        if (asAt is null)
            response.Cookies.Delete(AsAtCookie, options);
        else
            response.Cookies.Append(AsAtCookie, asAt, options);
    }

    /// <summary>A date alone means the end of that day in London.</summary>
    private static bool TryParse(string typed, out DateTimeOffset? asAt)
    {
        asAt = null;

        if (typed is "" or Today)
            return true;

        if (DateOnly.TryParseExact(typed, "yyyy-MM-dd", out var day) && day.Year is > 1900 and < 9999)
        {
            var midnight = new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
            asAt = (midnight - midnight.InLondon().Offset).AddTicks(-10);
            return true;
        }

        if (
            DateTimeOffset.TryParse(
                typed,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var moment
            ) && moment.Year is > 1900 and < 9999
        )
        {
            asAt = moment;
            return true;
        }

        return false;
    }

    private static Guid? Command(HttpRequest request)
    {
        var key = request.Headers["Idempotency-Key"].ToString();

        return key.Length == 0 ? null
            : Guid.TryParse(key, out var id) ? id
            : StableId.Of(key);
    }

    private static bool IsSafe(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    // A browser always says where a request that changes something comes from.
    private static bool IsForeign(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none")
        || (
            request.Headers.Origin.ToString() is { Length: > 0 } origin
            && (!Uri.TryCreate(origin, UriKind.Absolute, out var from) || from.Authority != request.Host.Value)
        );
}
