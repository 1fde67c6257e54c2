using System.Buffers;
using System.Security.Cryptography;
using Inspection.Kernel.Divisions;
using Npgsql;
using NpgsqlTypes;

namespace Inspection.Kernel.Files;

/// <summary>Writes a file's content into the session's transaction, part by part, and hashes what it writes.</summary>
internal sealed class PartWriter(Session session, Guid file) : Stream
{
    /// <summary>Bytes of every part but the last.</summary>
    public const int Size = 256 * 1024;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] part = ArrayPool<byte>.Shared.Rent(Size);
    private int filled;
    private int ordinal;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => (long)ordinal * Size + filled;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        while (buffer.Length > 0)
        {
            if (filled == Size)
                await Store(cancellationToken);

            var taken = Math.Min(buffer.Length, Size - filled);
            buffer[..taken].CopyTo(part.AsMemory(filled));
            filled += taken;
            buffer = buffer[taken..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Stores what is left.</summary>
    /// <returns>The size and SHA-256 of everything.</returns>
    public async Task<(long Size, byte[] Sha256)> Finish(CancellationToken cancel)
    {
        var size = Length;
        await Store(cancel);
        return (size, hash.GetHashAndReset());
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hash.Dispose();
            ArrayPool<byte>.Shared.Return(part);
        }
        base.Dispose(disposing);
    }

    private async Task Store(CancellationToken cancel)
    {
        hash.AppendData(part, 0, filled);
        await using var insert = new NpgsqlCommand(
            "insert into kernel.file_parts (division, file, ordinal, content) values ($1, $2, $3, $4)",
            await session.Open(cancel)
        );
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = session.Caller.Division });
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = file });
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ordinal++ });
        insert.Parameters.Add(
            new NpgsqlParameter<ReadOnlyMemory<byte>>
            {
                TypedValue = part.AsMemory(0, filled),
                NpgsqlDbType = NpgsqlDbType.Bytea,
            }
        );
        await insert.ExecuteNonQueryAsync(cancel);
        filled = 0;
    }
}
