using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using MediatR;

namespace Inspection.Recommendations;

/// <summary>Throws away a document that was handed in and not confirmed.</summary>
[Allow(Policy.Manage)]
[Api("DELETE", "/api/imports/{id}")]
internal sealed record DiscardImport(Guid Id) : ICommand
{
    internal sealed class Handler(Session session) : AsyncRequestHandler<DiscardImport>
    {
        protected override Task Handle(DiscardImport command, CancellationToken cancel) =>
            session.Execute("delete from import_draft where id = @Id", new { command.Id }, cancel);
    }
}
