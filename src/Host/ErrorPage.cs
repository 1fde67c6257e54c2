using System.Diagnostics;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Inspection.Host;

/// <summary>What a person reads when a page cannot be shown: never a stack, and never whether a thing is missing or another's.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken, ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ErrorPage(IOptions<FileSettings> files) : PageModel
{
    public string Heading { get; private set; } = "";

    public IReadOnlyList<string> Lines { get; private set; } = [];

    /// <summary>The request's trace, by which the log is found.</summary>
    public string? Id { get; private set; }

    public void OnGet(int status) => Say(status);

    public void OnPost(int status) => Say(status);

    /// <summary>The status that an exception that nobody caught is answered with.</summary>
    public static int StatusOf(Exception e) =>
        e switch
        {
            NotFoundException => StatusCodes.Status404NotFound,
            ForbiddenException => StatusCodes.Status403Forbidden,
            FileRemovedException => StatusCodes.Status410Gone,
            BadHttpRequestException bad => bad.StatusCode,
            PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } =>
                StatusCodes.Status503ServiceUnavailable,
            _ when Database.IsFull(e) => StatusCodes.Status507InsufficientStorage,
            _ when Database.IsAway(e) => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };

    private void Say(int status)
    {
        // The address /error/500 typed by hand is not there either.
        var happened =
            HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not null
            || HttpContext.Features.Get<IExceptionHandlerFeature>() is not null;
        status =
            !happened ? 404
            : Response.StatusCode is >= 400 and var already ? already
            : status;
        Response.StatusCode = status;

        (Heading, Lines) = status switch
        {
            404 => (
                "Page not found",
                [
                    "If you typed the address, check that it is right. If you pasted it, check that you copied all of it.",
                    "The page may also be one that you cannot see.",
                ]
            ),
            401 or 403 => (
                "You cannot do this",
                (IReadOnlyList<string>)
                    [
                        "None of the posts you hold allows it.",
                        "Ask an administrator of your division if you think that one should.",
                    ]
            ),
            400 => (
                "This form cannot be used any more",
                [
                    "It was open for too long, or it was opened before you signed in. Nothing was saved.",
                    "Go back, reload the page and send it again.",
                ]
            ),
            410 => (
                "This file was removed",
                [
                    HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error.Message
                        ?? "What it was evidence of says when and why.",
                ]
            ),
            413 => (
                "This file is too large",
                [
                    $"Nothing was saved. Choose a smaller file: the most that is taken is {files.Value.LargestMegabytes} MB.",
                ]
            ),
            429 => (
                "You have asked for too much at once",
                (IReadOnlyList<string>)["Wait a minute, then reload this page."]
            ),
            507 => (
                "There is no room left to store this",
                ["Nothing was saved. Tell whoever runs the service that the disk of its database is full."]
            ),
            503 => (
                "The service is being prepared",
                [
                    "Its pages are being brought up to date and will be back in a moment.",
                    "Nothing is lost. Reload this page in a minute.",
                ]
            ),
            >= 500 => (
                "Sorry, there is a problem with the service",
                ["What you sent was not saved, unless the page that follows says so. Try again in a moment."]
            ),
            _ => ("This did not work", ["Go back and try again."]),
        };

        if (status is 500)
            Id = Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;
        if (status is 503)
            Response.Headers.RetryAfter = "15";
    }
}
