using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Inspection.Testing;

/// <summary>How far a client has come.</summary>
public enum SmtpStep
{
    Connected,
    Hello,
    SignIn,
    Sender,
    Recipient,

    /// <summary>It asked to send the mail.</summary>
    Data,

    /// <summary>It has sent the final dot.</summary>
    Sent,
}

/// <summary>What a server does instead of saying yes.</summary>
/// <param name="Reply">What it says: "550 No such user"; null to say nothing.</param>
public sealed record SmtpReaction(string? Reply)
{
    /// <summary>Breaks the connection, after the reply where there is one.</summary>
    public bool Closes { get; init; }

    /// <summary>Says nothing until the client goes.</summary>
    public bool Hangs { get; init; }

    /// <summary>Takes the mail all the same.</summary>
    public bool Keeps { get; init; }

    public static SmtpReaction Close { get; } = new(Reply: null) { Closes = true };

    public static SmtpReaction Hang { get; } = new(Reply: null) { Hangs = true };

    /// <summary>Takes the mail, and breaks the connection before it says so.</summary>
    public static SmtpReaction LoseAnswer { get; } = new(Reply: null) { Closes = true, Keeps = true };
}

/// <summary>A mail server on this machine. It keeps what it takes, and misbehaves as a test says.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentQueue<ReceivedMail> accepted = [];
    private readonly ConcurrentQueue<string> commands = [];
    private readonly X509Certificate2? certificate;
    private readonly Task serving;
    private int connections;

    /// <param name="tls">Whether it offers STARTTLS, with a certificate that it signed itself.</param>
    public SmtpServer(bool tls = false)
    {
        certificate = tls ? SelfSigned() : null;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        serving = Serve();
    }

    public int Port { get; }

    /// <summary>What it does at a step; the second is the recipient, where one has been named. Null is yes.</summary>
    public Func<SmtpStep, string?, SmtpReaction?> Reacts { get; set; } = (_, _) => null;

    /// <summary>The one who must sign in, as "user:password"; nobody must where it is null.</summary>
    public string? Account { get; init; }

    /// <summary>The mails it took, oldest first.</summary>
    public IReadOnlyList<ReceivedMail> Accepted => [.. accepted];

    /// <summary>What it was told, without what was in mails.</summary>
    public IReadOnlyList<string> Commands => [.. commands];

    /// <summary>How often somebody connected.</summary>
    public int Connections => connections;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await serving;
        certificate?.Dispose();
        end.Dispose();
    }

    private async Task Serve()
    {
        var talks = new ConcurrentBag<Task>();

        try
        {
            while (!end.IsCancellationRequested)
                talks.Add(Talk(await listener.AcceptTcpClientAsync(end.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException) { }

        await Task.WhenAll(talks);
    }

    private async Task Talk(TcpClient client)
    {
        Interlocked.Increment(ref connections);

        using (client)
            try
            {
                await new Conversation(this, client).Run(end.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException) { }
            catch (System.Security.Authentication.AuthenticationException) { }
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null);
    }

    /// <summary>One connection, from its greeting to its end.</summary>
    private sealed class Conversation(SmtpServer server, TcpClient client)
    {
        private Stream stream = client.GetStream();
        private bool signedIn = server.Account is null;
        private string from = "";
        private List<string> to = [];
        private readonly byte[] chunk = new byte[8192];
        private int at;
        private int filled;

        public async Task Run(CancellationToken cancel)
        {
            if (!await Answer(SmtpStep.Connected, "220 ready", cancel))
                return;

            while (await Line(cancel) is { } line)
            {
                server.commands.Enqueue(line);

                if (!await Hear(line, line.Split(' ')[0].ToUpperInvariant(), cancel))
                    return;
            }
        }

        private Task<bool> Hear(string line, string verb, CancellationToken cancel) =>
            verb switch
            {
                "EHLO" or "HELO" => Answer(SmtpStep.Hello, Greeting(), cancel),
                "STARTTLS" when server.certificate is not null => StartTls(cancel),
                "AUTH" => SignIn(line.Split(' '), cancel),
                "RSET" => Reset(cancel),
                "NOOP" => Say("250 ok", cancel),
                "QUIT" => Quit(cancel),
                _ when !signedIn => Say("530 sign in first", cancel),
                "MAIL" => Sender(line, cancel),
                "RCPT" => Recipient(line, cancel),
                "DATA" => Data(cancel),
                _ => Say("502 not here", cancel),
            };

        private string Greeting() =>
            "250-localhost\r\n"
            + (server.certificate is not null && stream is not SslStream ? "250-STARTTLS\r\n" : "")
            + (server.Account is null ? "" : "250-AUTH LOGIN PLAIN\r\n")
            + "250 8BITMIME";

        private async Task<bool> StartTls(CancellationToken cancel)
        {
            await Say("220 go on", cancel);
            var secure = new SslStream(stream);
            await secure.AuthenticateAsServerAsync(new() { ServerCertificate = server.certificate }, cancel);
            stream = secure;
            return true;
        }

        private async Task<bool> SignIn(string[] words, CancellationToken cancel)
        {
            var given =
                words[1] == "PLAIN"
                    ? Decoded(words.Length > 2 ? words[2] : await Ask("334 ", cancel)).Split('\0')[1..]
                    :
                    [
                        Decoded(words.Length > 2 ? words[2] : await Ask("334 VXNlcm5hbWU6", cancel)),
                        Decoded(await Ask("334 UGFzc3dvcmQ6", cancel)),
                    ];
            signedIn = string.Join(':', given) == server.Account;
            return await Answer(SmtpStep.SignIn, signedIn ? "235 welcome" : "535 not you", cancel);
        }

        private async Task<bool> Reset(CancellationToken cancel)
        {
            (from, to) = ("", []);
            return await Say("250 ok", cancel);
        }

        private async Task<bool> Quit(CancellationToken cancel)
        {
            await Say("221 bye", cancel);
            return false;
        }

        private async Task<bool> Sender(string line, CancellationToken cancel)
        {
            (from, to) = (Address(line), []);
            return await Answer(SmtpStep.Sender, "250 ok", cancel);
        }

        private async Task<bool> Recipient(string line, CancellationToken cancel)
        {
            to.Add(Address(line));
            return await Answer(SmtpStep.Recipient, "250 ok", cancel);
        }

        private async Task<bool> Data(CancellationToken cancel)
        {
            if (server.Reacts(SmtpStep.Data, to[^1]) is { } reaction)
                return await React(reaction, cancel);

            await Say("354 go on", cancel);
            var text = new StringBuilder();

            for (var line = await Line(cancel); line != "."; line = await Line(cancel))
                text.Append(line is null ? throw new IOException() : Unstuffed(line)).Append("\r\n");

            var mail = new ReceivedMail(from, to, text.ToString());

            if (server.Reacts(SmtpStep.Sent, to[^1]) is not { } instead)
            {
                server.accepted.Enqueue(mail);
                return await Say($"250 queued as {server.accepted.Count}", cancel);
            }

            if (instead.Keeps)
                server.accepted.Enqueue(mail);

            return await React(instead, cancel);
        }

        private async Task<bool> Answer(SmtpStep step, string yes, CancellationToken cancel) =>
            server.Reacts(step, to.LastOrDefault()) is { } reaction
                ? await React(reaction, cancel)
                : await Say(yes, cancel);

        private async Task<bool> React(SmtpReaction reaction, CancellationToken cancel)
        {
            if (reaction.Reply is { } words)
                await Say(words, cancel);

            if (reaction.Hangs)
                while (await Line(cancel) is not null)
                    continue;

            return !reaction.Closes && !reaction.Hangs;
        }

        private async Task<string> Ask(string words, CancellationToken cancel)
        {
            await Say(words, cancel);
            return await Line(cancel) ?? throw new IOException();
        }

        private async Task<bool> Say(string words, CancellationToken cancel)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(words + "\r\n"), cancel);
            return true;
        }

        private async Task<string?> Line(CancellationToken cancel)
        {
            var line = new List<byte>();

            while (await Next(cancel) is { } next)
                if (next == '\n' && line is [.., (byte)'\r'])
                    return Encoding.UTF8.GetString([.. line[..^1]]);
                else
                    line.Add(next);

            return null;
        }

        private async Task<byte?> Next(CancellationToken cancel)
        {
            if (at == filled)
                (at, filled) = (0, await stream.ReadAsync(chunk, cancel));

            return filled == 0 ? null : chunk[at++];
        }

        private static string Unstuffed(string line) => line.StartsWith('.') ? line[1..] : line;

        private static string Decoded(string word) => Encoding.UTF8.GetString(Convert.FromBase64String(word));

        private static string Address(string line) => line[(line.IndexOf('<') + 1)..line.IndexOf('>')];
    }
}
