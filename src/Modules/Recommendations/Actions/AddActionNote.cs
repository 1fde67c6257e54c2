using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

[Allow(Policy.Contribute)]
[Api("POST", "/api/actions/{id}/notes")]
internal sealed record AddActionNote(Guid Id, string? Text) : ICommand
{
    internal sealed class Validator : AbstractValidator<AddActionNote>
    {
        public Validator()
        {
            RuleFor(c => c.Text).NotEmpty().WithMessage("Enter what has happened");
            RuleFor(c => c.Text).MaximumLength(4000).WithMessage("The note must be 4,000 characters or fewer");
        }
    }

    // A note is added to whatever happened meanwhile: it needs no version.
    internal sealed class Handler(IEventStore store, OwnWork ownWork) : AsyncRequestHandler<AddActionNote>
    {
        protected override async Task Handle(AddActionNote command, CancellationToken cancel)
        {
            await ownWork.RequireAction(command.Id, cancel);
            await store.Change<Action>(command.Id, null, action => action.Note(command.Text.Typed()!), cancel);
        }
    }
}

[Allow(Policy.Contribute)]
internal sealed class AddActionNotePage(IMediator mediator) : ActionFormPage(mediator)
{
    [BindProperty]
    public AddActionNote Command { get; set; } = null!;

    public async Task OnGet(Guid id)
    {
        await Show(id);
        Command = new(id, null);
    }

    public Task<IActionResult> OnPost() => Send(Command, $"/actions/{Command.Id}", "The note is added");

    protected override Task Prepare() => Show(Command.Id);
}
