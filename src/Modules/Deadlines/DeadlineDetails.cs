using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Deadlines;

/// <summary>One deadline: where it stands on its ladder, and who was told what when.</summary>
[Allow(Policy.Read), Api("GET", "/api/deadlines/{id}")]
internal sealed record DeadlineDetails(Guid Id) : IQuery<DeadlineOf>
{
    internal sealed class Handler(Session session, Kinds kinds, DatabaseClock clock)
        : IRequestHandler<DeadlineDetails, DeadlineOf>
    {
        public async Task<DeadlineOf> Handle(DeadlineDetails request, CancellationToken cancellationToken)
        {
            var row =
                await session.One<DeadlineRow>(
                    "select * from deadline where division = @Division and id = @Id",
                    new { session.Caller.Division, request.Id },
                    cancellationToken
                ) ?? throw new NotFoundException($"There is no deadline {request.Id}");
            var rules = await Rules.Load(session, cancellationToken);
            var told = await session.Query<ToldLine>(
                """
                select r.due, r.rung, r.state, r.reason, r.decided_at, m.state as mail_state, m.sent_at,
                    coalesce(n.name, 'Someone') as name
                from reminder r
                left join mail m on m.division = r.division and m.id = r.mail
                left join people n on n.division = r.division and n.id = r.person
                where r.division = @Division and r.deadline = @Id order by r.decided_at desc, n.name
                """,
                new { session.Caller.Division, request.Id },
                cancellationToken
            );
            var now = clock.GetUtcNow();

            return new(row.Id, kinds.TitleOf(row.Kind), row.Reference, row.Text, row.Link, row.Due, row.IsOpen)
            {
                Today = now.Day(),
                Told = told,
                IsReached = rules.Climb(row.Kind, row.Due, row.IsOpen, now).Rung is not null,
                ToCome = row is { IsOpen: true, Due: { } due }
                    ?
                    [
                        .. rules
                            .LadderOf(row.Kind)
                            .Select(rung => new RungToCome(
                                rung.Words,
                                RecipientWords.Of(rung),
                                Climb.MomentOf(rung, due, rules.Reminding, rules.Days)
                            ))
                            .Where(rung => rung.At > now)
                            .OrderBy(rung => rung.At),
                    ]
                    : [],
            };
        }
    }
}

/// <summary>A deadline as its page shows it.</summary>
internal sealed record DeadlineOf(
    Guid Id,
    string Kind,
    string Reference,
    string Text,
    string Link,
    DateOnly? Due,
    bool IsOpen
)
{
    public DateOnly Today { get; init; }

    public IReadOnlyList<ToldLine> Told { get; init; } = [];

    /// <summary>Whether the moment of a rung has come: whoever was not told of it is told by the next run.</summary>
    public bool IsReached { get; init; }

    public IReadOnlyList<RungToCome> ToCome { get; init; } = [];
}

/// <summary>A rung whose moment is still to come.</summary>
internal sealed record RungToCome(string When, string Whom, DateTimeOffset At);

/// <summary>That somebody was told, or why not.</summary>
internal sealed record ToldLine
{
    public DateOnly Due { get; init; }
    public string Rung { get; init; } = "";
    public string State { get; init; } = "";
    public string? Reason { get; init; }
    public DateTimeOffset DecidedAt { get; init; }
    public string? MailState { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public string Name { get; init; } = "";

    public string When => Deadlines.Rung.Of(Rung)?.Words ?? Rung;

    /// <summary>How it came to them.</summary>
    public string How =>
        (State, MailState) switch
        {
            ("Dropped", _) => $"Not sent: {Reason}",
            ("InApp", _) => "In the inbox only, as they prefer",
            ("Waiting", _) => "In the inbox; waits for the next mail",
            (_, "Sent") => $"By mail on {Words.Moment(SentAt ?? DecidedAt)}",
            (_, "Unknown") => "By mail, whether it arrived is not known",
            (_, "Failed") => "The mail could not be delivered",
            (_, "Cancelled") => "The mail was not sent any more",
            (_, "Held") => "In the inbox; the mail is held",
            _ => "In the inbox; the mail waits to be sent",
        };
}

[Allow(Policy.Read)]
internal sealed class DeadlineDetailsPage(IMediator mediator) : PageModel
{
    public DeadlineOf Deadline { get; private set; } = null!;

    public async Task OnGet(Guid id) =>
        Deadline = await mediator.Send(new DeadlineDetails(id), HttpContext.RequestAborted);
}
