using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Recommendations;

/// <summary>Takes the content of a file of a piece of evidence out for ever; its name, hash and the reason stay.</summary>
[Allow(Policy.Administer)]
[Api("POST", "/api/evidence/{id}/files/{file}/remove")]
internal sealed record RemoveFile(Guid Id, int? Version, Guid File, string? Reason) : ICommand
{
    internal sealed class Validator : AbstractValidator<RemoveFile>
    {
        public Validator()
        {
            RuleFor(c => c.Reason).NotEmpty().WithMessage("Enter why the file is removed");
            RuleFor(c => c.Reason).MaximumLength(1000).WithMessage("The reason must be 1,000 characters or fewer");
        }
    }

    internal sealed class Handler(IEventStore store, FileStore files) : AsyncRequestHandler<RemoveFile>
    {
        protected override async Task Handle(RemoveFile command, CancellationToken cancel)
        {
            await store.Change<Evidence>(
                command.Id,
                command.Version,
                evidence => evidence.RemoveFile(command.File, command.Reason.Typed()!),
                cancel
            );
            await files.Remove(command.File, command.Reason.Typed()!, cancel);
        }
    }
}

[Allow(Policy.Administer)]
internal sealed class RemoveFilePage(IMediator mediator, Session session, FileStore files)
    : EvidenceFormPage(mediator, session)
{
    [BindProperty]
    public RemoveFile Command { get; set; } = null!;

    public StoredFile Stored { get; private set; } = null!;

    public async Task OnGet(Guid id, Guid file)
    {
        Command = new(id, null, file, null);
        await Prepare();
        Command = Command with { Version = Evidence.Version };
    }

    public Task<IActionResult> OnPost() => Send(Command, $"/evidence/{Command.Id}", "The file is removed");

    protected override async Task Prepare()
    {
        await Show(Command.Id);
        Stored =
            await files.Find(Command.File) is { } file && Evidence.Files.Contains(file.Id)
                ? file
                : throw new NotFoundException($"Evidence {Command.Id} has no file {Command.File}");
    }
}

/// <summary>Leads from a file to the piece of evidence that it is of.</summary>
[Allow(Policy.Read)]
internal sealed class EvidenceOfFilePage(Session session) : PageModel
{
    public async Task<IActionResult> OnGet(Guid id) =>
        await session.One<Guid?>(
            "select id from evidence where division = @Division and @id = any (files) limit 1",
            new { session.Caller.Division, id },
            HttpContext.RequestAborted
        )
            is { } evidence
            ? LocalRedirect($"/evidence/{evidence}")
            : throw new NotFoundException($"No evidence has the file {id}");
}
