using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Deadlines;

/// <summary>Sends a mail again, or now where it waits: put into words anew, under the same Message-ID. An address that failed is tried again.</summary>
[Allow(Policy.Administer), Api("POST", "/api/deadlines/mails/{id}/resend")]
internal sealed record ResendMail(Guid Id) : ICommand
{
    internal sealed class Handler(Session session, DatabaseClock clock) : AsyncRequestHandler<ResendMail>
    {
        protected override async Task Handle(ResendMail request, CancellationToken cancellationToken)
        {
            await session.Require(request.Id, cancellationToken);
            await session.Execute(
                """
                update deadlines.mail set state = 'Queued', reason = null, not_before = @now, give_up_at = null,
                    unserved = false, at_once = true
                where division = @Division and id = @Id;
                delete from deadlines.failing_address
                where division = @Division and person = (
                    select person from deadlines.mail where division = @Division and id = @Id)
                """,
                new
                {
                    session.Caller.Division,
                    request.Id,
                    now = clock.GetUtcNow(),
                },
                cancellationToken
            );
            await session.Did(request.Id, MailAct.Resent, clock.GetUtcNow(), cancellationToken);
        }
    }
}

[Allow(Policy.Administer)]
internal sealed class ResendMailPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public ResendMail Command { get; set; } = null!;

    public MailOf Mail { get; private set; } = null!;

    public async Task OnGet(Guid id)
    {
        Command = new(id);
        await Prepare();
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/deadlines/outbox/{Command.Id}", said: "The mail goes out again in the next minute.");

    protected override async Task Prepare() => Mail = await Ask(new MailDetails(Command.Id));
}
