namespace Inspection.Kernel.Postgres;

/// <summary>Where a private cluster lives and how it is run.</summary>
public sealed record EmbeddedPostgresOptions(string Folder)
{
    /// <summary>The folder of postgres, initdb and pg_ctl; when set, no other is looked for.</summary>
    public string? Binaries { get; init; }

    /// <summary>What other processes are told about this one: the host's address, or the name of a verb.</summary>
    public string Occupant { get; init; } = "";

    /// <summary>The account the server runs under when this process is root; else postgres, else nobody.</summary>
    public string? RunAs { get; init; }

    /// <summary>False for throw-away clusters: nothing is forced to disk.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>How long a live server may take to recover before it is given up.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The owner of the cluster's databases.</summary>
    public string User { get; init; } = "inspection";
}
