using Npgsql;

namespace Inspection.Kernel.Divisions;

/// <summary>The connections of the suite: the application's, which owns nothing and bypasses nothing, and the owner's for schema work.</summary>
public sealed class Database : IAsyncDisposable
{
    /// <summary>The role that every request works as: it may read and write rows of its own division, and owns nothing.</summary>
    public const string AppRole = "inspection_app";

    /// <summary>The role that owns every table and function; it too is subject to row-level security.</summary>
    public const string OwnerRole = "inspection_owner";

    /// <summary>
    /// Seconds until the database must have answered, where the connection string says no other; telling it to stop may
    /// take as long as connecting.
    /// </summary>
    private const int LongestCommand = 8;
    private const int LongestConnect = 4;

    /// <summary>The server ended a session that was idle within a transaction for too long.</summary>
    private const string StoodStill = "25P03";

    private readonly string connectionString;

    /// <summary>Opens no connection yet.</summary>
    /// <param name="connectionString">A role that is superuser, or a member of both roles. Its "Command Timeout", in seconds, holds for requests.</param>
    /// <param name="schemas">The modules' schemas, in the order that unqualified table names are looked up in.</param>
    public Database(string connectionString, IEnumerable<string> schemas)
    {
        SearchPath = string.Join(", ", schemas.Append("kernel"));
        this.connectionString = connectionString;
        App = Build(AppRole, pooling: true);
        Owner = Build(OwnerRole, pooling: false);
    }

    /// <summary>For requests. Work through <see cref="Session"/>, which sets division and actor.</summary>
    public NpgsqlDataSource App { get; }

    /// <summary>For schema changes, rebuilds and verification.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>Where unqualified table names are looked up.</summary>
    public string SearchPath { get; }

    /// <summary>The connection string as it was given, for the first step that makes the roles.</summary>
    internal string Given => connectionString;

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Owner.DisposeAsync();
    }

    /// <summary>Whether the database could not be asked, or was asked and went away: nothing is wrong with the question.</summary>
    public static bool IsAway(Exception e) =>
        e switch
        {
            PostgresException refused => refused.IsTransient
                || refused.SqlState is ['0', '8', ..] or ['5', '3', ..] or ['5', '7', 'P', ..] or StoodStill
                // It could not even begin a session: on a full disk, for one.
                || refused is { InvariantSeverity: "FATAL" or "PANIC", SqlState: ['X', 'X', ..] },
            _ => e is NpgsqlException,
        };

    /// <summary>Whether the database has no room left to store anything.</summary>
    public static bool IsFull(Exception e) => e is PostgresException { SqlState: PostgresErrorCodes.DiskFull };

    // A returned connection is not reset: DISCARD ALL would put the login role back. Everything a session sets is
    // local to its transaction, so nothing is left to reset.
    private NpgsqlDataSource Build(string role, bool pooling)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        var settings = builder.ConnectionStringBuilder;

        settings.SearchPath = SearchPath;
        settings.Options = $"{settings.Options} -c role={role} -c timezone=UTC".Trim();
        settings.NoResetOnClose = true;
        settings.Pooling = pooling;
        settings.MaxAutoPrepare = 200;
        settings.AutoPrepareMinUsages = 2;
        settings.Timeout = Math.Min(settings.Timeout, pooling ? LongestConnect : 10);

        // What a host that stands still has locked is free again when its session ends.
        if (pooling)
            settings.Options += " -c idle_in_transaction_session_timeout=2min";

        // Schema work takes its time, and waits for that of another host.
        if (!pooling)
            settings.CommandTimeout = 0;
        else if (!settings.ShouldSerialize("Command Timeout"))
            settings.CommandTimeout = LongestCommand;

        settings.ApplicationName ??= "inspection";

        return builder.Build();
    }
}
