using Npgsql;

namespace Inspection.Kernel.Divisions;

/// <summary>The connections of the suite: the application's, which owns nothing and bypasses nothing, and the owner's for schema work.</summary>
public sealed class Database : IAsyncDisposable
{
    /// <summary>The role that every request works as: it may read and write rows of its own division, and owns nothing.</summary>
    public const string AppRole = "inspection_app";

    /// <summary>The role that owns every table and function; it too is subject to row-level security.</summary>
    public const string OwnerRole = "inspection_owner";

    private readonly string connectionString;

    /// <summary>Opens no connection yet.</summary>
    /// <param name="connectionString">A role that is superuser, or a member of both roles.</param>
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
        settings.Timeout = Math.Min(settings.Timeout, 10);
        settings.ApplicationName ??= "inspection";

        return builder.Build();
    }
}
