using Inspection.Kernel.Postgres;

namespace Inspection.Host.Cli;

/// <summary>PENDING: the verbs whose work is not written yet. Delete this file with its last use.</summary>
internal static class Pending
{
    public static Task<ExitCode> Verb(string name) =>
        throw new NotSupportedException($"\"{name}\" is not available in this version.");
}
