using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;

namespace Inspection.Recommendations;

/// <summary>A form about one piece of evidence.</summary>
internal abstract class EvidenceFormPage(IMediator mediator, Session session) : FormPage(mediator)
{
    public EvidenceRow Evidence { get; private set; } = null!;

    protected async Task<EvidenceRow> Show(Guid id) => Evidence = await session.Evidence(id);
}

internal static class EvidenceLookup
{
    /// <exception cref="NotFoundException">The division has no such evidence.</exception>
    public static async Task<EvidenceRow> Evidence(this Session session, Guid id, CancellationToken cancel = default) =>
        await session.One<EvidenceRow>("select * from evidence where id = @id", new { id }, cancel)
        ?? throw new NotFoundException($"There is no evidence {id}");
}
