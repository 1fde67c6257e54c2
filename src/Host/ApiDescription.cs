using System.Reflection;
using System.Text.Json;
using Inspection.Kernel.Api;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Inspection.Host;

/// <summary>The API's description at /openapi/v1.json.</summary>
internal static class ApiDescription
{
    public static void AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info = new()
                        {
                            Title = "Inspection",
                            Version = "v1",
                            Description =
                                "Send a personal access token as \"Authorization: Bearer …\". Commands take an Idempotency-Key "
                                + "(a UUID) and may be sent again with it; If-Match carries the version that you saw. "
                                + "Problems are answered as RFC 9457 problem details.",
                        };
                        document.Servers = [];
                        document.Components ??= new();
                        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                        {
                            ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
                        };
                        document.Security = [new() { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
                        return Task.CompletedTask;
                    }
                );
                options.AddOperationTransformer(AddParameters);
            }
        );

    /// <summary>Route and query values are bound by name onto the record: they are its properties.</summary>
    private static Task AddParameters(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancel
    )
    {
        var route = context.Description.RelativePath ?? "";
        var request = context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiRequest>().FirstOrDefault();
        operation.Parameters ??= [];

        foreach (var property in request?.Type.GetProperties(BindingFlags.Public | BindingFlags.Instance) ?? [])
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var inRoute = route.Contains($"{{{name}}}", StringComparison.OrdinalIgnoreCase);

            if (inRoute || context.Description.HttpMethod == "GET" && property.CanWrite)
                operation.Parameters.Add(Parameter(name, inRoute ? ParameterLocation.Path : ParameterLocation.Query));
        }

        var list = context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiList>().FirstOrDefault();
        List<string> asked = [.. list?.Parameters ?? []];

        if (context.Description.HttpMethod == "GET")
            asked.Add("as-at");

        foreach (var name in asked)
            operation.Parameters.Add(Parameter(name, ParameterLocation.Query));

        return Task.CompletedTask;
    }

    private static OpenApiParameter Parameter(string name, ParameterLocation place) =>
        new()
        {
            Name = name,
            In = place,
            Required = place == ParameterLocation.Path,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };
}
