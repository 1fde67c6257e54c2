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
        wire.Begin();

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
        catch (AggregateException e) when (e.InnerException is HttpRequestException or OperationCanceledException)
        {
            return new(wire.HasSent ? Outcome.Unknown : Outcome.Later, e.InnerException.Message)
            {
                IsAway = !wire.HasSent || e.InnerException is OperationCanceledException,
            };
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

    /// <summary>The connection, which remembers how far it came: the client says it in words only.</summary>
    private sealed class Wire(MailSettings settings) : IHttpClient
    {
        private readonly HttpClient http = new() { BaseAddress = settings.NotifyAddress, Timeout = settings.Within };

        public int? Status { get; private set; }

        /// <summary>Whether Notify may have the mail: false where no connection was made.</summary>
        public bool HasSent { get; private set; }

        // The client would have it that mail goes to its own address.
        public Uri BaseAddress
        {
            get => http.BaseAddress!;
            set { }
        }

        public void Begin() => (Status, HasSent) = (null, false);

        public void SetClientBaseAddress() { }

        public void AddContentHeader(string header) => http.DefaultRequestHeaders.Accept.ParseAdd(header);

        public void AddUserAgent(string userAgent) => http.DefaultRequestHeaders.UserAgent.ParseAdd(userAgent);

        public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
        {
            try
            {
                var response = await http.SendAsync(request);
                Status = (int)response.StatusCode;
                return response;
            }
            catch (Exception e)
            {
                HasSent =
                    e
                        is not HttpRequestException
                        {
                            HttpRequestError: HttpRequestError.ConnectionError
                                or HttpRequestError.NameResolutionError
                                or HttpRequestError.SecureConnectionError
                        };
                throw;
            }
        }

        public void Dispose() => http.Dispose();
    }
}
