using Npgsql;

namespace Inspection.Kernel.Divisions;

/// <summary>
/// The database's clock, the same on every host: whatever a host's own clock says or is set to, time goes on from the last
/// measurement by a counter that nobody sets. Until it is first measured it is the host's.
/// </summary>
public class DatabaseClock(Database database, TimeProvider host) : TimeProvider
{
    /// <summary>An answer that took longer says less than the last one.</summary>
    private static readonly TimeSpan Vague = TimeSpan.FromSeconds(1);

    private volatile Reading? last;

    /// <summary>Whether it is the database's already.</summary>
    public bool IsMeasured => last is not null;

    public override long TimestampFrequency => host.TimestampFrequency;

    public override long GetTimestamp() => host.GetTimestamp();

    public override DateTimeOffset GetUtcNow() =>
        last is { } reading ? reading.At + GetElapsedTime(reading.Timestamp) : host.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        host.CreateTimer(callback, state, dueTime, period);

    /// <summary>Asks the database for its time: at the start of what depends on it, and again every minute or so.</summary>
    /// <exception cref="NpgsqlException">It does not answer; the clock goes on from before.</exception>
    public async Task Measure(CancellationToken cancel = default)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        var asked = GetTimestamp();
        var at = await Ask(connection, cancel);

        if (IsMeasured && GetElapsedTime(asked) > Vague)
            return;

        // It was read somewhere between asking and the answer.
        last = new(at, asked + (GetTimestamp() - asked) / 2);
    }

    /// <summary>The time that the database says.</summary>
    protected virtual async Task<DateTimeOffset> Ask(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select clock_timestamp()", connection);
        return new((DateTime)(await command.ExecuteScalarAsync(cancel))!);
    }

    private sealed record Reading(DateTimeOffset At, long Timestamp);
}
