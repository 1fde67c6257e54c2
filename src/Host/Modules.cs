using Inspection.Kernel;

namespace Inspection.Host;

/// <summary>The modules this host is made of. Nothing else lists them.</summary>
public static class Modules
{
    public static IReadOnlyList<IModule> All { get; } =
    [
        new Organisation.OrganisationModule(),
        new Recommendations.RecommendationsModule(),
        new Deadlines.DeadlinesModule(),
    ];
}
