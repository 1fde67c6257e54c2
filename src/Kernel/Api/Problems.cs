using FluentValidation;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Kernel.Api;

/// <summary>Says what went wrong with an API request as problem details (RFC 9457); pages have their own error pages.</summary>
public sealed class Problems(IProblemDetailsService writer) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        var (status, title) = StatusOf(exception);

        if (exception is ConflictException && httpContext.Request.Headers.IfMatch.Count > 0)
            status = StatusCodes.Status412PreconditionFailed;

        if (status == 0)
            return false;

        httpContext.Response.StatusCode = status;

        if (!httpContext.Request.Path.StartsWithSegments("/api"))
            return false;

        var problem = exception is ValidationException invalid
            ? new ValidationProblemDetails(
                invalid
                    .Errors.GroupBy(error => Camel(error.PropertyName))
                    .ToDictionary(group => group.Key, group => group.Select(error => error.ErrorMessage).ToArray())
            )
            : new ProblemDetails
            {
                Detail = exception is NotFoundException || status >= 500 ? null : exception.Message,
            };

        if (status == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = "5";

        problem.Status = status;
        problem.Title = title;

        if (exception is ConflictException conflict)
        {
            problem.Extensions["expectedVersion"] = conflict.Expected;
            problem.Extensions["actualVersion"] = conflict.Actual;
            problem.Extensions["changedBy"] = conflict.Actor;
            problem.Extensions["changedAt"] = conflict.At;
        }

        return await writer.TryWriteAsync(new() { HttpContext = httpContext, ProblemDetails = problem });
    }

    /// <summary>The status code and title of an exception that is an ordinary answer; 0 where it is a fault.</summary>
    public static (int Status, string Title) StatusOf(Exception exception) =>
        exception switch
        {
            ValidationException => (400, "The request is not complete or not well formed"),
            ForbiddenException => (403, "You may not do this"),
            NotFoundException => (404, "Not found"),
            FileRemovedException => (410, "This file was removed"),
            ConflictException => (409, "Someone else changed this since you read it"),
            RefusedException => (409, "This is not possible now"),
            BadHttpRequestException bad => (bad.StatusCode, "The request cannot be read"),
            _ when Database.IsFull(exception) => (507, "There is no room left to store this: nothing was saved"),
            _ when Database.IsAway(exception) => (503, "The database does not answer: send this again in a moment"),
            _ => (0, ""),
        };

    internal static string Camel(string name) => name is "" ? "" : char.ToLowerInvariant(name[0]) + name[1..];
}
