using FluentValidation;
using FluentValidation.Results;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Inspection.Kernel.Files;

/// <summary>
/// The one way in which files are taken, kept and handed out. Everything happens in the session's transaction: a file is
/// stored with the event that speaks of it, or not at all.
/// </summary>
public sealed class FileStore(Session session, Clamd scanner, IOptions<FileSettings> settings)
{
    private const string Columns = """
        select id, name, content_type, size, encode(sha256, 'hex') as sha256, encode(original_sha256, 'hex') as original_sha256,
            state, finding, kept, stored_by, stored_at from kernel.files
        """;

    /// <summary>Takes a file for good; stored by the session's <see cref="Session.Commit"/>, which commands do by themselves.</summary>
    /// <param name="content">Read once, from its beginning where it can seek; held in memory a part at a time.</param>
    /// <param name="name">The name as it was sent; it is cleaned.</param>
    /// <param name="rules">Which types are taken; those of <see cref="FileRules.Evidence"/> when not said.</param>
    /// <param name="field">The command's property that a refusal is said of.</param>
    /// <param name="id">The file's id; a new one when not said.</param>
    /// <param name="cancel">Stops; nothing is stored.</param>
    /// <returns>The record. Where its state is <see cref="FileState.Quarantined"/>, it must not count as evidence yet.</returns>
    /// <exception cref="ValidationException">
    /// Refused, in words for the person: empty, too large, of a type that is not taken or not the one its name says,
    /// damaged, more inside than is unpacked, macros, too many pixels, or malware. Nothing of it is stored.
    /// </exception>
    public Task<StoredFile> Store(
        Stream content,
        string? name,
        FileRules? rules = null,
        string field = "File",
        Guid? id = null,
        CancellationToken cancel = default
    ) => Take(content, name, rules, field, id, kept: true, cancel);

    /// <summary>Takes a file that came with a form; see the other overload.</summary>
    public async Task<StoredFile> Store(
        IFormFile file,
        FileRules? rules = null,
        string field = "File",
        Guid? id = null,
        CancellationToken cancel = default
    )
    {
        await using var content = file.OpenReadStream();
        return await Store(content, file.FileName, rules, field, id, cancel);
    }

    /// <summary>Takes a file that nothing depends on yet: <see cref="Keep"/> it, or <see cref="Discard"/> it.</summary>
    /// <inheritdoc cref="Store(Stream, string?, FileRules?, string, Guid?, CancellationToken)"/>
    public Task<StoredFile> StoreDraft(
        Stream content,
        string? name,
        FileRules? rules = null,
        string field = "File",
        Guid? id = null,
        CancellationToken cancel = default
    ) => Take(content, name, rules, field, id, kept: false, cancel);

    /// <summary>The record, or null where this division has no such file.</summary>
    public Task<StoredFile?> Find(Guid id, CancellationToken cancel = default) =>
        session.One<StoredFile>(
            $"{Columns} where division = @Division and id = @id",
            new { session.Caller.Division, id },
            cancel
        );

    /// <summary>The record of a file that may be read and count as evidence.</summary>
    /// <exception cref="NotFoundException">This division has no such file.</exception>
    /// <exception cref="RefusedException">It is in quarantine.</exception>
    public async Task<StoredFile> Require(Guid id, CancellationToken cancel = default)
    {
        var file = await Find(id, cancel) ?? throw new NotFoundException($"There is no file {id}");

        return file.IsUsable
            ? file
            : throw new RefusedException(
                $"{file.Name} is in quarantine until it has been scanned for malware. Try again later"
            );
    }

    /// <summary>The content, as it was stored. It can seek; it is read with the asynchronous methods.</summary>
    /// <exception cref="NotFoundException">This division has no such file.</exception>
    /// <exception cref="RefusedException">It is in quarantine.</exception>
    public async Task<Stream> Open(Guid id, CancellationToken cancel = default) =>
        new PartReader(session, id, (await Require(id, cancel)).Size);

    /// <summary>Makes a draft last.</summary>
    /// <exception cref="NotFoundException">This division has no such file.</exception>
    /// <exception cref="RefusedException">It is in quarantine.</exception>
    public async Task<StoredFile> Keep(Guid id, CancellationToken cancel = default)
    {
        var file = await Require(id, cancel);
        await session.Execute("select kernel.keep_file(@id)", new { id }, cancel);
        return file with { Kept = true };
    }

    /// <summary>Removes a draft and its content.</summary>
    /// <returns>False where there is none, or it was kept.</returns>
    public async Task<bool> Discard(Guid id, CancellationToken cancel = default)
    {
        if (await Find(id, cancel) is not { Kept: false })
            return false;

        await session.Execute("select kernel.discard_file(@id)", new { id }, cancel);
        return true;
    }

