using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Inspection.Kernel.Postgres;

/// <summary>A private PostgreSQL cluster in a data folder, running as long as someone here needs it.</summary>
public sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan LeavingTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WatchEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly EmbeddedPostgresOptions options;
    private readonly ClusterFolder folder;
    private readonly ILogger log;
    private readonly CancellationTokenSource leaving = new();
    private Task watching = Task.CompletedTask;
    private Postmaster postmaster;
    private HostLock? held;
    private Cluster? cluster;

    private EmbeddedPostgres(
        EmbeddedPostgresOptions options,
        ClusterFolder folder,
        ILogger log,
        Postmaster postmaster,
        HostLock held,
        Cluster? cluster
    )
    {
        this.options = options;
        this.folder = folder;
        this.log = log;
        this.postmaster = postmaster;
        this.held = held;
        this.cluster = cluster;
    }

    /// <summary>What had to be done, in words for the person who waits for it.</summary>
    public string Story => cluster?.Story ?? $"PostgreSQL of the running host ({folder.Data})";

    /// <summary>False when another process manages the cluster.</summary>
    public bool IsManagedHere => cluster is not null;

    /// <summary>The number of the server process.</summary>
    public int ProcessId => postmaster.Process;

    /// <summary>Starts the cluster, or adopts the one that a killed host left; refuses a folder with a host.</summary>
    public static async Task<EmbeddedPostgres> Start(
        EmbeddedPostgresOptions options,
        ILogger log,
        CancellationToken cancel = default
    )
    {
        var folder = ClusterFolder.Open(options.Folder, options.RunAs);
        var since = Stopwatch.StartNew();
        HostLock? held;
        while ((held = TryManage(folder, options, serves: true)) is null)
        {
            var other = HostLock.Read(folder);
            if (other.Serves || since.Elapsed > LeavingTime)
                throw InUse(folder, other);
            await Task.Delay(Pause, cancel);
        }
        return await Manage(options, folder, log, held, cancel);
    }

    /// <summary>Joins the cluster of a running host; without one, starts it until disposed.</summary>
    public static async Task<EmbeddedPostgres> Attach(
        EmbeddedPostgresOptions options,
        ILogger log,
        CancellationToken cancel = default
    )
    {
        var folder = ClusterFolder.Open(options.Folder, options.RunAs);
        var since = Stopwatch.StartNew();
        while (since.Elapsed < options.StartTimeout)
        {
            if (TryManage(folder, options, serves: false) is { } held)
                return await Manage(options, folder, log, held, cancel);
            if (await Visit(options, folder, log, cancel) is { } visitor)
                return visitor;
            await Task.Delay(Pause, cancel);
        }
        throw Silent(folder);
    }

    /// <summary>How to reach one of the cluster's databases.</summary>
    public string ConnectionString(string database = "postgres") =>
        new NpgsqlConnectionStringBuilder
        {
            Host = postmaster.Host,
            Port = postmaster.Port,
            Username = options.User,
            Password = Password(),
            Database = database,
        }.ConnectionString;

    /// <summary>How to reach a database that is made when it is missing.</summary>
    public async Task<string> Database(string name, CancellationToken cancel = default)
    {
        await using var server = NpgsqlDataSource.Create(ConnectionString() + ";Pooling=false");
        await using var find = server.CreateCommand("SELECT 1 FROM pg_database WHERE datname = $1");
        find.Parameters.Add(new() { Value = name });
        if (await find.ExecuteScalarAsync(cancel) is null)
        {
            await using var create = server.CreateCommand($"CREATE DATABASE \"{name.Replace("\"", "\"\"")}\"");
            try
            {
                await create.ExecuteNonQueryAsync(cancel);
            }
            catch (PostgresException raced) when (raced.SqlState == PostgresErrorCodes.DuplicateDatabase) { }
        }
        return ConnectionString(name);
    }

    /// <summary>Leaves the cluster, and stops it unless someone else still uses it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (held is null)
            return;
        var left = held;
        held = null;
        await leaving.CancelAsync();
        await watching;
        if (cluster is null || !await TryStop(cluster))
        {
            NpgsqlConnection.ClearAllPools();
            left.Dispose();
            await StopIfLast();
        }
        left.Dispose();
        leaving.Dispose();
    }

    /// <summary>A server that was killed under us is started again.</summary>
    private async Task Watch(Cluster managed)
    {
        using var timer = new PeriodicTimer(WatchEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(leaving.Token))
                await ReviveIfGone(managed);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested) { }
    }

    private async Task ReviveIfGone(Cluster managed)
    {
        try
        {
            if (Postmaster.Of(folder) is not null)
                return;
            Reviving(log, postmaster.Process);
            postmaster = await managed.Bring(leaving.Token);
            NpgsqlConnection.ClearAllPools();
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            NotRevived(log, failed.Message);
        }
    }

    /// <summary>Whoever managed the cluster may have gone before us.</summary>
    private async Task StopIfLast()
    {
        using var manage = TryManage(folder, options, serves: false);
        if (manage is null || Postmaster.Of(folder) is null)
            return;
        cluster ??= await Cluster.Find(folder, options, log, CancellationToken.None);
        await TryStop(cluster);
    }

    private async Task<bool> TryStop(Cluster managed)
    {
        using var alone = HostLock.TryCloseToGuests(folder);
        if (alone is not null)
            await managed.Stop();
        return alone is not null;
    }

    private static async Task<EmbeddedPostgres?> Visit(
        EmbeddedPostgresOptions options,
        ClusterFolder folder,
        ILogger log,
        CancellationToken cancel
    )
    {
        if (Postmaster.Of(folder) is not { IsReady: true } running || HostLock.TryVisit(folder) is not { } visit)
            return null;
        var answered = false;
        try
        {
            var visitor = new EmbeddedPostgres(options, folder, log, running, visit, cluster: null);
            answered = await visitor.IsAnswered(cancel);
            return answered ? visitor : null;
        }
        finally
        {
            if (!answered)
                visit.Dispose();
        }
    }

    private static async Task<EmbeddedPostgres> Manage(
        EmbeddedPostgresOptions options,
        ClusterFolder folder,
        ILogger log,
        HostLock held,
        CancellationToken cancel
    )
    {
        Cluster? cluster = null;
        try
        {
            cluster = await Cluster.Find(folder, options, log, cancel);
            var started = new EmbeddedPostgres(options, folder, log, await cluster.Bring(cancel), held, cluster);
            for (var since = Stopwatch.StartNew(); !await started.IsAnswered(cancel); await Task.Delay(Pause, cancel))
            {
                if (since.Elapsed > LeavingTime)
                    throw Silent(folder);
                started.postmaster = await cluster.Bring(cancel);
            }
            started.watching = started.Watch(cluster);
            return started;
        }
        catch
        {
            if (cluster is not null)
                await cluster.Stop();
            held.Dispose();
            throw;
        }
    }

    /// <summary>False when the server is just going, or was killed a moment ago.</summary>
    private async Task<bool> IsAnswered(CancellationToken cancel)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString() + ";Pooling=false");
            await connection.OpenAsync(cancel);
            return true;
        }
        catch (PostgresException refused) when (refused.SqlState != PostgresErrorCodes.CannotConnectNow)
        {
            throw new EmbeddedPostgresException(
                ExitCode.DatabaseUnreachable,
                $"PostgreSQL runs in {folder.Data} but does not let us in ({refused.MessageText}); "
                    + $"does {folder.Secret} belong to it?",
                refused
            );
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private string Password()
    {
        try
        {
            return File.ReadAllText(folder.Secret);
        }
        catch (FileNotFoundException missing)
        {
            throw ClusterFolder.Unusable(
                $"{folder.Secret}, the password of the cluster in {folder.Data}, is missing; restore it.",
                missing
            );
        }
    }

    private static HostLock? TryManage(ClusterFolder folder, EmbeddedPostgresOptions options, bool serves)
    {
        HostLock? taken = null;
        folder.Guard(() => taken = HostLock.TryManage(folder, serves, options.Occupant));
        return taken;
    }

    private static EmbeddedPostgresException Silent(ClusterFolder folder) =>
        new(
            ExitCode.DatabaseUnreachable,
            $"Process {HostLock.Read(folder).Process} manages {folder.Root}, but its PostgreSQL does not answer; "
                + $"{folder.LogFile} may say why."
        );

    private static EmbeddedPostgresException InUse(
        ClusterFolder folder,
        (string Process, bool Serves, string Occupant) other
    ) =>
        new(
            ExitCode.DataFolderInUse,
            other.Serves
                ? $"Another host (process {other.Process}, {other.Occupant}) already serves this data folder "
                    + $"({folder.Root}); start more hosts with --postgres."
                : $"Process {other.Process} ({other.Occupant}) uses this data folder ({folder.Root}); "
                    + "start again when it has ended."
        );

    [LoggerMessage(Level = LogLevel.Error, Message = "PostgreSQL process {Process} has gone; starting it again")]
    private static partial void Reviving(ILogger log, int process);

    [LoggerMessage(Level = LogLevel.Error, Message = "PostgreSQL could not be started again: {Why}")]
    private static partial void NotRevived(ILogger log, string why);
}
