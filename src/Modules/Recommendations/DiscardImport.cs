using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using MediatR;

namespace Inspection.Recommendations;

/// <summary>Throws away a document that was handed in and not confirmed.</summary>
[Allow(Policy.Manage)]
[Api("DELETE", "/api/imports/{id}")]
internal sealed record DiscardImport(Guid Id) : ICommand
{
    internal sealed class Handler(Session session, FileStore files) : AsyncRequestHandler<DiscardImport>
    {
        protected override async Task Handle(DiscardImport command, CancellationToken cancel)
        {
            var file = await session.One<Guid?>(
                "delete from import_draft where id = @Id returning file",
                new { command.Id },
                cancel
            );
            await files.Discard(file ?? throw new NotFoundException($"There is no import {command.Id}"), cancel);
        }
    }
}
