namespace Inspection.Kernel.Postgres;

/// <summary>What a process tells its caller when it ends; scripts may rely on these numbers.</summary>
public enum ExitCode
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>Failed for a reason that has no number of its own.</summary>
    Failed = 1,

    /// <summary>The command line was not understood.</summary>
    Usage = 2,

    /// <summary>Another process serves the data folder.</summary>
    DataFolderInUse = 3,

    /// <summary>The data folder is read-only, unreachable, someone else's, or holds something else.</summary>
    DataFolderNotUsable = 4,

    /// <summary>No PostgreSQL that could be used was found, or it did not start.</summary>
    NoUsablePostgres = 5,

    /// <summary>The data belong to another major version of PostgreSQL.</summary>
    WrongMajorVersion = 6,

    /// <summary>No space is left on the disk of the data folder.</summary>
    DiskFull = 7,

    /// <summary>The web port is in use.</summary>
    PortInUse = 8,

    /// <summary>The database does not answer or does not let us in.</summary>
    DatabaseUnreachable = 9,
}
