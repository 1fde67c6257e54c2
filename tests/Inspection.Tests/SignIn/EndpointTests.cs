using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.SignIn;

public sealed class EndpointTests(App app) : IClassFixture<App>
{
    private static readonly string[] Open =
    [
        "accessibility",
        "api",
        "as-at/today",
        "error/{status:int}",
        "forgotten-password",
        "health/live",
        "health/ready",
        "invitation/{secret}",
        "reset/{secret}",
        "set-up",
        "shared/{token}",
        "shared/{token}/{number:int}",
        "shared/{token}/files/{id:guid}",
        "sign-in",
        "sign-out",
    ];

    [Fact]
    public void Nothing_can_be_reached_without_a_policy_but_what_is_listed_here()
    {
        var endpoints = app
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            // Styles and scripts are open; a file that is none of them is found by nobody.
            .Where(one => !Path.HasExtension(one.RoutePattern.RawText) && one.RoutePattern.RawText != "{**path:file}")
            .ToList();
        var open = endpoints.Where(one => one.Metadata.GetMetadata<IAllowAnonymous>() is not null).ToList();

        Assert.NotEmpty(endpoints.Except(open));
        Assert.All(
            endpoints.Except(open),
            one => Assert.True(one.Metadata.GetMetadata<IAuthorizeData>()?.Policy is not null, one.DisplayName)
        );
        Assert.Equal(Open, open.Select(one => one.RoutePattern.RawText!.TrimStart('/')).Distinct().Order());
    }

    [Fact]
    public async Task A_stranger_is_sent_to_sign_in_from_every_page_that_is_not_open()
    {
        var stranger = app.Stranger();
        var pages = app
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(one => one.Metadata.GetMetadata<IAuthorizeData>() is not null)
            .Where(one => one.Metadata.GetMetadata<HttpMethodMetadata>() is null)
            .Select(one => "/" + string.Join('/', one.RoutePattern.PathSegments.Select(Segment)));

        foreach (var page in pages)
            Assert.StartsWith("/sign-in?", (await stranger.Open(page)).RedirectedTo, StringComparison.Ordinal);
    }

    private static string Segment(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPathSegment segment) =>
        string.Concat(
            segment.Parts.Select(part =>
                part switch
                {
                    Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
                    Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart one
                        when one.ParameterPolicies.Any(policy => policy.Content == "int") => "1",
                    _ => $"{Guid.Empty}",
                }
            )
        );
}
