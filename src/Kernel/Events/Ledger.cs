using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Inspection.Kernel.Events;

/// <summary>
/// How events are hashed into the chain of their division. Each event has the hash of its command's events up to it; the
/// last one's is linked to that of the command before, by the server, which alone knows it. Events stored by earlier
/// versions are linked each by itself, as if each had been a command of its own.
/// </summary>
internal static class Ledger
{
    // Numbers, ids, time and two lengths.
    private const int Fixed = 78;

    private const int Small = 1024;

    /// <summary>PostgreSQL counts from here.</summary>
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>
    /// The hash of everything about an event that does not depend on other commands, and of the events before it in the
    /// same command: <paramref name="before"/> is theirs, empty for the first. Texts are UTF-8.
    /// </summary>
    public static byte[] Within(
        ReadOnlySpan<byte> before,
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
        var length = before.Length + Fixed + type.Length + data.Length + metadata.Length;
        var all = length <= Small ? stackalloc byte[length] : new byte[length];
        before.CopyTo(all);
        var bytes = all[before.Length..];
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
        return SHA256.HashData(all);
    }

    /// <summary>
    /// The hash that links a command's last event, at <paramref name="position"/>, to the chain: of all its events, and of
    /// <paramref name="previous"/>, the link of the command before.
    /// </summary>
    public static byte[] Link(ReadOnlySpan<byte> previous, long position, ReadOnlySpan<byte> within)
    {
        Span<byte> bytes = stackalloc byte[72];
        previous.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[32..], position);
        within.CopyTo(bytes[40..]);
        return SHA256.HashData(bytes);
    }

    private static void Framed(ReadOnlySpan<byte> text, Span<byte> to)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, text.Length);
        text.CopyTo(to[4..]);
    }
}
