using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Inspection.Host;

/// <summary>Proxies that are named are believed when they say for whom they ask; what anybody else says is not read.</summary>
internal static class Proxies
{
    /// <summary>Their addresses, with commas: <c>Inspection__Proxies=10.0.0.7,10.0.0.8</c></summary>
    public const string Setting = "Inspection:Proxies";

    /// <exception cref="InvalidOperationException">Something in the setting is no address.</exception>
    public static void UseProxies(this WebApplication app)
    {
        var named = (app.Configuration[Setting] ?? "").Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );

        if (named.Length == 0)
            return;

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
        };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();

        foreach (var one in named)
            options.KnownProxies.Add(
                IPAddress.TryParse(one, out var address)
                    ? address
                    : throw new InvalidOperationException(
                        $"Inspection__Proxies names “{one}”, which is no address. Write addresses of proxies with commas between them."
                    )
            );

        app.UseForwardedHeaders(options);
    }
}
