using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Deadlines;

[Allow(Policy.Administer), Api("GET", "/api/deadlines/mails/{id}")]
internal sealed record MailDetails(Guid Id) : IQuery<MailOf>
{
    internal sealed class Handler(Session session, IMediator mediator) : IRequestHandler<MailDetails, MailOf>
    {
        public async Task<MailOf> Handle(MailDetails request, CancellationToken cancellationToken)
        {
            var mail =
                await session.One<MailOf>(
                    """
                    select m.id, m.person, n.name, m.kind, m.message_id, m.state, m.reason, m.created_at, m.not_before,
                        m.sent_at, m.give_up_at, m.address, m.subject, m.body, m.html, f.reason as failing
                    from deadlines.mail m
                    left join people n on n.division = m.division and n.id = m.person
                    left join deadlines.failing_address f on f.division = m.division and f.person = m.person
                        and lower(f.address) = lower(m.address)
                    where m.division = @Division and m.id = @Id
                    """,
                    new { session.Caller.Division, request.Id },
                    cancellationToken
                ) ?? throw new NotFoundException($"There is no mail {request.Id}");
            var attempts = await session.Query<AttemptOf>(
                """
                select number, host, started_at, ended_at, address, outcome, answer from deadlines.mail_attempt
                where division = @Division and mail = @Id order by number desc
                """,
                new { session.Caller.Division, request.Id },
                cancellationToken
            );

            var acts = await session.Query<ActOf>(
                """
                select act, at, actor from deadlines.mail_act
                where division = @Division and mail = @Id order by number desc
                """,
                new { session.Caller.Division, request.Id },
                cancellationToken
            );
            var names = acts.Count == 0 ? null : await mediator.Send(new NamePeople(), cancellationToken);

            return mail with
            {
                Attempts = attempts,
                Acts = [.. acts.Select(act => act with { By = names?.GetValueOrDefault(act.Actor) ?? "Someone" })],
            };
        }
    }
}

/// <summary>A mail as its page shows it.</summary>
internal sealed record MailOf(
    Guid Id,
    Guid Person,
    string? Name,
    MailKind Kind,
    string MessageId,
    MailState State,
    string? Reason,
    DateTimeOffset CreatedAt,
    DateTimeOffset NotBefore,
    DateTimeOffset? SentAt,
    DateTimeOffset? GiveUpAt,
    string? Address,
    string? Subject,
    string? Body,
    string? Html,
    string? Failing
)
{
    public IReadOnlyList<AttemptOf> Attempts { get; init; } = [];

    /// <summary>What people did with it by hand, newest first.</summary>
    public IReadOnlyList<ActOf> Acts { get; init; } = [];

    public string Title => Subject ?? $"{Words.Of(Kind)} mail, not put into words";
}

/// <summary>One attempt to hand a mail over.</summary>
internal sealed record AttemptOf(
    int Number,
    string Host,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string Address,
    Outcome Outcome,
    string? Answer
)
{
    public string Words =>
        Outcome switch
        {
            Outcome.Open => "Being made, or its host went away",
            Outcome.Accepted => "Accepted by the mail server",
            Outcome.Refused => "Refused",
            Outcome.Later => "Not taken now",
            Outcome.Unknown => "Outcome unknown",
            _ => "Too late: somebody else had gone on with the mail",
        };
}

/// <summary>What somebody did with a mail by hand.</summary>
internal sealed record ActOf(MailAct Act, DateTimeOffset At, Guid Actor)
{
    public string By { get; init; } = "";

    public string Words =>
        Act switch
        {
            MailAct.Resent => "Sent again by hand",
            MailAct.LetBe => "Let be",
            _ => "Bounce recorded",
        };
}

/// <summary>What commands on a mail begin and end with.</summary>
internal static class MailSession
{
    /// <summary>Locks the mail and answers its state.</summary>
    /// <exception cref="NotFoundException">The division has no such mail.</exception>
    /// <exception cref="RefusedException">It is being handed over.</exception>
    public static async Task<MailState> Require(this Session session, Guid mail, CancellationToken cancel) =>
        await session.One<string>(
            "select state from deadlines.mail where division = @Division and id = @mail for update",
            new { session.Caller.Division, mail },
            cancel
        ) switch
        {
            null => throw new NotFoundException($"There is no mail {mail}"),
            nameof(MailState.Sending) => throw new RefusedException("This mail is being sent: look again in a minute"),
            var state => Enum.Parse<MailState>(state),
        };

    /// <summary>Records who did what with the mail.</summary>
    public static Task<int> Did(
        this Session session,
        Guid mail,
        MailAct act,
        DateTimeOffset now,
        CancellationToken cancel
    ) =>
        session.Execute(
            """
            insert into deadlines.mail_act (division, mail, number, at, actor, act)
            select @Division, @mail, 1 + count(*), @now, @Actor, @act from deadlines.mail_act
            where division = @Division and mail = @mail
            """,
            new
            {
                session.Caller.Division,
                session.Caller.Actor,
                mail,
                now,
                act = $"{act}",
            },
            cancel
        );
}

[Allow(Policy.Administer)]
internal sealed class MailDetailsPage(IMediator mediator) : PageModel
{
    public MailOf Mail { get; private set; } = null!;

    public async Task OnGet(Guid id) => Mail = await mediator.Send(new MailDetails(id), HttpContext.RequestAborted);
}
