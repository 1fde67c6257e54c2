using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using MediatR;

namespace Inspection.Organisation;

/// <summary>The people who can be appointed, by name.</summary>
[Allow(Policy.Read)]
internal sealed record ActivePeople : IQuery<IReadOnlyList<NamePeopleHandler.Named>>
{
    internal sealed class Handler(Session session)
        : IRequestHandler<ActivePeople, IReadOnlyList<NamePeopleHandler.Named>>
    {
        public Task<IReadOnlyList<NamePeopleHandler.Named>> Handle(
            ActivePeople request,
            CancellationToken cancellationToken
        ) =>
            session.Query<NamePeopleHandler.Named>(
                """
                select n.id, n.name from people n join member m on m.division = n.division and m.id = n.id
                where n.division = @Division and m.active order by n.name
                """,
                new { session.Caller.Division },
                cancellationToken
            );
    }
}

internal sealed class ListActivePeopleHandler(Session session) : IRequestHandler<ListActivePeople, IReadOnlySet<Guid>>
{
    public async Task<IReadOnlySet<Guid>> Handle(ListActivePeople request, CancellationToken cancellationToken) =>
        (
            await session.Query<Guid>(
                "select id from organisation.member where division = @Division and active",
                new { session.Caller.Division },
                cancellationToken
            )
        ).ToHashSet();
}