    /// <summary>Asks the scanner again about a file in quarantine: it comes out, or stays because malware was found in it.</summary>
    /// <returns>The record now.</returns>
    /// <exception cref="NotFoundException">This division has no such file.</exception>
    /// <exception cref="RefusedException">The scanner could not say; nothing has changed.</exception>
    public async Task<StoredFile> ScanAgain(Guid id, CancellationToken cancel = default)
    {
        var file = await Find(id, cancel) ?? throw new NotFoundException($"There is no file {id}");

        if (file.IsUsable)
            return file;

        var verdict = await Scan(id, file.Size, cancel);

        return verdict.Trouble is null
            ? await Release(file, verdict, cancel)
            : throw new RefusedException($"{file.Name} stays in quarantine. {verdict.Trouble}");
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

    /// <summary>The content for an answer that may be read slowly: the connection is given back between parts.</summary>
    internal Stream Outgoing(StoredFile file) => new PartReader(session, file.Id, file.Size, release: true);

    private async Task<StoredFile> Take(
        Stream content,
        string? name,
        FileRules? rules,
        string field,
        Guid? id,
        bool kept,
        CancellationToken cancel
    )
    {
        var clean = FileName.Clean(name);
        var connection = await session.Open(cancel);

        // Whoever catches a refusal and goes on stores nothing of the file.
        await Execute(connection, "savepoint file", cancel);

        try
        {
            var file = await Take(
                content,
                clean,
                rules ?? FileRules.Evidence,
                id ?? Guid.CreateVersion7(),
                kept,
                cancel
            );
            await Execute(connection, "release savepoint file", cancel);
            return file;
        }
        catch (Exception e) when (e is NotTakenException or DamagedException)
        {
            await Execute(connection, "rollback to savepoint file", cancel);
            var why = e is DamagedException ? $"{clean} is damaged: {e.Message}" : $"{clean} {e.Message}";
            throw new ValidationException([new ValidationFailure(field, why)]);
        }
    }

    private async Task<StoredFile> Take(
        Stream content,
        string name,
        FileRules rules,
        Guid id,
        bool kept,
        CancellationToken cancel
    )
    {
        // A command that is decided again, after a conflict, reads it again.
        if (content.CanSeek)
            content.Position = 0;

        var limits = settings.Value;
        using var incoming = new Incoming(
            content,
            limits.Largest,
            () => new NotTakenException($"is larger than {limits.LargestMegabytes} MB, the most that one file may have")
        );
        await incoming.Has(Sniffer.Enough, cancel);
        var type = Judge.TypeOf(name, incoming.Span, rules);
        long size;
        byte[] hash;

        await using (var writer = new PartWriter(session, id))
        {
            await Judge.Take(type, incoming, writer, cancel);
            await incoming.Drain(cancel);
            (size, hash) = await writer.Finish(cancel);
        }

        await using (var stored = new PartReader(session, id, size))
            await Judge.LookInside(type, stored, cancel);

        var verdict = await Scan(id, size, cancel);

        if (verdict.Malware is { } malware)
            throw new NotTakenException($"holds malware ({malware}) and was not stored");

        var file = new StoredFile(
            id,
            name,
            type.MediaType,
            size,
            Convert.ToHexStringLower(hash),
            Convert.ToHexStringLower(incoming.Hash()),
            verdict.State,
            verdict.Trouble,
            kept,
            session.Caller.Actor,
            session.Now
        );
        await Insert(file, verdict, cancel);
        return file;
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

    private Task<int> Insert(StoredFile file, ScanVerdict verdict, CancellationToken cancel) =>
        session.Execute(
            """
            insert into kernel.files (division, id, name, content_type, sha256, original_sha256, size, state, finding,
                scanned_at, kept, stored_by, stored_at)
            values (@Division, @Id, @Name, @ContentType, decode(@Sha256, 'hex'), decode(@OriginalSha256, 'hex'), @Size,
                @state, @Finding, @scannedAt, @Kept, @StoredBy, @StoredAt)
            """,
            new
            {
                session.Caller.Division,
                file.Id,
                file.Name,
                file.ContentType,
                file.Sha256,
                file.OriginalSha256,
                file.Size,
                state = $"{file.State}",
                file.Finding,
                scannedAt = verdict.State == FileState.NotScanned ? (DateTimeOffset?)null : session.Now,
                file.Kept,
                file.StoredBy,
                file.StoredAt,
            },
            cancel
        );

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
