namespace Inspection.Tests.Files;

/// <summary>Text that never ends, or ends or breaks where it is told to; nothing of it is held.</summary>
internal sealed class Endless : Stream
{
    public long Given { get; private set; }

    public long EndsAt { get; init; } = long.MaxValue;

    public long BreaksAt { get; init; } = long.MaxValue;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => Given;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (Given >= BreaksAt)
            throw new IOException("The client is gone");

        count = (int)Math.Min(count, EndsAt - Given);
        buffer.AsSpan(offset, count).Fill((byte)'a');
        Given += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Given >= BreaksAt)
            throw new IOException("The client is gone");

        var count = (int)Math.Min(buffer.Length, EndsAt - Given);
        buffer.Span[..count].Fill((byte)'a');
        Given += count;
        return ValueTask.FromResult(count);
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
