using System.Buffers;
using System.Data;
using Inspection.Kernel.Divisions;
using Npgsql;

namespace Inspection.Kernel.Files;

/// <summary>Reads a file's content from any place in it, holding one part at a time.</summary>
/// <param name="session">Whose division it is of.</param>
/// <param name="file">The file.</param>
/// <param name="size">Its size in bytes.</param>
/// <param name="release">Gives the connection back after each part: whoever reads slowly holds none. Only where nothing waits to be stored.</param>
internal sealed class PartReader(Session session, Guid file, long size, bool release = false) : Stream
{
    private readonly byte[] part = ArrayPool<byte>.Shared.Rent(PartWriter.Size);
    private int held = -1;
    private int filled;
    private long position;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => size;

    public override long Position
    {
        get => position;
        set => position = value is >= 0 ? value : throw new IOException("Before the beginning of the file");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position >= size || buffer.Length == 0)
            return 0;

        var (ordinal, at) = ((int)(position / PartWriter.Size), (int)(position % PartWriter.Size));

        if (ordinal != held)
            await Load(ordinal, cancellationToken);

        var taken = Math.Min(buffer.Length, filled - at);
        part.AsMemory(at, taken).CopyTo(buffer);
        position += taken;
        return taken;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => position + offset,
            _ => size + offset,
        };

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Files are read asynchronously");

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            ArrayPool<byte>.Shared.Return(part);
        base.Dispose(disposing);
    }

    private async Task Load(int ordinal, CancellationToken cancel)
    {
        held = -1;

        await using (
            var select = new NpgsqlCommand(
                "select content from kernel.file_parts where division = $1 and file = $2 and ordinal = $3",
                await session.Open(cancel)
            )
        )
        {
            select.Parameters.Add(new NpgsqlParameter<int> { TypedValue = session.Caller.Division });
            select.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = file });
            select.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ordinal });
            await using var reader = await select.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancel);
            filled = await reader.ReadAsync(cancel) ? await Fill(reader, cancel) : 0;
        }

        if (filled != Math.Min(PartWriter.Size, size - (long)ordinal * PartWriter.Size))
            throw new InvalidDataException($"Part {ordinal} of file {file} is not as it was stored");

        held = ordinal;

        if (release)
            await session.Abandon();
    }

    private async Task<int> Fill(NpgsqlDataReader reader, CancellationToken cancel)
    {
        await using var content = await reader.GetStreamAsync(0, cancel);
        return await content.ReadAtLeastAsync(part.AsMemory(0, PartWriter.Size), PartWriter.Size, false, cancel);
    }
}
