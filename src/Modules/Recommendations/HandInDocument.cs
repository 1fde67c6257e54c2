using FluentValidation;
using FluentValidation.Results;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Files;
using Inspection.Recommendations.Import;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Hands in a published document: it is read and kept aside until somebody confirms what was read.</summary>
[Allow(Policy.Manage)]
[Api("POST", "/api/imports")]
[RequestSizeLimit(2 * DocumentReader.MaxBytes)]
internal sealed record HandInDocument(Guid Id, string? Name, byte[]? Content) : ICommand
{
    internal sealed class Validator : AbstractValidator<HandInDocument>
    {
        public Validator()
        {
            RuleFor(c => c.Id).NotEmpty().WithMessage("Give the import an id of your own making (a UUID)");
            RuleFor(c => c.Name)
                .Must(name => !string.IsNullOrWhiteSpace(name) && name.Length <= 255)
                .WithMessage("Give the file's name, at most 255 characters");
            RuleFor(c => c.Content).NotEmpty().WithMessage("Select a file to import");
        }
    }

    internal sealed class Handler(Session session, FileStore files) : AsyncRequestHandler<HandInDocument>
    {
        protected override async Task Handle(HandInDocument command, CancellationToken cancel)
        {
            await DiscardOld(cancel);

            if (await session.One<bool>("select exists (select from import_draft where id = @Id)", command, cancel))
                return;

            using var content = new MemoryStream(command.Content!, writable: false);
            var file = await files.StoreDraft(
                content,
                command.Name,
                FileRules.Documents,
                nameof(Content),
                cancel: cancel
            );

            // It is read by programs: not before it was scanned, where it is scanned at all.
            if (!file.IsUsable)
                throw Refused($"{file.Name} cannot be read now. {file.Finding}. Try again later");

            try
            {
                await DocumentReader.Read(command.Content!, file.Name, cancel);
            }
            catch (UnreadableDocumentException e)
            {
                throw Refused(e.Message);
            }

            await session.Execute(
                """
                insert into import_draft (division, id, person, file, handed_in_at)
                values (@Division, @Id, @Actor, @file, @Now)
                """,
                new
                {
                    session.Caller.Division,
                    command.Id,
                    session.Caller.Actor,
                    file = file.Id,
                    session.Now,
                },
                cancel
            );
        }

        private static ValidationException Refused(string why) => new([new ValidationFailure(nameof(Content), why)]);

        /// <summary>Those that nobody confirmed within a month go.</summary>
        private async Task DiscardOld(CancellationToken cancel)
        {
            foreach (
                var file in await session.Query<Guid>(
                    "delete from import_draft where handed_in_at < now() - interval '30 days' returning file",
                    null,
                    cancel
                )
            )
                await files.Discard(file, cancel);
        }
    }
}

[Allow(Policy.Manage)]
[TakesFiles]
internal sealed class HandInDocumentPage(IMediator mediator, Session session) : HandInPage(mediator)
{
    public IReadOnlyList<WaitingDraft> Waiting { get; private set; } = [];

    public Task OnGet() => Prepare();

    public Task<IActionResult> OnPost() =>
        HandIn(
            content => new HandInDocument(CommandId, Document?.FileName ?? "document", content),
            $"/import/{CommandId}"
        );

    protected override async Task Prepare() =>
        Waiting = await session.Query<WaitingDraft>(
            """
            select d.id, f.name, d.handed_in_at from import_draft d join kernel.files f on f.id = d.file
            order by d.handed_in_at desc limit 20
            """
        );
}

/// <summary>A document that waits for somebody to confirm what was read from it.</summary>
internal sealed record WaitingDraft(Guid Id, string Name, DateTimeOffset HandedInAt);
