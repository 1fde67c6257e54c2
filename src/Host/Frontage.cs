namespace Inspection.Host;

/// <summary>What stands in front of every page: security headers and error pages.</summary>
internal static class Frontage
{
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
        + "base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    /// <summary>Sets the headers on every answer, errors and files included; pages are never kept by a cache.</summary>
    public static void UseSecurityHeaders(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    var headers = context.Response.Headers;

                    // A file that was handed in is allowed less.
                    if (headers.ContentSecurityPolicy.Count == 0)
                        headers.ContentSecurityPolicy = ContentSecurityPolicy;

                    headers.XContentTypeOptions = "nosniff";
                    headers.TryAdd("Referrer-Policy", "same-origin");
                    headers["Cross-Origin-Opener-Policy"] = "same-origin";
                    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

                    if (context.Request.IsHttps)
                        headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
                    if (headers.CacheControl.Count == 0 || IsPage(context))
                        headers.CacheControl = "no-store";

                    return Task.CompletedTask;
                });
                return next(context);
            }
        );

    /// <summary>Answers what went wrong with a page in words, under the status that fits; the API answers for itself.</summary>
    public static void UseErrorPages(this WebApplication app) =>
        app.UseWhen(
            context => !context.Request.Path.StartsWithSegments("/api"),
            pages =>
                pages
                    .UseExceptionHandler(
                        new ExceptionHandlerOptions
                        {
                            ExceptionHandlingPath = "/error/500",
                            StatusCodeSelector = ErrorPage.StatusOf,
                            AllowStatusCode404Response = true,
                            SuppressDiagnosticsCallback = context => ErrorPage.StatusOf(context.Exception) < 500,
                        }
                    )
                    .UseStatusCodePagesWithReExecute("/error/{0}")
        );

    /// <summary>Answers what went wrong with an API request as problem details.</summary>
    public static void UseApiProblems(this WebApplication app) =>
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/api"),
            api => api.UseExceptionHandler().UseStatusCodePages()
        );

    private static bool IsPage(HttpContext context) =>
        context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) ?? false;
}
