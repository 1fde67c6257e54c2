using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

[Allow(Policy.Contribute)]
[Api("POST", "/api/recommendations/{id}/notes")]
internal sealed record AddNote(Guid Id, string? Text) : ICommand
{
    internal sealed class Validator : AbstractValidator<AddNote>
    {
        public Validator()
        {
            RuleFor(c => c.Text).NotEmpty().WithMessage("Enter what has happened");
            RuleFor(c => c.Text).MaximumLength(4000).WithMessage("The note must be 4,000 characters or fewer");
        }
    }

    // A note is added to whatever happened meanwhile: it needs no version.
    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<AddNote>
    {
        protected override Task Handle(AddNote command, CancellationToken cancel) =>
            store.Change<Recommendation>(
                command.Id,
                null,
                recommendation => recommendation.Note(command.Text.Typed()!),
                cancel
            );
    }
}

[Allow(Policy.Contribute)]
internal sealed class AddNotePage(IMediator mediator) : RecommendationFormPage(mediator)
{
    [BindProperty]
    public AddNote Command { get; set; } = null!;

    public async Task OnGet(Guid id)
    {
        await Show(id);
        Command = new(id, null);
    }

    public Task<IActionResult> OnPost() => Send(Command, $"/recommendations/{Command.Id}", "The note is added");

    protected override Task Prepare() => Show(Command.Id);
}
