using Inspection.Kernel.Events;

namespace Inspection.Kernel.Files;

public sealed partial class FileStore
{
    /// <summary>Asks the scanner again about a file in quarantine: it comes out, or stays because malware was found in it.</summary>
    /// <returns>The record now.</returns>
    /// <exception cref="NotFoundException">This division has no such file.</exception>
    /// <exception cref="RefusedException">The scanner could not say; nothing has changed.</exception>
    public async Task<StoredFile> ScanAgain(Guid id, CancellationToken cancel = default)
    {
        var file = await Find(id, cancel) ?? throw new NotFoundException($"There is no file {id}");

        if (file.State != FileState.Quarantined)
            return file;

        var verdict = await Scan(id, file.Size, cancel);

        return verdict.Trouble is null
            ? await Release(file, verdict, cancel)
            : throw new RefusedException($"{file.Name} stays in quarantine. {verdict.Trouble}");
    }

    /// <summary>
    /// Takes the content out for ever; name, size, hash and reason stay. Stored by the session's
    /// <see cref="Divisions.Session.Commit"/>, with the event that says so.
    /// </summary>
    /// <exception cref="NotFoundException">This division has no such file.</exception>
    public async Task Remove(Guid id, string reason, CancellationToken cancel = default)
    {
        if (await Find(id, cancel) is null)
            throw new NotFoundException($"There is no file {id}");

        await session.Execute(
            "select kernel.remove_file(@id, @Actor, @Now, @reason)",
            new
            {
                id,
                session.Caller.Actor,
                session.Now,
                reason,
            },
            cancel
        );
    }

    /// <summary>Asks the scanner again about everything that is in quarantine in this division, the oldest first.</summary>
    /// <returns>How many files came out of it.</returns>
    public async Task<int> ScanQuarantine(CancellationToken cancel = default)
    {
        var waiting = await session.Query<StoredFile>(
            $"{Columns} where division = @Division and state = 'Quarantined' order by stored_at",
            new { session.Caller.Division },
            cancel
        );
        var released = 0;

        foreach (var file in waiting)
        {
            var verdict = await Scan(file.Id, file.Size, cancel);

            if (verdict.IsAway)
                break;
            if (verdict.Trouble is null)
                released += (await Release(file, verdict, cancel)).IsUsable ? 1 : 0;
        }

        return released;
    }

    /// <summary>Notes what the scanner said at last: it is clean, or holds malware and stays where it is.</summary>
    private async Task<StoredFile> Release(StoredFile file, ScanVerdict verdict, CancellationToken cancel)
    {
        file = file with
        {
            State = verdict.State,
            Finding = verdict.Malware is null ? null : $"Malware: {verdict.Malware}",
        };
        await session.Execute(
            """
            update kernel.files set state = @state, finding = @Finding, scanned_at = @Now
            where division = @Division and id = @Id
            """,
            new
            {
                session.Caller.Division,
                session.Now,
                file.Id,
                state = $"{file.State}",
                file.Finding,
            },
            cancel
        );
        return file;
    }

    private async Task<ScanVerdict> Scan(Guid id, long size, CancellationToken cancel)
    {
        await using var content = new PartReader(session, id, size);
        return await scanner.Scan(content, cancel);
    }
}
