using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Files;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Kit;

/// <summary>Hands in one file, as a feature that takes evidence does.</summary>
[Allow(Policy.Contribute), Api("POST", "/api/kit/evidence/{id}")]
internal sealed record HandInEvidence(Guid Id, IFormFile? File) : ICommand
{
    internal sealed class Validator : AbstractValidator<HandInEvidence>
    {
        public Validator() => RuleFor(c => c.File).NotNull().WithMessage("Select the evidence");
    }

    internal sealed class Handler(FileStore files) : AsyncRequestHandler<HandInEvidence>
    {
        protected override Task Handle(HandInEvidence command, CancellationToken cancel) =>
            files.Store(command.File!, id: command.Id, cancel: cancel);
    }
}

[TakesFiles]
internal sealed class HandInEvidencePage(IMediator mediator, FileStore files) : FormPage(mediator)
{
    [BindProperty]
    public HandInEvidence Command { get; set; } = null!;

    public StoredFile? Stored { get; private set; }

    public async Task OnGet(Guid? id)
    {
        Command = new(Guid.CreateVersion7(), null);
        Stored = id is { } known ? await files.Find(known) : null;
    }

    public Task<IActionResult> OnPost() => Send(Command, then: $"/kit/evidence/{Command.Id}", said: "It is handed in");
}
