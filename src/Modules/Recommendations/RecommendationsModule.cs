using Inspection.Kernel;

namespace Inspection.Recommendations;

/// <summary>Recommendations: what an inspectorate asked of the division, and what the division does about it.</summary>
public sealed class RecommendationsModule : IModule;
