using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace Inspection.Deadlines;

/// <summary>
/// Hands mail to a mail server. What broke off is told apart by how much of the mail was read: the final dot follows its
/// last byte, so a mail that was not read to its end has not been taken.
/// </summary>
internal sealed class SmtpSender(MailSettings settings) : IMailSender
{
    private const string Said = "The server response was: ";

    // Its timeout covers everything; a token is not looked at any more once the mail is on its way.
    private readonly SmtpClient client = new(settings.Host, settings.Port)
    {
        EnableSsl = settings.Tls == MailTls.StartTls,
        Timeout = (int)settings.Within.TotalMilliseconds,
        Credentials = settings.User is null ? null : new NetworkCredential(settings.User, settings.Password),
    };

    public void Dispose() => client.Dispose();

    public async Task<HandOver> Send(Envelope mail)
    {
        if (!MailAddress.TryCreate(mail.Address, mail.Name, out var to))
            return new(Outcome.Refused, "This is not an address that mail can be sent to") { BadAddress = true };

        using var last = new MemoryStream(Encoding.UTF8.GetBytes(mail.Html));

        MailMessage? message = null;

        try
        {
            message = Message(mail, to, last);
            await client.SendMailAsync(message);
            return new(Outcome.Accepted, "250");
        }
        catch (SmtpFailedRecipientException e) when (e.StatusCode >= SmtpStatusCode.SyntaxError)
        {
            return new(Outcome.Refused, Words(e)) { BadAddress = true };
        }
        catch (SmtpException e)
        {
            return Read(e, isSent: last.Position == last.Length);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException && last.Position == 0)
        {
            // The settings say something that no mail can be made of.
            return new(Outcome.Later, e.Message) { IsAway = true };
        }
        finally
        {
            // Only now: it closes what tells how much was read.
            message?.Dispose();
        }
    }

    private static HandOver Read(SmtpException e, bool isSent) =>
        e.StatusCode switch
        {
            // A server that only hung up may listen to the next; one that was waited for in vain costs too much.
            SmtpStatusCode.GeneralFailure when isSent => new(Outcome.Unknown, Words(e))
            {
                IsAway = e.InnerException is not IOException,
            },
            SmtpStatusCode.GeneralFailure => new(Outcome.Later, Words(e))
            {
                HungUp = e.InnerException is IOException,
                IsAway = e.InnerException is not IOException,
            },
            SmtpStatusCode.ServiceNotAvailable => new(Outcome.Later, Words(e)) { HungUp = true },
            // The server wants to know us better before it listens.
            SmtpStatusCode.MustIssueStartTlsFirst or SmtpStatusCode.ClientNotPermitted => new(Outcome.Later, Words(e))
            {
                IsAway = true,
            },
            >= SmtpStatusCode.SyntaxError when isSent => new(Outcome.Refused, Words(e)),
            // Of anything before the mail itself it is not sure that the mail is meant.
            _ => new(Outcome.Later, Words(e)),
        };

    private static string Words(SmtpException e)
    {
        if (e.StatusCode == SmtpStatusCode.GeneralFailure)
            return e.InnerException?.Message ?? e.Message;

        var at = e.Message.IndexOf(Said, StringComparison.Ordinal);
        return $"{(int)e.StatusCode} {(at < 0 ? e.Message : e.Message[(at + Said.Length)..])}";
    }

    private MailMessage Message(Envelope mail, MailAddress to, Stream html)
    {
        var message = new MailMessage(new MailAddress(settings.Sender, settings.SenderName), to)
        {
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
            Headers =
            {
                { "Message-ID", $"<{mail.MessageId}>" },
                { "Auto-Submitted", "auto-generated" },
                { "List-Unsubscribe", $"<{mail.Preferences}>" },
            },
        };

        // It becomes the sender on the envelope.
        if (settings.Bounce is { Length: > 0 } bounce)
            message.Sender = new(bounce);

        message.AlternateViews.Add(
            View(new MemoryStream(Encoding.UTF8.GetBytes(mail.Text)), MediaTypeNames.Text.Plain)
        );
        message.AlternateViews.Add(View(html, MediaTypeNames.Text.Html));
        return message;
    }

    private static AlternateView View(Stream content, string type) =>
        new(content, new ContentType(type) { CharSet = "utf-8" }) { TransferEncoding = TransferEncoding.Base64 };
}
