using FluentValidation;
using FluentValidation.Results;
using Npgsql;

namespace Inspection.Kernel.Files;

public sealed partial class FileStore
{
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
