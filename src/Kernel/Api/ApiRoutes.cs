using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Files;
using Inspection.Kernel.Ui.Lists;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Inspection.Kernel.Api;

/// <summary>
/// Maps every command and query that carries <see cref="ApiAttribute"/>: page and API share one record, one validator, one policy.
/// </summary>
public static class ApiRoutes
{
    private const long LargestWithFile = 70_000_000;
    private const long BesideFile = 1024 * 1024;

    /// <summary>Maps the routes of all modules and of the host; those in Contracts are mapped with the module that handles them.</summary>
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var settings = app.ServiceProvider.GetRequiredService<IOptions<FileSettings>>().Value;
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

            // A file comes as a part of a form, beside the other fields.
            if (FileOf(type) is not null)
                route
                    .WithMetadata(new RequestSizeLimitAttribute(settings.Largest + BesideFile))
                    .Accepts(type, "multipart/form-data");

            // In base64 a document takes a third more.
            if (type.GetProperties().Any(property => property.PropertyType == typeof(byte[])))
                route.WithMetadata(new RequestSizeLimitAttribute(LargestWithFile));

            if (answer is null && FileOf(type) is not null)
                route.Produces<Receipt>().ProducesProblem(409).ProducesProblem(412).ProducesProblem(413);
            else if (answer is null)
                route.Accepts(type, "application/json").Produces<Receipt>().ProducesProblem(409).ProducesProblem(412);
            else if (answer.IsAssignableTo(typeof(IResult)))
                route.Produces(200, contentType: "application/octet-stream");
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
                .WithMetadata(
                    new ApiList([
                        "q",
                        "sort",
                        "cursor",
                        "limit",
                        .. list.Plan.Filters.SelectMany(filter => filter.Names),
                    ])
                )
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

        // What is no record but a file sends itself.
        if (answer is IResult file)
            return file;

