using System.Security.Cryptography;
using System.Text;
using Inspection.Kernel.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Net.Http.Headers;

namespace Inspection.Deadlines;

/// <summary>A feed as calendar programs fetch it, again and again: what has not changed is not sent again.</summary>
[AllowAnonymous, EnableRateLimiting(Open.ToStrangers)]
internal sealed class FeedFilePage(FeedReader reader, IConfiguration settings) : PageModel
{
    public async Task<IActionResult> OnGet(string secret)
    {
        Response.Headers["X-Robots-Tag"] = "noindex, nofollow, noarchive";
        var calendar = Encoding.UTF8.GetBytes(
            await reader.Read(secret, settings.AddressOf(Request), HttpContext.RequestAborted)
        );
        Response.Headers.CacheControl = "private, no-cache";
        return new FileContentResult(calendar, "text/calendar; charset=utf-8")
        {
            EntityTag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(calendar)[..16])}\""),
        };
    }
}

internal static class Addresses
{
    /// <summary>The suite's address without a slash at its end.</summary>
    public static string AddressOf(this IConfiguration settings, HttpRequest request) =>
        (settings["Inspection:Address"] ?? $"{request.Scheme}://{request.Host}").TrimEnd('/');
}
