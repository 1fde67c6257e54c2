using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Deadlines;

/// <summary>One line of the outbox.</summary>
internal sealed record OutboxLine(
    Guid Id,
    Guid Person,
    string? Name,
    MailKind Kind,
    MailState State,
    string? Subject,
    DateTimeOffset CreatedAt,
    DateTimeOffset NotBefore,
    int Attempts,
    string? Reason
)
{
    /// <summary>When it is tried next; null where it is not.</summary>
    public DateTimeOffset? Next => State is MailState.Queued or MailState.Unknown ? NotBefore : null;
}

/// <summary>Every mail of the division, with what became of it.</summary>
internal sealed class OutboxRegister : ListOf<OutboxLine>
{
    public override string Key => "deadlines/outbox";
    public override string Title => "Outbox";
    public override Policy Policy => Policy.Administer;
    public override bool IsOfNow => true;
    public override string One => "mail";
    public override string Many => "mails";

    public static Tag TagOf(MailState state) =>
        state switch
        {
            MailState.Sent => new("Sent", TagColour.Green),
            MailState.Failed => new("Failed", TagColour.Red),
            MailState.Unknown => new("Outcome unknown", TagColour.Orange),
            MailState.Held => new("Held", TagColour.Yellow),
            MailState.Cancelled => new("Cancelled", TagColour.Grey),
            _ => new(Words.Of(state), TagColour.Blue),
        };

    protected override void Describe(ListBuilder<OutboxLine> list) =>
        list.From("mail m", "left join people n on n.division = m.division and n.id = m.person")
            .Map(m => m.Name, "n.name")
            .Name(m => m.Subject ?? $"{Words.Of(m.Kind)} mail")
            .Column(
                "Mail",
                m => m.Subject ?? $"{Words.Of(m.Kind)} mail, not put into words yet",
                sort: "m.subject",
                link: m => $"/deadlines/outbox/{m.Id}"
            )
            .Column("To", m => m.Name ?? "Someone", sort: "n.name", link: m => $"/organisation/people/{m.Person}")
            .Column("State", m => m.State, sort: "m.state", tag: m => TagOf(m.State), note: m => m.Reason)
            .Column("Kind", m => m.Kind, sort: "m.kind", hidden: true)
            .Column("Created", m => m.CreatedAt, sort: "m.created_at")
            .Column("Attempts", m => m.Attempts, sort: "m.attempts", numeric: true)
            .Column("Next attempt", m => m.Next, sort: "m.not_before")
            .Column("Why", m => m.Reason, sort: "m.reason", hidden: true)
            .Filter<MailState>("state", "State", "m.state", state => TagOf(state).Text)
            .Filter(
                "waits",
                "Waits",
                new Choice("decision", "For somebody to decide", "m.state = 'Held' and not m.unserved"),
                new Choice("server", "For a mail server to be set up", "m.unserved"),
                new Choice(
                    "delayed",
                    "Since before today",
                    "m.state in ('Queued', 'Unknown') and m.created_at < @today"
                )
            )
            .Filter<MailKind>("kind", "Kind", "m.kind")
            .Search("m.subject", "n.name", "m.reason")
            .DefaultSort("-created")
            .Bulk("resend", "Send again", Policy.Administer, (m, _) => new ResendMail(m.Id))
            .Bulk("cancel", "Let be", Policy.Administer, (m, _) => new CancelMail(m.Id))
            .Action("Send a test mail to me", "/deadlines/outbox/test", Policy.Administer)
            .Empty("No mail was written yet.", "Send a test mail to me", "/deadlines/outbox/test", Policy.Administer);
}

/// <summary>What administrators must know of the mail.</summary>
internal sealed class OutboxPanel(Lists lists) : IDashboardPanel
{
    public int Order => 890;

    public Policy Policy => Policy.Administer;

    public async Task<DashboardPanel?> Load(Session session, CancellationToken cancel)
    {
        var counts = await lists.Count<OutboxRegister>(["state=Failed", "waits=decision", "waits=delayed"], cancel);

        return new(
            "Mail",
            [
                new("Mails not delivered", counts[0].Count, counts[0].Href) { Alarming = true },
                new("Mails to decide on", counts[1].Count, counts[1].Href) { Alarming = true },
                new("Mails delayed since before today", counts[2].Count, counts[2].Href) { Alarming = true },
            ]
        );
    }
}
