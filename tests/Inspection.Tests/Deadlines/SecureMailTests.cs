using System.Net;
using System.Net.Security;
using Inspection.Deadlines;

namespace Inspection.Tests.Deadlines;

public sealed class SecureMailTests
{
    [Fact]
    public async Task Nothing_is_sent_in_the_clear_to_a_server_without_TLS()
    {
        await using var office = await PostOffice.Open(settings: ("Tls", "StartTls"));
        var id = await office.Queue();

        Assert.Equal("Mails: 1 to be tried again", await office.Run());

        Assert.Equal("Server does not support secure connections.", (await office.Mail(id)).Reason);
        Assert.DoesNotContain(office.Server.Commands, line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_sent_to_a_server_whose_certificate_nobody_trusts()
    {
        await using var office = await PostOffice.Open(new(tls: true), ("Tls", "StartTls"));
        var id = await office.Queue();

        Assert.Equal("Mails: 1 to be tried again", await office.Run());

        Assert.Contains("certificate", (await office.Mail(id)).Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(office.Server.Commands, line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mail_goes_encrypted_to_a_server_that_wants_to_know_who_sends()
    {
        await using var office = await PostOffice.Open(
            new(tls: true) { Account = "suite:quiet heron" },
            ("Tls", "StartTls"),
            ("User", "suite"),
            ("Password", "quiet heron")
        );
        await office.Queue();

        using (new Trust())
            Assert.Equal("Mails: 1 handed over", await office.Run());

        Assert.Equal(
            ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"],
            office.Server.Commands.Select(line => line.Split(' ')[0]).Take(7)
        );
    }

    [Fact]
    public async Task A_wrong_password_loses_no_mail_and_blames_no_address()
    {
        await using var office = await PostOffice.Open(
            new() { Account = "suite:right" },
            ("User", "suite"),
            ("Password", "wrong")
        );
        var (first, second) = (await office.Queue(), await office.Queue(Role.Reader));

        Assert.Equal("Mails: 1 to be tried again", await office.Run());

        foreach (var id in new[] { first, second })
        {
            var mail = await office.Mail(id);
            Assert.Equal((MailState.Queued, null), (mail.State, mail.Failing));
        }

        Assert.Equal(1, office.Server.Connections);
    }

    /// <summary>Trusts the server of this test meanwhile: mail's own client can be told in no other way.</summary>
    private sealed class Trust : IDisposable
    {
#pragma warning disable SYSLIB0014
        public Trust() => ServicePointManager.ServerCertificateValidationCallback = Known;

        public void Dispose() => ServicePointManager.ServerCertificateValidationCallback = null;
#pragma warning restore SYSLIB0014

        private static RemoteCertificateValidationCallback Known { get; } =
            (_, shown, _, _) => shown?.Subject == "CN=localhost";
    }
}