        var json = JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Options);

        if (answer?.GetType().GetProperty("Version")?.GetValue(answer) is int version)
        {
            // The version for If-Match; the hash because names and what is linked change without it.
            var tag = new EntityTagHeaderValue(
                $"\"{version}-{Convert.ToHexStringLower(SHA256.HashData(json))[..16]}\""
            );
            context.Response.GetTypedHeaders().ETag = tag;

            if (context.Request.GetTypedHeaders().IfNoneMatch.Any(seen => IsSame(seen, tag)))
                return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        return Results.Bytes(json, "application/json; charset=utf-8");
    }

    private static bool IsSame(EntityTagHeaderValue seen, EntityTagHeaderValue tag) =>
        seen.Equals(EntityTagHeaderValue.Any) || seen.Compare(tag, useStrongComparison: false);

    private static int? VersionOf(HttpContext context, Receipt receipt) =>
        context.Request.RouteValues["id"] is string id && Guid.TryParse(id, out var stream)
            ? receipt.Streams.FirstOrDefault(one => one.Stream == stream)?.Version
        // What there is one of in a division has no id in its address.
        : context.Request.RouteValues.Count == 0 && receipt.Streams is [var only] ? only.Version
        : null;

    /// <summary>Route and query values over the body, <c>If-Match</c> as the expected version.</summary>
    private static async Task<(T? Request, IResult? Problem)> Bind<T>(HttpContext context, CancellationToken cancel)
    {
        var values = new JsonObject(new JsonNodeOptions { PropertyNameCaseInsensitive = true });
        var file = FileOf(typeof(T));
        IFormCollection? form = null;

        try
        {
            if (context.Request.HasJsonContentType())
            {
                var (sent, unstorable) = await Read(context.Request.Body, values.Options, cancel);

                if (unstorable is not null)
                    return (default, Malformed(unstorable, "Remove the characters that are not text"));
                if (sent is not JsonObject body)
                    return (default, Malformed("", "Send a JSON object"));

                values = body;
            }
            else if (file is not null && context.Request.HasFormContentType)
                form = await Form(context, cancel);
            else if (context.Request.ContentLength > 0)
                return (
                    default,
                    Results.Problem(
                        $"Send the body as {(file is null ? "application/json" : "multipart/form-data")}",
                        statusCode: 415
                    )
                );

            foreach (var property in typeof(T).GetProperties())
                if (Given(context, form, property) is { } given)
                    values[property.Name] = given;

            if (file is not null)
                values.Remove(file.Name);

            var request = values.Deserialize<T>(ApiJson.Options);
            file?.SetValue(
                request,
                form?.Files.FirstOrDefault(one =>
                    string.Equals(one.Name, file.Name, StringComparison.OrdinalIgnoreCase)
                )
            );
            return (request, null);
        }
        catch (JsonException e)
        {
            var field = Problems.Camel(e.Path?.TrimStart('$', '.') ?? "");
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

    /// <summary>The property that a request's file fills, if it takes one.</summary>
    private static PropertyInfo? FileOf(Type type) =>
        type.GetProperties().FirstOrDefault(property => property.PropertyType == typeof(IFormFile));

    private static async Task<IFormCollection> Form(HttpContext context, CancellationToken cancel)
    {
        var settings = context.RequestServices.GetRequiredService<IOptions<FileSettings>>().Value;
        var feature = new FormFeature(
            context.Request,
            new FormOptions { MultipartBodyLengthLimit = settings.Largest + BesideFile }
        );
        context.Features.Set<IFormFeature>(feature);

        try
        {
            return await feature.ReadFormAsync(cancel);
        }
        catch (InvalidDataException e)
        {
            throw new BadHttpRequestException(e.Message, StatusCodes.Status400BadRequest, e);
        }
    }

    private static JsonNode? Given(HttpContext context, IFormCollection? form, PropertyInfo property)
    {
        if (property.Name == "Version" && context.Request.Headers.IfMatch is [{ } match, ..])
            return match == "*" ? null
                : int.TryParse(match.Trim('"', 'W', '/').Split('-')[0], out var version) ? version
                : throw Unread(property);

        var route = context.Request.RouteValues.FirstOrDefault(one => Same(one.Key, property)).Value as string;
        var query = context
            .Request.Query.Concat(form ?? FormCollection.Empty)
            .FirstOrDefault(one => Same(one.Key, property))
            .Value;
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

        if (type.IsArray && query.Count > 0)
            return new JsonArray([.. query.Select(one => (JsonNode?)one)]);

        var text = route ?? (query.Count > 0 ? query[0] : null);

        return text is null ? null
            : type == typeof(int) || type == typeof(long)
                ? long.TryParse(text, out var number) ? number
                    : throw Unread(property)
            : type == typeof(bool)
                ? bool.TryParse(text, out var yes) ? yes
                    : throw Unread(property)
            : JsonValue.Create(text);
    }

    private static JsonException Unread(PropertyInfo property) =>
        new(property.Name, $"$.{property.Name}", lineNumber: null, bytePositionInLine: null);

    private static async Task<(JsonNode? Sent, string? Unstorable)> Read(
        Stream body,
        JsonNodeOptions? options,
        CancellationToken cancel
    )
    {
        try
        {
            var sent = await JsonNode.ParseAsync(body, options, ApiJson.Limits, cancel);
            return (sent, Unstorable(sent, ""));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // Names that are the same but for their case, or no text, are found when an object is first looked into.
            throw new JsonException(e.Message);
        }
    }

    /// <summary>The first text that cannot be stored, by its path: one with NUL or half a surrogate pair.</summary>
    private static string? Unstorable(JsonNode? node, string path) =>
        node switch
        {
            JsonObject many => many.Select(one =>
                    Unstorable(one.Value, path is "" ? Problems.Camel(one.Key) : $"{path}.{one.Key}")
                )
                .FirstOrDefault(found => found is not null),
            JsonArray many => many.Select((one, i) => Unstorable(one, $"{path}[{i}]"))
                .FirstOrDefault(found => found is not null),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => IsStorable(value) ? null : path,
            _ => null,
        };

    private static bool IsStorable(JsonValue value)
    {
        try
        {
            return !value.GetValue<string>().Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool Same(string name, PropertyInfo property) =>
        string.Equals(name, property.Name, StringComparison.OrdinalIgnoreCase);

    private static IResult Malformed(string field, string message) =>
        Results.ValidationProblem(new Dictionary<string, string[]> { [field] = [message] });
}

/// <summary>The record that an endpoint binds, for the API's description.</summary>
public sealed record ApiRequest(Type Type);

/// <summary>What a list may be asked in its address, for the API's description.</summary>
public sealed record ApiList(IReadOnlyList<string> Parameters);
