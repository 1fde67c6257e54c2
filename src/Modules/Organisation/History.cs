using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

/// <summary>What happened to one team, post, site or person, newest first, with who did it.</summary>
[Allow(Policy.Read), Api("GET", "/api/organisation/history/{id}")]
internal sealed record History(Guid Id) : IQuery<IReadOnlyList<HistoryLine>>
{
    internal sealed class Handler(IEventStore store, IMediator mediator)
        : IRequestHandler<History, IReadOnlyList<HistoryLine>>
    {
        public async Task<IReadOnlyList<HistoryLine>> Handle(History request, CancellationToken cancellationToken)
        {
            var names = await mediator.Send(new NamePeople(), cancellationToken);
            var happened = await store.History(request.Id, cancellationToken);

            return
            [
                .. happened
                    .Reverse()
                    .Select(one => new HistoryLine(
                        OrganisationModule.Words(one.Data, Name) ?? "",
                        Name(one.Actor),
                        one.At
                    ))
                    .Where(line => line.Text != ""),
            ];

            string Name(Guid person) => names.GetValueOrDefault(person, People.Erased);
        }
    }
}

/// <summary>One line of a history.</summary>
internal sealed record HistoryLine(string Text, string By, DateTimeOffset At);
