using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Recommendations;

/// <summary>Recommendations: what an inspectorate asked of the division, and what the division does about it.</summary>
public sealed class RecommendationsModule : IModule
{
    public void AddServices(IServiceCollection services) =>
        services.AddScoped<OwnWork>().AddSingleton(ModuleSchema.Beside<RecommendationsModule>("recommendations.sql"));
}
