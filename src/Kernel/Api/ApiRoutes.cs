using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui.Lists;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Kernel.Api;

/// <summary>
/// Maps every command and query that carries <see cref="ApiAttribute"/>: page and API share one record, one validator, one policy.
/// </summary>
public static class ApiRoutes
{
    /// <summary>Maps the routes of all modules and of the host; those in Contracts are mapped with the module that handles them.</summary>
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var handled = app.ServiceProvider.GetRequiredService<Scan>().Assemblies.SelectMany(Handled).Distinct();

        foreach (var (type, tag) in handled)
        foreach (var api in type.GetCustomAttributes<ApiAttribute>())
        {
            var answer = type.GetInterfaces()
                .FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IQuery<>))
                ?.GetGenericArguments()[0];
            var handler = answer is null
                ? Method(nameof(Command), type).CreateDelegate<Func<HttpContext, CancellationToken, Task<IResult>>>()
                : Method(nameof(Query), type, answer)
                    .CreateDelegate<Func<HttpContext, CancellationToken, Task<IResult>>>();

            var route = app.MapMethods(api.Route, [api.Method], handler)
                .WithName(type.Name)
                .WithTags(tag)
                .WithMetadata([new ApiRequest(type), .. type.GetCustomAttributes<RequestSizeLimitAttribute>()])
                .RequireAuthorization(type.GetCustomAttribute<AllowAttribute>()!.Policy!)
                .ProducesProblem(400)
                .ProducesProblem(401)
                .ProducesProblem(403)
                .ProducesProblem(404);

            if (answer is null)
                route.Accepts(type, "application/json").Produces<Receipt>().ProducesProblem(409).ProducesProblem(412);
            else
                route.Produces(200, answer);
        }
    }

    /// <summary>Maps every list of the suite to <c>GET /api/{key}</c>, with the filters of its page.</summary>
    public static void MapLists(this IEndpointRouteBuilder app)
    {
        using var scope = app.ServiceProvider.CreateScope();

        foreach (var list in scope.ServiceProvider.GetServices<ListOf>())
            app.MapGet(
                    $"/api/{list.Key}",
                    Task<IResult> (HttpContext context, CancellationToken _) => ListJson.Get(context, list.Key)
                )
                .WithName($"List {list.Key}")
                .WithTags("lists")
                .RequireAuthorization(list.Policy.ToString())
                .Produces(200)
                .ProducesProblem(400)
                .ProducesProblem(401)
                .ProducesProblem(403);
    }

    // A request is its handler's: contracts are handled by one module.
    private static IEnumerable<(Type Request, string Tag)> Handled(Assembly assembly) =>
        assembly
            .GetTypes()
            .Where(type => !type.IsAbstract)
            .SelectMany(type => type.GetInterfaces())
            .Where(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IRequestHandler<,>))
            .Select(one => (one.GetGenericArguments()[0], assembly.GetName().Name!.Split('.')[^1].ToLowerInvariant()));

    private static MethodInfo Method(string name, params Type[] types) =>
        typeof(ApiRoutes).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(types);

    private static async Task<IResult> Command<T>(HttpContext context, CancellationToken cancel)
        where T : ICommand
    {
        var (command, problem) = await Bind<T>(context, cancel);

        if (problem is not null)
            return problem;

        await context.RequestServices.GetRequiredService<IMediator>().Send(command!, cancel);
        var receipt = context.RequestServices.GetRequiredService<Session>().Receipt ?? new([]);

        if (VersionOf(context, receipt) is { } version)
            context.Response.Headers.ETag = $"\"{version}\"";

        return Results.Json(receipt, ApiJson.Options);
    }

    private static async Task<IResult> Query<T, TAnswer>(HttpContext context, CancellationToken cancel)
        where T : IQuery<TAnswer>
    {
        var (query, problem) = await Bind<T>(context, cancel);

        if (problem is not null)
            return problem;

        var answer = await context.RequestServices.GetRequiredService<IMediator>().Send(query!, cancel);

        if (answer?.GetType().GetProperty("Version")?.GetValue(answer) is int version)
        {
            var tag = $"\"{version}\"";
            context.Response.Headers.ETag = tag;

            if (context.Request.Headers.IfNoneMatch.Contains(tag))
                return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        return Results.Json(answer, ApiJson.Options);
    }

    private static int? VersionOf(HttpContext context, Receipt receipt) =>
        context.Request.RouteValues["id"] is string id && Guid.TryParse(id, out var stream)
            ? receipt.Streams.FirstOrDefault(one => one.Stream == stream)?.Version
            : null;

    /// <summary>Route and query values over the body, <c>If-Match</c> as the expected version.</summary>
    private static async Task<(T? Request, IResult? Problem)> Bind<T>(HttpContext context, CancellationToken cancel)
    {
        var values = new JsonObject(new JsonNodeOptions { PropertyNameCaseInsensitive = true });

        try
        {
            if (context.Request.HasJsonContentType())
            {
                if (
                    await JsonNode.ParseAsync(context.Request.Body, values.Options, ApiJson.Limits, cancel)
                    is not JsonObject body
                )
                    return (default, Malformed("", "Send a JSON object"));

                values = body;
            }
            else if (context.Request.ContentLength > 0)
                return (default, Results.Problem("Send the body as application/json", statusCode: 415));

            foreach (var property in typeof(T).GetProperties())
                if (Given(context, property) is { } given)
                    values[property.Name] = given;

            return (values.Deserialize<T>(ApiJson.Options), null);
        }
        catch (JsonException e)
        {
            var field = e.Path?.TrimStart('$', '.') ?? "";
            return (
                default,
                Malformed(
                    field,
                    field is ""
                        ? "The body is not JSON that can be read"
                        : $"'{field}' cannot be read as what it should be"
                )
            );
        }
    }

    private static JsonNode? Given(HttpContext context, PropertyInfo property)
    {
        if (property.Name == "Version" && context.Request.Headers.IfMatch is [{ } match, ..])
            return int.TryParse(match.Trim('"', 'W', '/'), out var version)
                ? version
                : throw new JsonException("If-Match", "$.version", null, null);

        var route = context.Request.RouteValues.FirstOrDefault(one => Same(one.Key, property)).Value as string;
        var query = context.Request.Query.FirstOrDefault(one => Same(one.Key, property)).Value;
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

        if (type.IsArray && query.Count > 0)
            return new JsonArray([.. query.Select(one => (JsonNode?)one)]);

        var text = route ?? (query.Count > 0 ? query[0] : null);

        return text is null ? null
            : type == typeof(int) || type == typeof(long) || type == typeof(bool) ? JsonNode.Parse(text)
            : JsonValue.Create(text);
    }

    private static bool Same(string name, PropertyInfo property) =>
        string.Equals(name, property.Name, StringComparison.OrdinalIgnoreCase);

    private static IResult Malformed(string field, string message) =>
        Results.ValidationProblem(new Dictionary<string, string[]> { [field] = [message] });
}

/// <summary>The record that an endpoint binds, for the API's description.</summary>
public sealed record ApiRequest(Type Type);
