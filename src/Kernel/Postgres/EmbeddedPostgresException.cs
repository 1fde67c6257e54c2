namespace Inspection.Kernel.Postgres;

/// <summary>Says in one sentence why the cluster cannot be used, and what to do about it.</summary>
public sealed class EmbeddedPostgresException(ExitCode exitCode, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The number the process should end with.</summary>
    public ExitCode ExitCode => exitCode;
}
