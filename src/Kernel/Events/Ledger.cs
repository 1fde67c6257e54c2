using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Inspection.Kernel.Events;

/// <summary>How events are hashed into the chain of their division.</summary>
internal static class Ledger
{
    // Numbers, ids, time and two lengths.
    private const int Fixed = 78;

    /// <summary>PostgreSQL counts from here.</summary>
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The hash of everything about an event that does not depend on the events before it. Texts are UTF-8.</summary>
    public static byte[] Contents(
        int division,
        Guid stream,
        int version,
        short schema,
        Guid command,
        int ordinal,
        Guid actor,
        DateTime at,
        ReadOnlySpan<byte> type,
        ReadOnlySpan<byte> data,
        ReadOnlySpan<byte> metadata
    )
    {
        var bytes = new byte[Fixed + type.Length + data.Length + metadata.Length].AsSpan();
        BinaryPrimitives.WriteInt32BigEndian(bytes, division);
        stream.TryWriteBytes(bytes[4..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[20..], version);
        BinaryPrimitives.WriteInt16BigEndian(bytes[24..], schema);
        command.TryWriteBytes(bytes[26..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[42..], ordinal);
        actor.TryWriteBytes(bytes[46..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[62..], (at - Epoch).Ticks / TimeSpan.TicksPerMicrosecond);
        Framed(type, bytes[70..]);
        Framed(data, bytes[(74 + type.Length)..]);
        metadata.CopyTo(bytes[(78 + type.Length + data.Length)..]);
        return SHA256.HashData(bytes);
    }

    /// <summary>The hash of the event at <paramref name="position"/>, which follows the one hashed <paramref name="previous"/>.</summary>
    public static byte[] Link(ReadOnlySpan<byte> previous, long position, ReadOnlySpan<byte> contents)
    {
        Span<byte> bytes = stackalloc byte[72];
        previous.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[32..], position);
        contents.CopyTo(bytes[40..]);
        return SHA256.HashData(bytes);
    }

    private static void Framed(ReadOnlySpan<byte> text, Span<byte> to)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, text.Length);
        text.CopyTo(to[4..]);
    }
}
