return await Inspection.Host.Cli.Verbs.Run(args);

/// <summary>The host as its tests start it.</summary>
internal sealed partial class Program;
