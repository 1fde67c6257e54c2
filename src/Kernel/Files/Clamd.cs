using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Inspection.Kernel.Files;

/// <summary>What came of a scan.</summary>
/// <param name="State">What the file is from here on.</param>
/// <param name="Malware">The signature that was found, or null.</param>
/// <param name="Trouble">Why the scanner could not say, in words, or null.</param>
internal sealed record ScanVerdict(FileState State, string? Malware = null, string? Trouble = null)
{
    /// <summary>It would not answer for any other file either.</summary>
    public bool IsAway { get; init; }
}

/// <summary>Hands files to clamd (INSTREAM over TCP or a socket) and reads what it says. Anything but a clear answer is quarantine.</summary>
public sealed partial class Clamd(IOptions<FileSettings> settings, ILogger<Clamd> log)
{
    private const int Piece = 64 * 1024;
    private const int LongestAnswer = 4096;
    private const int LongestWords = 200;
    private const string Prefix = "stream: ";
    private const string Found = " FOUND";
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(5);

    internal async Task<ScanVerdict> Scan(Stream content, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(settings.Value.Clamd))
            return new(FileState.NotScanned);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(settings.Value.ScanWithin);

        try
        {
            return Read(await Ask(settings.Value.Clamd, content, patience.Token));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Trouble("The scanner did not answer in time");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return Trouble("The scanner cannot be reached", e);
        }
    }

    /// <summary>"stream: OK", "stream: NAME FOUND", "… ERROR".</summary>
    internal static ScanVerdict Read(string answer)
    {
        var heard = new string([.. answer.Trim().Where(c => !char.IsControl(c)).Take(LongestWords)]);
        var said = heard.StartsWith(Prefix, StringComparison.Ordinal) ? heard[Prefix.Length..] : null;

        return said == "OK" ? new(FileState.Clean)
            : said?.EndsWith(Found, StringComparison.Ordinal) == true
                ? new(FileState.Quarantined, said[..^Found.Length])
            : new(
                FileState.Quarantined,
                Trouble: heard switch
                {
                    "" => "The scanner broke off without an answer",
                    _ when heard.Contains("size limit exceeded", StringComparison.Ordinal) =>
                        "The file is larger than the scanner takes (StreamMaxLength)",
                    _ => $"The scanner failed: {said ?? heard}",
                }
            );
    }

    private ScanVerdict Trouble(string words, Exception? e = null)
    {
        Unscanned(log, words, e?.Message ?? "no answer");
        return new(FileState.Quarantined, Trouble: words) { IsAway = true };
    }

    private static async Task<string> Ask(string address, Stream content, CancellationToken cancel)
    {
        using var socket = await Connect(address, cancel);
        await using var stream = new NetworkStream(socket, ownsSocket: false);

        try
        {
            await Send(stream, content, cancel);
        }
        catch (IOException e) when (e.InnerException is SocketException)
        {
            // A scanner that has heard enough answers and hangs up before all of it was sent.
        }

        var answer = new byte[LongestAnswer];

        for (var length = 0; length < LongestAnswer; )
        {
            var read = await stream.ReadAsync(answer.AsMemory(length), cancel);

            if (answer.AsSpan(length, read).IndexOf((byte)0) is >= 0 and var end)
                return Encoding.UTF8.GetString(answer, 0, length + end);
            if (read == 0)
                break;

            length += read;
        }

        // What was cut off is no answer.
        return "";
    }

    private static async Task Send(NetworkStream stream, Stream content, CancellationToken cancel)
    {
        var piece = ArrayPool<byte>.Shared.Rent(4 + Piece);

        try
        {
            await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), cancel);

            for (var read = -1; read != 0; )
            {
                read = await content.ReadAsync(piece.AsMemory(4, Piece), cancel);
                BinaryPrimitives.WriteInt32BigEndian(piece, read);
                await stream.WriteAsync(piece.AsMemory(0, 4 + read), cancel);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private static async Task<Socket> Connect(string address, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(LongestConnect);
        var socket = address.StartsWith('/')
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        try
        {
            if (address.StartsWith('/'))
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(address), patience.Token);
            else
                await socket.ConnectAsync(Host(address), Port(address), patience.Token);

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Host(string address) =>
        address.LastIndexOf(':') is > 0 and var colon ? address[..colon].Trim('[', ']') : address;

    private static int Port(string address) =>
        int.TryParse(
            address.AsSpan(address.LastIndexOf(':') + 1),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var port
        )
            ? port
            : 3310;

    [LoggerMessage(LogLevel.Warning, "A file goes into quarantine: {Words} ({Why})")]
    private static partial void Unscanned(ILogger log, string words, string why);
}
