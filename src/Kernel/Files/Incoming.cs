using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Inspection.Kernel.Files;

/// <summary>A file on its way in: read once through a window of bounded size, counted and hashed as it comes.</summary>
internal sealed class Incoming(Stream source, long largest, Func<Exception>? tooLarge = null) : IDisposable
{
    private const int Window = 128 * 1024;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(Window);
    private int start;
    private int end;

    /// <summary>Bytes that came so far.</summary>
    public long Count { get; private set; }

    /// <summary>What is in the window and not yet taken.</summary>
    public ReadOnlyMemory<byte> Ahead => buffer.AsMemory(start, end - start);

    public ReadOnlySpan<byte> Span => Ahead.Span;

    public void Dispose()
    {
        hash.Dispose();
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>SHA-256 of everything, when all of it was read.</summary>
    public byte[] Hash() => hash.GetHashAndReset();

    /// <summary>Looks ahead by this many bytes, at most the window.</summary>
    /// <returns>False when the file ends before.</returns>
    public async ValueTask<bool> Has(int bytes, CancellationToken cancel)
    {
        if (end - start >= bytes)
            return true;

        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);

        while (end < bytes)
        {
            var read = await source.ReadAsync(buffer.AsMemory(end, Window - end), cancel);

            if (read == 0)
                return false;

            hash.AppendData(buffer, end, read);
            end += read;
            Count += read;

            if (Count > largest)
                throw tooLarge?.Invoke() ?? new InvalidDataException("too large");
        }

        return true;
    }

    /// <summary>Looks ahead by this many bytes, which must be there.</summary>
    /// <exception cref="DamagedException">The file ends before.</exception>
    public async ValueTask Need(int bytes, CancellationToken cancel)
    {
        if (!await Has(bytes, cancel))
            throw new DamagedException("it ends too early");
    }

    /// <summary>Goes on behind what was looked at.</summary>
    public void Skip(int bytes) => start += bytes;

    /// <summary>Takes bytes that may be more than the window, in pieces.</summary>
    /// <param name="bytes">How many, all of which must be there.</param>
    /// <param name="take">Is given each piece.</param>
    /// <param name="cancel">Stops between pieces.</param>
    public async ValueTask Take(
        long bytes,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> take,
        CancellationToken cancel
    )
    {
        while (bytes > 0)
        {
            await Need(1, cancel);
            var piece = Ahead[..(int)Math.Min(bytes, Ahead.Length)];
            await take(piece, cancel);
            Skip(piece.Length);
            bytes -= piece.Length;
        }
    }

    /// <summary>Copies bytes, all of which must be there; drops them where there is no target.</summary>
    public ValueTask Copy(long bytes, Stream? target, CancellationToken cancel) =>
        Take(bytes, (piece, stop) => target is null ? ValueTask.CompletedTask : target.WriteAsync(piece, stop), cancel);

    /// <summary>Reads to the end, to count and hash what nobody wants.</summary>
    public async ValueTask Drain(CancellationToken cancel)
    {
        while (await Has(1, cancel))
            Skip(Ahead.Length);
    }

    public ushort BigShort(int at) => BinaryPrimitives.ReadUInt16BigEndian(Span[at..]);

    public uint BigInt(int at) => BinaryPrimitives.ReadUInt32BigEndian(Span[at..]);

    public uint LittleInt(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Span[at..]);
}

/// <summary>A file is not what its type is made of; the message ends the sentence "… is damaged: ".</summary>
internal sealed class DamagedException(string how) : Exception(how);

/// <summary>A file is sound but not taken; the message ends a sentence that begins with its name.</summary>
internal sealed class NotTakenException(string why) : Exception(why);
