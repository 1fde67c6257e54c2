using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using FluentValidation;
using FluentValidation.Results;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Inspection.Kernel;

/// <summary>Something that a person or the suite wants to happen. It answers nothing: what it stored is the session's receipt.</summary>
public interface ICommand : IRequest;

/// <summary>A question; it changes nothing.</summary>
public interface IQuery<out TAnswer> : IRequest<TAnswer>;

/// <summary>Where the outside may send a command or query: <c>[Api("POST", "/api/recommendations/{id}/notes")]</c>.</summary>
/// <remarks>Route and query values, then the JSON body, fill the record's properties by name.</remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ApiAttribute(string method, string route) : Attribute
{
    /// <summary>The HTTP method.</summary>
    public string Method { get; } = method;

    /// <summary>The route, below /api.</summary>
    public string Route { get; } = route;
}

/// <summary>A trace span and a log scope around every request.</summary>
internal sealed class TraceBehavior<TRequest, TResponse>(ILogger<TRequest> log, Session session)
    : IPipelineBehavior<TRequest, TResponse>
{
    public async Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancel,
        RequestHandlerDelegate<TResponse> next
    )
    {
        using var span = Telemetry.Source.StartActivity(typeof(TRequest).Name);
        span?.SetTag("inspection.division", session.Caller.Division);
        using var scope = log.BeginScope(
            new Dictionary<string, object>
            {
                ["Request"] = typeof(TRequest).Name,
                ["Division"] = session.Caller.Division,
                ["Command"] = session.Caller.Command,
            }
        );

        try
        {
            return await next();
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            throw;
        }
    }
}

/// <summary>Refuses a request whose policy the caller does not meet.</summary>
internal sealed class AccessBehavior<TRequest, TResponse>(Session session, IPermissions permissions)
    : IPipelineBehavior<TRequest, TResponse>
{
    private static readonly Policy Needed =
        typeof(TRequest).GetCustomAttribute<AllowAttribute>()?.To
        ?? throw new InvalidOperationException($"{typeof(TRequest).Name} declares no [Allow] policy");

    public async Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancel,
        RequestHandlerDelegate<TResponse> next
    )
    {
        if (!(await permissions.For(session, cancel)).Contains(Needed))
            throw new ForbiddenException(Needed);

        return await next();
    }
}

/// <summary>Runs every validator of a request before its handler, and refuses text that cannot be stored.</summary>
internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
{
    public async Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancel,
        RequestHandlerDelegate<TResponse> next
    )
    {
        var failures = Texts
            .Of(request, "")
            .Where(one => !Texts.IsStorable(one.Text))
            .Select(one => new ValidationFailure(one.Path, "Remove the characters that are not text"))
            .ToList();

        foreach (var validator in validators)
            failures.AddRange((await validator.ValidateAsync(request, cancel)).Errors);

        return failures.Count == 0 ? await next() : throw new ValidationException(failures);
    }
}

/// <summary>Every text of a request, however deep in its lists.</summary>
internal static class Texts
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Known = [];

    public static IEnumerable<(string Path, string Text)> Of(object? value, string path) =>
        value switch
        {
            string text => [(path, text)],
            null or ValueType or byte[] or Guid[] => [],
            IEnumerable many => many.Cast<object?>().SelectMany((one, i) => Of(one, $"{path}[{i}]")),
            _ => Known
                .GetOrAdd(value.GetType(), PropertiesOf)
                .SelectMany(property =>
                    Of(property.GetValue(value), path is "" ? property.Name : $"{path}.{property.Name}")
                ),
        };

    // What a request is made of, and nothing that it computes.
    private static PropertyInfo[] PropertiesOf(Type type) =>
        type.Namespace?.StartsWith("Inspection", StringComparison.Ordinal) == true
            ? [.. type.GetProperties().Where(property => property.CanWrite)]
            : [];

    public static bool IsStorable(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '\0' || char.IsLowSurrogate(text[i]))
                return false;
            else if (char.IsHighSurrogate(text[i]) && (++i == text.Length || !char.IsLowSurrogate(text[i])))
                return false;

        return true;
    }
}

/// <summary>
/// Stores what a command decided, once: a command id that was stored before gets the first receipt, whatever became of
/// the connection then. A command sent by another command or a listener joins its transaction.
/// </summary>
internal sealed class TransactionBehavior<TRequest, TResponse>(Session session) : IPipelineBehavior<TRequest, TResponse>
{
    private const int Attempts = 20;

    public async Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancel,
        RequestHandlerDelegate<TResponse> next
    )
    {
        if (request is not ICommand || session.CommandName is not null || session.Caller.CausedBy is not null)
            return await next();

        if (session.Caller.AsAt is not null)
            throw new RefusedException("You are looking at the past: go back to today to make changes");

        session.CommandName = typeof(TRequest).Name;

        try
        {
            for (var attempt = 1; ; attempt++)
                try
                {
                    return await Attempt(next, cancel);
                }
                catch (ConflictException e) when (e.Expected > 0 && !session.ExpectsVersions && attempt < Attempts)
                {
                    // Nobody said which version they saw: it is decided again on what is there now.
                    await session.Abandon();
                }
        }
        catch (Exception e) when (MayBeRepeated(e) && !cancel.IsCancellationRequested)
        {
            await session.Abandon();

            session.Receipt = await session.Earlier(session.Caller.Command, cancel);
            await session.Abandon();

            if (session.Receipt is null)
                throw;

            return default!;
        }
        finally
        {
            session.CommandName = null;
        }
    }

    private async Task<TResponse> Attempt(RequestHandlerDelegate<TResponse> next, CancellationToken cancel)
    {
        var response = await next();
        // A repeated command often finds that there is nothing left to change.
        session.Receipt = session.HasAppended ? null : await session.Earlier(session.Caller.Command, cancel);

        if (session.Receipt is null)
            session.Receipt = await session.Commit(cancel);
        else
            await session.Abandon();

        return response;
    }

    // A repeated command is refused by what it did the first time; a broken connection may have broken after the commit.
    // One that does not answer is not asked again: the caller has waited long enough.
    private static bool MayBeRepeated(Exception e) =>
        e
            is RepeatedCommandException
                or RefusedException
                or ConflictException
                or NotFoundException
                or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
        || (Database.IsAway(e) && e.InnerException is not TimeoutException);
}

/// <summary>The suite's own source of spans.</summary>
public static class Telemetry
{
    /// <summary>Spans of requests, subscriptions and jobs.</summary>
    public static ActivitySource Source { get; } = new("Inspection");
}
