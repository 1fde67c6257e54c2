using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Recommendations;

/// <summary>Throws away a document that was handed in and not confirmed.</summary>
[Allow(Policy.Manage)]
[Api("DELETE", "/api/imports/{id}")]
internal sealed record DiscardImport(Guid Id) : ICommand
{
    internal sealed class Handler(Session session) : AsyncRequestHandler<DiscardImport>
    {
        protected override async Task Handle(DiscardImport command, CancellationToken cancel)
        {
            if (await session.Execute("delete from import_draft where id = @Id", new { command.Id }, cancel) == 0)
                throw new NotFoundException($"There is no import {command.Id}");
        }
    }
}
