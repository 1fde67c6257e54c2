using FluentValidation;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Inspection.Kernel.Files;

/// <summary>
/// The one way in which files are taken, kept and handed out. Everything happens in the session's transaction: a file is
/// stored with the event that speaks of it, or not at all.
/// </summary>
public sealed partial class FileStore(Session session, Clamd scanner, IOptions<FileSettings> settings)
{
    private const string Columns = """
        select id, name, content_type, size, encode(sha256, 'hex') as sha256, encode(original_sha256, 'hex') as original_sha256,
            state, finding, kept, stored_by, stored_at, removed_at from kernel.files
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
    /// <exception cref="FileRemovedException">Its content was removed.</exception>
    public async Task<StoredFile> Require(Guid id, CancellationToken cancel = default)
    {
        var file = await Find(id, cancel) ?? throw new NotFoundException($"There is no file {id}");

        return file.State == FileState.Removed ? throw new FileRemovedException(file)
            : file.IsUsable ? file
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

    /// <summary>The content for an answer that may be read slowly: the connection is given back between parts.</summary>
    public Stream Outgoing(StoredFile file) => new PartReader(session, file.Id, file.Size, release: true);
}
