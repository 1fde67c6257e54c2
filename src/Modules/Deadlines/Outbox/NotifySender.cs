using Notify.Client;
using Notify.Exceptions;
using Notify.Interfaces;

namespace Inspection.Deadlines;

/// <summary>Hands mail to GOV.UK Notify, under the mail's id as its reference.</summary>
internal sealed class NotifySender(MailSettings settings) : IMailSender
{
    private readonly Wire wire = new(settings);

    public void Dispose() => wire.Dispose();

    public async Task<HandOver> Send(Envelope mail)
    {
        wire.Status = null;

        try
        {
            var taken = await new NotificationClient(wire, settings.NotifyKey).SendEmailAsync(
                mail.Address,
                settings.NotifyTemplate,
                new() { ["subject"] = mail.Subject, ["body"] = mail.Text },
                clientReference: $"{mail.Mail}"
            );
            return new(Outcome.Accepted, taken.id);
        }
        catch (NotifyAuthException e)
        {
            // The key cannot be read: no mail is to blame for it.
            return new(Outcome.Later, e.Message) { IsAway = true };
        }
        catch (NotifyClientException e)
        {
            return Read(wire.Status, e.Message);
        }
        catch (HttpRequestException e)
            when (e.HttpRequestError
                    is HttpRequestError.ConnectionError
                        or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError
            )
        {
            return new(Outcome.Later, e.Message) { IsAway = true };
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return new(Outcome.Unknown, e.Message) { IsAway = true };
        }
    }

    private static HandOver Read(int? status, string words) =>
        status switch
        {
            400 => new(Outcome.Refused, words),
            // The key is refused, or too much was sent: every other mail would hear the same.
            401 or 403 or 429 => new(Outcome.Later, words) { IsAway = true },
            _ => new(Outcome.Later, words),
        };

    /// <summary>The connection, which remembers what was answered: the client says it in words only.</summary>
    private sealed class Wire : IHttpClient
    {
        private readonly HttpClient http;

        public Wire(MailSettings settings) =>
            http = new() { BaseAddress = settings.NotifyAddress, Timeout = settings.Within };

        public int? Status { get; set; }

        public Uri BaseAddress
        {
            get => http.BaseAddress!;
            set => http.BaseAddress = value;
        }

        public void SetClientBaseAddress() { }

        public void AddContentHeader(string header) => http.DefaultRequestHeaders.Accept.ParseAdd(header);

        public void AddUserAgent(string userAgent) => http.DefaultRequestHeaders.UserAgent.ParseAdd(userAgent);

        public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
        {
            var response = await http.SendAsync(request);
            Status = (int)response.StatusCode;
            return response;
        }

        public void Dispose() => http.Dispose();
    }
}
