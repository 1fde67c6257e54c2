using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Organisation;

[Allow(Policy.Read), Api("GET", "/api/organisation/people/{id}")]
internal sealed record PersonDetails(Guid Id) : IQuery<PersonOf>
{
    internal sealed class Handler(Session session) : IRequestHandler<PersonDetails, PersonOf>
    {
        public async Task<PersonOf> Handle(PersonDetails request, CancellationToken cancellationToken)
        {
            var person =
                await session.One<PersonOf>(
                    """
                    select m.id, m.version, n.name, n.email, m.active, m.administrator, m.erased
                    from member m join people n on n.division = m.division and n.id = m.id
                    where m.division = @Division and m.id = @Id
                    """,
                    new { session.Caller.Division, request.Id },
                    cancellationToken
                ) ?? throw new NotFoundException($"There is no person {request.Id}");
            var holdings = await session.Query<Holding>(
                $"""{Holding.Terms} where p.division = @Division and t."Person" = @Id order by t."From" desc, p.title""",
                new { session.Caller.Division, request.Id },
                cancellationToken
            );

            return person with
            {
                Holdings = holdings,
            };
        }
    }
}

/// <summary>A person as their page shows them, with the posts they held, hold or will hold.</summary>
internal sealed record PersonOf(
    Guid Id,
    int Version,
    string Name,
    string? Email,
    bool Active,
    bool Administrator,
    bool Erased
)
{
    public IReadOnlyList<Holding> Holdings { get; init; } = [];
}

[Allow(Policy.Read)]
internal sealed class PersonDetailsPage(IMediator mediator) : ShowPage(mediator)
{
    public PersonOf Person { get; private set; } = null!;

    public async Task OnGet(Guid id)
    {
        Person = await Ask(new PersonDetails(id));
        await Show(id);
    }
}
