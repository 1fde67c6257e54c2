using Inspection.Kernel;

namespace Inspection.Organisation;

/// <summary>Organisation: the division, its teams, sites and posts, and the people who hold them.</summary>
public sealed class OrganisationModule : IModule;
