using Inspection.Contracts.Organisation;
using Inspection.Kernel.Divisions;
using MediatR;

namespace Inspection.Organisation;

internal sealed class FindPersonHandler(Session session)
    : IRequestHandler<FindPerson, PersonSummary?>,
        IRequestHandler<FindPersonByEmail, PersonSummary?>
{
    private const string Summary = """
        select n.id, n.name, n.email, m.active, m.administrator
        from people n join organisation.member m on m.division = n.division and m.id = n.id
        where n.division = @Division
        """;

    public Task<PersonSummary?> Handle(FindPerson request, CancellationToken cancellationToken) =>
        session.One<PersonSummary>(
            $"{Summary} and n.id = @Id",
            new { session.Caller.Division, request.Id },
            cancellationToken
        );

    public Task<PersonSummary?> Handle(FindPersonByEmail request, CancellationToken cancellationToken) =>
        session.One<PersonSummary>(
            $"{Summary} and lower(n.email) = lower(@Email)",
            new { session.Caller.Division, request.Email },
            cancellationToken
        );
}
