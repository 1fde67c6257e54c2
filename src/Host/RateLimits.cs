using System.Threading.RateLimiting;
using Inspection.Kernel.Access;

namespace Inspection.Host;

/// <summary>How often one address may ask for what is open to strangers; each host counts for itself.</summary>
internal static class RateLimits
{
    private const int PerMinute = 120;

    public static void AddRateLimits(this IServiceCollection services) =>
        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.AddPolicy(
                Open.ToStrangers,
                http =>
                    RateLimitPartition.GetFixedWindowLimiter(
                        $"{http.Connection.RemoteIpAddress}",
                        _ => new() { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1) }
                    )
            );
        });
}
