namespace Inspection.Deadlines;

/// <summary>Where a mail is; the names are stored.</summary>
internal enum MailState
{
    Queued,

    /// <summary>Leased by a host that is handing it over.</summary>
    Sending,

    Sent,

    /// <summary>Handed over without an answer; it is sent again under the same Message-ID.</summary>
    Unknown,

    /// <summary>Waits for a person to decide.</summary>
    Held,

    Failed,

    /// <summary>There was nothing left to say, nobody left to say it to, or somebody let it be.</summary>
    Cancelled,
}

/// <summary>What mails are about; the names are stored.</summary>
internal enum MailKind
{
    Reminders,
    Digest,
    Test,
}

/// <summary>What people do with a mail by hand; the names are stored.</summary>
internal enum MailAct
{
    Resent,
    LetBe,

    /// <summary>Recorded that it came back.</summary>
    Bounced,
}

/// <summary>What is to become of a mail, and why.</summary>
/// <param name="State">Where it goes.</param>
/// <param name="Reason">Why, in words for administrators; null where nothing needs to be said.</param>
/// <param name="NotBefore">When the next attempt is made at the earliest.</param>
internal sealed record Fate(MailState State, string? Reason = null, DateTimeOffset? NotBefore = null);

/// <summary>A mail as far as decisions on it go. They are pure.</summary>
/// <param name="Attempts">How many were made, the present one among them.</param>
/// <param name="GiveUpAt">When no other attempt is made.</param>
internal sealed record Mail(Guid Id, Guid Person, MailKind Kind, int Attempts, DateTimeOffset? GiveUpAt)
{
    public const string NoServer = "No mail server is set up: this mail is shown here only";

    /// <summary>The Message-ID of a mail, for ever.</summary>
    public static string MessageId(Guid mail) => $"{mail}@inspection";

    /// <summary>What follows from an attempt.</summary>
    /// <param name="heard">How it ended.</param>
    /// <param name="now">When.</param>
    /// <param name="chance">From 0 to 1: how long exactly the mail waits.</param>
    public Fate After(HandOver heard, DateTimeOffset now, double chance)
    {
        var next = now + Backoff.After(Attempts, chance);

        return heard.Outcome switch
        {
            Outcome.Accepted => new(MailState.Sent),
            Outcome.Refused => new(MailState.Failed, $"Refused: {heard.Answer}"),
            // Sent twice is better than silence, but not for what the Board reads.
            Outcome.Unknown when Kind == MailKind.Digest => new(
                MailState.Held,
                $"It is not known whether this arrived ({heard.Answer}): send it again, or let it be"
            ),
            Outcome.Later or Outcome.Unknown when next > GiveUpAt => new(
                MailState.Failed,
                $"Given up after {Backoff.Patience.Days} days: {heard.Answer}"
            ),
            Outcome.Later => new(MailState.Queued, heard.Answer, next),
            Outcome.Unknown => new(
                MailState.Unknown,
                $"It is not known whether this arrived ({heard.Answer}): it is sent again",
                next
            ),
            _ => throw new InvalidOperationException($"An attempt cannot end {heard.Outcome}"),
        };
    }
}
