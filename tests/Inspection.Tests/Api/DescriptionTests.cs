using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Api;

/// <summary>The description at /openapi/v1.json says what the API is.</summary>
public sealed partial class DescriptionTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task The_description_names_every_route_with_its_parameters()
    {
        using var client = new HttpClient { BaseAddress = app.Address };
        var text = await client.GetStringAsync("/openapi/v1.json");
        var description = JsonSerializer.Deserialize<JsonElement>(text);
        var operations = description
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path =>
                path.Value.EnumerateObject()
                    .Select(one => (Route: $"{one.Name.ToUpperInvariant()} {path.Name}", one.Value))
            )
            .ToList();

        Assert.StartsWith("3.", description.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal(Mapped.Order(), operations.Select(one => one.Route).Order());
        Assert.Distinct(operations.Select(one => one.Value.GetProperty("operationId").GetString()));
        Assert.All(operations, one => Assert.Equal(InPath(one.Route), Declared(one.Value)));
        Assert.All(operations, one => Assert.NotEmpty(one.Value.GetProperty("responses").EnumerateObject()));
        Assert.All(
            References().Matches(text),
            one => Assert.True(Resolves(description, one.Groups[1].Value), one.Value)
        );
    }

    [Fact]
    public async Task The_description_says_that_a_token_is_needed_and_what_a_list_is_asked()
    {
        using var client = new HttpClient { BaseAddress = app.Address };
        var description = JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync("/openapi/v1.json"));

        Assert.Contains("token", description.GetProperty("security")[0].EnumerateObject().Select(one => one.Name));
        Assert.Subset(
            description
                .GetProperty("paths")
                .GetProperty("/api/recommendations")
                .GetProperty("get")
                .GetProperty("parameters")
                .EnumerateArray()
                .Select(one => one.GetProperty("name").GetString()!)
                .ToHashSet(),
            new HashSet<string> { "q", "sort", "cursor", "limit", "status", "due", "owner", "report", "as-at" }
        );
    }

    private IEnumerable<string> Mapped =>
        app
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(one => one.RoutePattern.RawText!.TrimStart('/').StartsWith("api/", StringComparison.Ordinal))
            .Select(one =>
                $"{one.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]} {one.RoutePattern.RawText}"
            );

    private static IEnumerable<string> InPath(string route) =>
        Parameters().Matches(route).Select(one => one.Groups[1].Value).Order();

    private static IEnumerable<string> Declared(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters)
            ? parameters
                .EnumerateArray()
                .Where(one => one.GetProperty("in").GetString() == "path")
                .Where(one => one.GetProperty("required").GetBoolean())
                .Select(one => one.GetProperty("name").GetString()!)
                .Order()
            : [];

    private static bool Resolves(JsonElement description, string path)
    {
        foreach (var step in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            if (!description.TryGetProperty(step, out description))
                return false;

        return true;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameters();

    [GeneratedRegex("\"\\$ref\":\\s*\"#([^\"]+)\"")]
    private static partial Regex References();
}
