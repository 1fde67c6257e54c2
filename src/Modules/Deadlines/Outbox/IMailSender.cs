using Microsoft.Extensions.Options;

namespace Inspection.Deadlines;

/// <summary>A letter put in an envelope: everything that a mail server must know.</summary>
/// <param name="Mail">The mail's id.</param>
/// <param name="MessageId">The same however often the mail is sent, so that whoever gets it twice can tell.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="Name">Who it is for.</param>
/// <param name="Preferences">Where they say how they want to be written to.</param>
internal sealed record Envelope(
    Guid Mail,
    string MessageId,
    string Address,
    string Name,
    string Subject,
    string Text,
    string Html,
    Uri Preferences
);

/// <summary>What came of one attempt; the names are stored.</summary>
internal enum Outcome
{
    /// <summary>It is being made.</summary>
    Open,

    /// <summary>The server has taken the mail.</summary>
    Accepted,

    /// <summary>The server will never take it.</summary>
    Refused,

    /// <summary>It has certainly not taken it, and may the next time.</summary>
    Later,

    /// <summary>All of it was sent, and the answer was lost.</summary>
    Unknown,

    /// <summary>Whoever made it was too slow, and somebody else has gone on with the mail.</summary>
    Fenced,
}

/// <summary>What came of handing over a mail.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Answer">What the server said, or what went wrong.</param>
internal sealed record HandOver(Outcome Outcome, string Answer)
{
    /// <summary>The server would not take any other mail either.</summary>
    public bool IsAway { get; init; }

    /// <summary>The server ended the connection: perhaps because of this mail, perhaps because it takes none.</summary>
    public bool HungUp { get; init; }

    /// <summary>It is the address that was refused.</summary>
    public bool BadAddress { get; init; }
}

/// <summary>Hands mail over. One of them serves one batch, and is used for one mail at a time.</summary>
internal interface IMailSender : IDisposable
{
    /// <summary>Hands over one mail within the time that the settings allow; what goes wrong is an answer.</summary>
    Task<HandOver> Send(Envelope mail);
}

/// <summary>The way that mail goes, as the settings say.</summary>
internal sealed class Relay(IOptions<MailSettings> settings)
{
    /// <summary>Opens it for a batch; it connects when the first mail is sent. Null where mail goes nowhere.</summary>
    public IMailSender? Open() =>
        settings.Value switch
        {
            { NotifyKey.Length: > 0 } notify => new NotifySender(notify),
            { Host.Length: > 0 } server => new SmtpSender(server),
            _ => null,
        };
}
