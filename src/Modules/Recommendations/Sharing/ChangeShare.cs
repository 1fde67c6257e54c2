using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Lets a link that works do so for longer, or end earlier.</summary>
[Allow(Policy.Manage)]
[Api("POST", "/api/shares/{id}/extend")]
internal sealed record ExtendShare(Guid Id, int? Version, DateOnly Until) : ICommand
{
    internal sealed class Validator : AbstractValidator<ExtendShare>
    {
        public Validator() =>
            RuleFor(c => c.Until).NotEmpty().WithMessage("Enter the last day on which the link works");
    }

    // A view meanwhile is no change that anybody has to look at first.
    internal sealed class Handler(Session session, IEventStore store) : AsyncRequestHandler<ExtendShare>
    {
        protected override async Task Handle(ExtendShare command, CancellationToken cancel)
        {
            await store.Change<Share>(
                command.Id,
                command.Version,
                share => share.Extend(command.Until, session.Now.Day()),
                cancel
            );
            await session.Execute(
                "update share_secret set until = @Until where division = @Division and share = @Id",
                new
                {
                    session.Caller.Division,
                    command.Id,
                    command.Until,
                },
                cancel
            );
        }
    }
}

/// <summary>Ends a link for good: its token opens nothing any more.</summary>
[Allow(Policy.Manage)]
[Api("POST", "/api/shares/{id}/revoke")]
internal sealed record RevokeShare(Guid Id, int? Version, string? Reason) : ICommand
{
    internal sealed class Validator : AbstractValidator<RevokeShare>
    {
        public Validator() =>
            RuleFor(c => c.Reason).MaximumLength(1000).WithMessage("The reason must be 1,000 characters or fewer");
    }

    internal sealed class Handler(Session session, IEventStore store) : AsyncRequestHandler<RevokeShare>
    {
        protected override async Task Handle(RevokeShare command, CancellationToken cancel)
        {
            await store.Change<Share>(
                command.Id,
                command.Version,
                share => share.Revoke(command.Reason.Typed()),
                cancel
            );
            await session.Execute(
                "delete from share_secret where division = @Division and share = @Id",
                new { session.Caller.Division, command.Id },
                cancel
            );
        }
    }
}

/// <summary>A form about one share.</summary>
internal abstract class ShareFormPage(IMediator mediator, Session session) : FormPage(mediator)
{
    public ShareRow Share { get; private set; } = null!;

    public string Reader { get; private set; } = "";

    protected async Task Show(Guid id) => (Share, Reader) = (await session.Share(id), await session.ReaderOf(id));
}

[Allow(Policy.Manage)]
internal sealed class ExtendSharePage(IMediator mediator, Session session) : ShareFormPage(mediator, session)
{
    [BindProperty]
    public ExtendShare Command { get; set; } = null!;

    public async Task OnGet(Guid id)
    {
        await Show(id);
        Command = new(id, null, Share.LastDay);
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, $"/shares/{Command.Id}", "The last day of the link is changed");

    protected override Task Prepare() => Show(Command.Id);
}

[Allow(Policy.Manage)]
internal sealed class RevokeSharePage(IMediator mediator, Session session) : ShareFormPage(mediator, session)
{
    [BindProperty]
    public RevokeShare Command { get; set; } = null!;

    public async Task OnGet(Guid id)
    {
        await Show(id);
        Command = new(id, null, null);
    }

    public Task<IActionResult> OnPost() => Send(Command, $"/shares/{Command.Id}", "The link opens nothing any more");

    protected override Task Prepare() => Show(Command.Id);
}
