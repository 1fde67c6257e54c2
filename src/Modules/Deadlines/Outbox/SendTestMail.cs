using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Deadlines;

/// <summary>Puts a mail to whoever asks into the outbox, to see whether mail arrives.</summary>
[Allow(Policy.Administer), Api("POST", "/api/deadlines/mails/test")]
internal sealed record SendTestMail(Guid Id) : ICommand
{
    internal sealed class Handler(Session session, DatabaseClock clock) : AsyncRequestHandler<SendTestMail>
    {
        protected override async Task Handle(SendTestMail request, CancellationToken cancellationToken)
        {
            if (session.Caller.Actor == SystemActor.CommandLine || session.Caller.Actor == SystemActor.Suite)
                throw new RefusedException("Only a person can be sent a test mail");

            await session.Execute(
                """
                insert into deadlines.mail (division, id, person, kind, message_id, state, created_at, not_before)
                values (@Division, @Id, @Actor, 'Test', @messageId, 'Queued', @now, @now)
                """,
                new
                {
                    session.Caller.Division,
                    request.Id,
                    session.Caller.Actor,
                    messageId = Mail.MessageId(request.Id),
                    now = clock.GetUtcNow(),
                },
                cancellationToken
            );
        }
    }
}

/// <summary>What a test mail says.</summary>
internal sealed class TestLetters : ILetters
{
    public MailKind Kind => MailKind.Test;

    public Task<Letter?> Write(Guid mail, Guid person, Session session, CancellationToken cancel) =>
        Task.FromResult<Letter?>(
            new(
                "Test of the mail from Inspection",
                "Somebody asked for this mail in the outbox. You can read it, so mail from Inspection reaches you.",
                [
                    new(
                        "Where it came from",
                        [new("The outbox", "What became of this mail stands there.", $"/deadlines/outbox/{mail}")]
                    ),
                ]
            )
        );
}

[Allow(Policy.Administer)]
internal sealed class SendTestMailPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public SendTestMail Command { get; set; } = null!;

    public void OnGet() => Command = new(Guid.CreateVersion7());

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/deadlines/outbox/{Command.Id}", said: "The mail is in the outbox.");
}
