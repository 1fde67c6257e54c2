using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Deadlines;

/// <summary>Lets a mail be that waits, is held or failed: nobody sends it any more.</summary>
[Allow(Policy.Administer), Api("POST", "/api/deadlines/mails/{id}/cancel")]
internal sealed record CancelMail(Guid Id) : ICommand
{
    internal sealed class Handler(Session session, DatabaseClock clock) : AsyncRequestHandler<CancelMail>
    {
        protected override async Task Handle(CancelMail request, CancellationToken cancellationToken)
        {
            if (await session.Require(request.Id, cancellationToken) is MailState.Sent or MailState.Cancelled)
                throw new RefusedException("There is nothing to let be: this mail was sent or cancelled");

            await session.Execute(
                """
                update deadlines.mail set state = 'Cancelled', unserved = false,
                    reason = concat_ws('. ', 'An administrator let it be', reason)
                where division = @Division and id = @Id
                """,
                new { session.Caller.Division, request.Id },
                cancellationToken
            );
            await session.Did(request.Id, MailAct.LetBe, clock.GetUtcNow(), cancellationToken);
        }
    }
}

[Allow(Policy.Administer)]
internal sealed class CancelMailPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public CancelMail Command { get; set; } = null!;

    public MailOf Mail { get; private set; } = null!;

    public async Task OnGet(Guid id)
    {
        Command = new(id);
        await Prepare();
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/deadlines/outbox/{Command.Id}", said: "The mail is not sent any more.");

    protected override async Task Prepare() => Mail = await Ask(new MailDetails(Command.Id));
}
