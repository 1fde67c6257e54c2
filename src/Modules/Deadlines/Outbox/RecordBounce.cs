using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Deadlines;

/// <summary>Records that a mail came back: its address counts as failing, and its person reads of it in the suite.</summary>
[Allow(Policy.Administer), Api("POST", "/api/deadlines/mails/{id}/bounce")]
internal sealed record RecordBounce(Guid Id, string? Said) : ICommand
{
    internal sealed class Validator : AbstractValidator<RecordBounce>
    {
        public Validator() =>
            RuleFor(c => c.Said)
                .NotEmpty()
                .WithMessage("Enter what the report said")
                .MaximumLength(500)
                .WithMessage("What the report said must be 500 characters or fewer");
    }

    internal sealed class Handler(Session session, DatabaseClock clock) : AsyncRequestHandler<RecordBounce>
    {
        protected override async Task Handle(RecordBounce request, CancellationToken cancellationToken)
        {
            if (await session.Require(request.Id, cancellationToken) is not (MailState.Sent or MailState.Unknown))
                throw new RefusedException("Only a mail that was sent can come back");

            var reason = $"Bounced: {request.Said}";
            await session.Execute(
                "update deadlines.mail set state = 'Failed', reason = @reason where division = @Division and id = @Id",
                new
                {
                    session.Caller.Division,
                    request.Id,
                    reason,
                },
                cancellationToken
            );
            await Desk.Flag(session, request.Id, reason, cancellationToken);
            await Desk.Tell(session, request.Id, cancellationToken);
            await session.Did(request.Id, MailAct.Bounced, clock.GetUtcNow(), cancellationToken);
        }
    }
}

[Allow(Policy.Administer)]
internal sealed class RecordBouncePage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public RecordBounce Command { get; set; } = null!;

    public MailOf Mail { get; private set; } = null!;

    public async Task OnGet(Guid id)
    {
        Command = new(id, Said: null);
        await Prepare();
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/deadlines/outbox/{Command.Id}", said: "The bounce has been recorded.");

    protected override async Task Prepare() => Mail = await Ask(new MailDetails(Command.Id));
}
