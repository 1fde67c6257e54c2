using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Inspection.Faults;

/// <summary>How a call to the database fails.</summary>
public enum Fault
{
    None,

    /// <summary>The connection breaks before the server hears of the call.</summary>
    Cut,

    /// <summary>The server does what it was asked to, and the connection breaks before it can say so.</summary>
    Lose,

    /// <summary>The server ends the connection in words, as when it is told to stop.</summary>
    Terminate,

    /// <summary>Nothing arrives any more, and nothing breaks.</summary>
    Hang,
}

/// <summary>
/// Stands between a host and the socket of PostgreSQL, counts the calls that pass (a connection's first message, or all
/// up to a Sync) and breaks those that a test chooses.
/// </summary>
internal sealed class Proxy : IAsyncDisposable
{
    private const int ProtocolThree = 3 << 16;
    private static readonly byte[] Terminated = Words("FATAL", "57P01", "terminating connection on command");

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly UnixDomainSocketEndPoint server;
    private readonly NpgsqlConnectionStringBuilder reach;
    private readonly CancellationTokenSource ended = new();
    private readonly Task accepting;
    private volatile TaskCompletionSource gate = Opened();
    private int calls;

    public Proxy(string connectionString)
    {
        reach = new(connectionString);
        server = new(Path.Combine(reach.Host!, $".s.PGSQL.{reach.Port}"));
        listener.Start();
        reach.Host = "127.0.0.1";
        reach.Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        reach.SslMode = SslMode.Disable;
        reach.GssEncryptionMode = GssEncryptionMode.Disable;
        accepting = Accept();
    }

    public string ConnectionString => reach.ConnectionString;

    /// <summary>What becomes of a call, by its number.</summary>
    public Func<int, Fault> Plan { get; set; } = _ => Fault.None;

    /// <summary>How many calls were broken.</summary>
    public int Broken { get; private set; }

    /// <summary>Breaks the call of this number, counted from now on, and no other.</summary>
    public void Break(int number, Fault fault)
    {
        (Broken, calls) = (0, 0);
        Plan = call => call == number ? fault : Fault.None;
    }

    /// <summary>From now on nothing passes, in either direction.</summary>
    public void Freeze() => gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Thaw() => gate.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ended.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task Accept()
    {
        while (true)
            _ = Link(await listener.AcceptSocketAsync(ended.Token));
    }

    private async Task Link(Socket client)
    {
        using var near = client;
        using var far = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        try
        {
            await far.ConnectAsync(server, ended.Token);
            var link = new OneLink(new(near), new(far));
            await Task.WhenAny(Up(link), Down(link));
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException) { }
    }

    private async Task Up(OneLink link)
    {
        var call = new MemoryStream();

        for (var (started, head) = (false, new byte[5]); ; )
        {
            var length = started ? 5 : 4;
            await link.Near.ReadExactlyAsync(head.AsMemory(0, length), ended.Token);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(length - 4)) - 4];
            await link.Near.ReadExactlyAsync(body, ended.Token);
            call.Write(head, 0, length);
            call.Write(body);
            var first = !started && BinaryPrimitives.ReadInt32BigEndian(body) >> 16 << 16 == ProtocolThree;
            var isCall = first || (started && head[0] is (byte)'S' or (byte)'Q');
            var fault = isCall ? Plan(Interlocked.Increment(ref calls)) : Fault.None;
            started |= first;

            if (isCall || head[0] is not ((byte)'P' or (byte)'B' or (byte)'D' or (byte)'E' or (byte)'C') || !started)
            {
                if (!await Pass(link, call, fault))
                    return;

                call.SetLength(0);
            }
        }
    }

    private async Task<bool> Pass(OneLink link, MemoryStream call, Fault fault)
    {
        await gate.Task.WaitAsync(ended.Token);
        Broken += fault is Fault.None ? 0 : 1;

        switch (fault)
        {
            case Fault.Cut:
                return false;
            case Fault.Terminate:
                await link.Near.WriteAsync(Terminated, ended.Token);
                return false;
            case Fault.Hang:
                await Task.Delay(Timeout.Infinite, ended.Token);
                return false;
            case Fault.Lose:
                link.Swallow = true;
                break;
        }

        await link.Far.WriteAsync(call.GetBuffer().AsMemory(0, (int)call.Length), ended.Token);

        if (fault is not Fault.Lose)
            return true;

        await link.Answered.Task.WaitAsync(ended.Token);
        return false;
    }

    private async Task Down(OneLink link)
    {
        var buffer = new byte[65536];

        while (await link.Far.ReadAsync(buffer, ended.Token) is > 0 and var read)
        {
            await gate.Task.WaitAsync(ended.Token);

            if (!link.Swallow)
                await link.Near.WriteAsync(buffer.AsMemory(0, read), ended.Token);
            else if (IsReady(buffer.AsSpan(0, read)) || buffer[0] == (byte)'R')
                link.Answered.TrySetResult();
        }
    }

    /// <summary>Whether what came ends with ReadyForQuery.</summary>
    private static bool IsReady(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 6 && bytes[^6..^1].SequenceEqual("Z\0\0\0\u0005"u8);

    private static byte[] Words(string severity, string state, string message)
    {
        var fields = Encoding.ASCII.GetBytes($"S{severity}\0V{severity}\0C{state}\0M{message}\0\0");
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, fields.Length + 4);
        return [(byte)'E', .. length, .. fields];
    }

    private sealed class OneLink(NetworkStream near, NetworkStream far)
    {
        public NetworkStream Near => near;

        public NetworkStream Far => far;

        public bool Swallow { get; set; }

        public TaskCompletionSource Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
