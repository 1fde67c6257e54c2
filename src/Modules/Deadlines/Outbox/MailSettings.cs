namespace Inspection.Deadlines;

/// <summary>How the connection to the mail server is kept secret.</summary>
internal enum MailTls
{
    /// <summary>Encrypted after STARTTLS; nothing is sent to a server that does not offer it.</summary>
    StartTls,

    /// <summary>In the clear: for a relay on the same machine.</summary>
    None,
}

/// <summary>Where mail is handed over; section <c>Inspection:Mail</c> of the configuration.</summary>
internal sealed class MailSettings
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The mail server; mail rests in the outbox when neither it nor <see cref="NotifyKey"/> is said.</summary>
    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    /// <summary>Whom to sign in as; nobody when not said.</summary>
    public string? User { get; set; }

    public string? Password { get; set; }

    public MailTls Tls { get; set; } = MailTls.StartTls;

    /// <summary>The address that mail is from.</summary>
    public string Sender { get; set; } = "inspection@localhost";

    /// <summary>The name that mail is from.</summary>
    public string SenderName { get; set; } = "Inspection";

    /// <summary>Where mail servers report what they could not deliver; the sender when not said.</summary>
    public string? Bounce { get; set; }

    /// <summary>GOV.UK Notify's key; with it mail goes there instead of to a mail server.</summary>
    public string? NotifyKey { get; set; }

    /// <summary>The template at GOV.UK Notify: its subject is ((subject)), its text ((body)).</summary>
    public string? NotifyTemplate { get; set; }

    /// <summary>GOV.UK Notify's address.</summary>
    public Uri NotifyAddress { get; set; } = new("https://api.notifications.service.gov.uk");

    /// <summary>How long one mail may take to be handed over, up to 30 seconds.</summary>
    public TimeSpan Within
    {
        get => field < Longest ? field : Longest;
        set;
    } = Longest;

    /// <summary>The most mails that one host hands over in a second.</summary>
    public int PerSecond { get; set; } = 10;

    /// <summary>The most connections that one host has to the mail server at a time.</summary>
    public int Connections { get; set; } = 8;

    /// <summary>After so long no other mail is begun; what is left goes with the next run.</summary>
    public TimeSpan LongestRun { get; set; } = TimeSpan.FromSeconds(60);
}
