using Inspection.Kernel.Divisions;
using Npgsql;

namespace Inspection.Kernel.Events;

/// <summary>
/// Commits what several requests of this host append at the same time in one transaction. Who comes while nobody is under
/// way goes at once, as does who has many events for a division that nobody else is storing to; who comes later goes with
/// all who wait, as soon as they are as many as are under way. When a group is refused, each of its members tries alone, so
/// that it gets its own answer.
/// </summary>
public sealed class Appends(Database database)
{
    // What so many events take is more than what a transaction takes: they gain nothing by going together.
    private const int Enough = 50;
    private const int MostEvents = 500;
    private const int MostBytes = 1_000_000;

    /// <summary>How many transactions at a time.</summary>
    internal int Places { get; set; } = 8;

    /// <summary>What is locked elsewhere, or a group that does not come back, keeps nobody else waiting for longer.</summary>
    internal TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(1);

    private string Begin =>
        $"select set_config('role', '{Database.AppRole}', true), set_config('lock_timeout', '{Patience.TotalMilliseconds:0}', true)";

    private readonly Lock gate = new();
    private readonly List<Waiting> queue = [];
    private readonly List<int> underWay = [];
    private int places;

    /// <summary>How many wait, for tests.</summary>
    internal int Waiters
    {
        get
        {
            lock (gate)
                return queue.Count;
        }
    }

    /// <summary>Stores an append: alone when a place is free, otherwise with others.</summary>
    /// <param name="append">What to store.</param>
    /// <param name="alone">Stores it alone, in the session's own transaction; told whether others of its division are under way.</param>
    /// <param name="release">Gives the session's connection back: who waits must not hold what a group needs.</param>
    /// <param name="cancel">Stops waiting; a group that is under way goes on.</param>
    internal async Task Store(Append append, Func<bool, Task> alone, Func<Task> release, CancellationToken cancel)
    {
        var shared = Enter(append, null);

        if (shared is null)
        {
            await release();
            var waiting = new Waiting(append);
            shared = Enter(append, waiting);

            if (shared is null && await IsStored(waiting, cancel))
                return;
        }

        try
        {
            await alone(shared is not false);
        }
        finally
        {
            if (shared is not null)
                Leave([append]);
        }
    }

    /// <summary>Whether others of its division are under way; null where it has to wait, in the queue if it says how.</summary>
    private bool? Enter(Append append, Waiting? otherwise)
    {
        Group? group;

        lock (gate)
        {
            var shared = IsUnderWay(append.Division);

            if (places < Places && ((append.Events >= Enough && !shared) || underWay.Count == 0))
            {
                Take([append]);
                return shared;
            }

            if (otherwise is null)
                return null;

            queue.Add(otherwise);
            group = Next();
        }

        Go(group);
        return null;
    }

    /// <summary>Gives the place to those who wait.</summary>
    private void Leave(IReadOnlyCollection<Append> stored)
    {
        Group? group;

        lock (gate)
        {
            places--;

            foreach (var one in stored)
                underWay.Remove(one.Division);

            group = Next();
        }

        Go(group);
    }

    private void Take(IReadOnlyCollection<Append> some)
    {
        places++;
        underWay.AddRange(some.Select(one => one.Division));
    }

    private void Go(Group? group)
    {
        if (group is not null)
            ThreadPool.UnsafeQueueUserWorkItem(
                static work => _ = work.Of.Store(work.Group),
                (Of: this, Group: group),
                preferLocal: false
            );
    }

    private bool IsUnderWay(int division) => underWay.Contains(division);

    // Those who wait go when they are as many as are under way: two of four are stored faster than one of seven and one of
    // one. Many events go at once, unless they would only wait for the head of their division.
    private bool MayGo(IReadOnlyList<Append> some, int events) =>
        some.Count > 0
        && (some.Count >= underWay.Count || (events >= Enough && !some.Any(one => IsUnderWay(one.Division))));

    // Two that change the same stream, or are the same command sent twice, would make each other fail: the second goes alone afterwards.
    private Group? Next()
    {
        if (queue.Count == 0 || places >= Places)
            return null;

        var (together, later, seen) = (new List<Waiting>(), new List<Waiting>(), new HashSet<(int, Guid, bool)>());
        var (events, bytes) = (0, 0);

        foreach (var one in queue)
        {
            var append = one.Append;

            // It would only wait elsewhere, for the head of its division.
            if (append.Events >= Enough && IsUnderWay(append.Division))
                continue;

            if (together.Count > 0 && (events + append.Events > MostEvents || bytes + append.Size > MostBytes))
                break;

            if (append.Claims.All(seen.Add))
            {
                together.Add(one);
                events += append.Events;
                bytes += append.Size;
            }
            else
                later.Add(one);
        }

        var group = new Group(together, later);

        if (!MayGo(group.Appends, events))
            return null;

        queue.RemoveAll(one => together.Contains(one) || later.Contains(one));
        Take(group.Appends);
        return group;
    }

    private async Task Store(Group group)
    {
        var stored = false;
        var failed = (Exception?)null;

        try
        {
            await Commit(group.Appends);
            stored = true;
        }
        catch (PostgresException e) when (!e.SqlState.StartsWith("57P", StringComparison.Ordinal))
        {
            // Refused, so nothing of it is stored.
        }
        catch (Exception e)
        {
            // Nobody knows what became of it.
            failed = e;
        }

        Leave(group.Appends);

        foreach (var member in group.Members)
            if (failed is null)
                member.Answer.SetResult(stored);
            else
                member.Answer.SetException(failed);

        foreach (var one in group.Later)
            one.Answer.SetResult(false);
    }

    /// <summary>One transaction. Rows and then heads are locked in the order of divisions and streams, as everybody does.</summary>
    private async Task Commit(IEnumerable<Append> appends)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new(Begin));

        foreach (
            var (division, stream) in appends
                .SelectMany(one => one.Streams, (one, stream) => (one.Division, stream))
                .OrderBy(one => (one.Division, one.stream.Id))
        )
            stream.WriteRows(division, batch);

        var statement = Append.Statement([.. appends.OrderBy(one => one.Division)], waits: true);
        batch.BatchCommands.Add(statement);
        await batch.ExecuteNonQueryAsync();
        Append.Confirm(statement);
    }

    private async Task<bool> IsStored(Waiting waiting, CancellationToken cancel)
    {
        try
        {
            return await waiting.Answer.Task.WaitAsync(Patience, cancel);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            lock (gate)
                if (queue.Remove(waiting))
                {
                    cancel.ThrowIfCancellationRequested();
                    return false;
                }

            return await waiting.Answer.Task.WaitAsync(cancel);
        }
    }

    private sealed class Waiting(Append append)
    {
        public Append Append => append;

        public TaskCompletionSource<bool> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Who goes together, and who must go after them.</summary>
    private sealed record Group(List<Waiting> Members, List<Waiting> Later)
    {
        public IReadOnlyList<Append> Appends { get; } = [.. Members.Select(member => member.Append)];
    }
}
