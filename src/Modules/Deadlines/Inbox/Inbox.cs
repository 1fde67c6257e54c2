using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;
using MediatR;

namespace Inspection.Deadlines;

/// <summary>What a notice is about.</summary>
internal enum NoticeKind
{
    /// <summary>Something of one's own is due.</summary>
    Reminder,

    /// <summary>Something is late that one must know of, or act on.</summary>
    Escalation,

    /// <summary>Something is so late that the Board is told.</summary>
    Digest,

    /// <summary>A mail did not arrive.</summary>
    Mail,
}

/// <summary>One notice of a person's inbox.</summary>
internal sealed record NoticeLine(
    Guid Id,
    NoticeKind Kind,
    string Text,
    string? About,
    string Link,
    DateOnly? Due,
    int? DaysLeft,
    DateTimeOffset At,
    DateTimeOffset? ReadAt
);

/// <summary>What the person who asks should know: the newest of each deadline, until it is over or has another date.</summary>
internal sealed class Inbox : ListOf<NoticeLine>
{
    public override string Key => "deadlines/inbox";
    public override string Title => "Inbox";
    public override Policy Policy => Policy.Read;
    public override bool IsOfNow => true;
    public override string One => "notice";
    public override string Many => "notices";

    protected override void Describe(ListBuilder<NoticeLine> list) =>
        list.From(
                "(select n.*, d.text as about, d.due from notice n left join deadline d on d.division = n.division and d.id = n.deadline where n.person = @me) n"
            )
            .Map(n => n.DaysLeft, "(n.due - @today)")
            .Name(n => n.Text)
            .Column("Notice", n => n.Text, sort: "n.text", link: n => n.Link, note: n => n.About?.Truncated(120))
            .Column("Due", n => n.Due, sort: "n.due", note: n => Left(n))
            .Column("Kind", n => Words.Of(n.Kind), sort: "n.kind", tag: n => Tag(n.Kind))
            .Column("Came", n => n.At, sort: "n.at")
            .Column(
                "State",
                n => n.ReadAt is null ? "Unread" : "Read",
                sort: "n.read_at",
                tag: n => n.ReadAt is null ? new("Unread", TagColour.Blue) : new("Read", TagColour.Grey)
            )
            .Filter(
                "read",
                "Read or unread",
                new Choice("no", "Unread", "n.read_at is null"),
                new Choice("yes", "Read", "n.read_at is not null")
            )
            .Filter<NoticeKind>("kind", "Kind", "n.kind")
            .Search("n.text", "n.about")
            .DefaultSort("-came")
            .Bulk("read", "Mark as read", Policy.Read, (n, _) => new MarkNotice(n.Id, Read: true))
            .Bulk("unread", "Mark as unread", Policy.Read, (n, _) => new MarkNotice(n.Id, Read: false))
            .Action("Calendar", "/deadlines/calendar", Policy.Read)
            .Action("How you are reminded", "/deadlines/preferences", Policy.Read)
            .Empty(
                "Nothing has come yet: reminders of what you own arrive here",
                "See your deadlines",
                "/deadlines?whose=mine"
            );

    private static string? Left(NoticeLine notice) =>
        notice is { Due: { } due, DaysLeft: { } left } ? Words.DaysTo(due, due.AddDays(-left)) : null;

    private static Tag Tag(NoticeKind kind) =>
        kind switch
        {
            NoticeKind.Reminder => new("Reminder", TagColour.Grey),
            NoticeKind.Escalation => new("Escalation", TagColour.Red),
            NoticeKind.Digest => new("For the Board", TagColour.Purple),
            _ => new("Mail", TagColour.Orange),
        };
}

/// <summary>Marks a notice of one's own as read, or as not read.</summary>
[Allow(Policy.Read), Api("POST", "/api/deadlines/inbox/{id}/mark")]
internal sealed record MarkNotice(Guid Id, bool Read) : ICommand
{
    internal sealed class Handler(Session session) : AsyncRequestHandler<MarkNotice>
    {
        protected override async Task Handle(MarkNotice command, CancellationToken cancel)
        {
            var found = await session.Execute(
                """
                update notice set read_at = case when @Read then coalesce(read_at, @Now) end
                where division = @Division and id = @Id and person = @Actor
                """,
                new
                {
                    session.Caller.Division,
                    session.Caller.Actor,
                    session.Now,
                    command.Id,
                    command.Read,
                },
                cancel
            );

            if (found == 0)
                throw new Kernel.Events.NotFoundException($"There is no notice {command.Id}");
        }
    }
}
