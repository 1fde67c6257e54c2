using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui.Lists;
using MediatR;

namespace Inspection.Organisation;

internal sealed class NamePeopleHandler(Session session, KeptAnswers kept)
    : IRequestHandler<NamePeople, IReadOnlyDictionary<Guid, string>>
{
    public async Task<IReadOnlyDictionary<Guid, string>> Handle(NamePeople request, CancellationToken cancellationToken)
    {
        var people = await kept.Rows<Named>(
            session,
            "select id, name from people where division = @Division",
            new { session.Caller.Division },
            cancellationToken
        );
        var names = people.ToDictionary(one => one.Id, one => one.Name);
        names[SystemActor.Suite] = "The suite";
        names[SystemActor.CommandLine] = "An administrator at the command line";
        names[SystemActor.Visitor] = "A visitor with a shared link";
        return names;
    }

    internal sealed record Named(Guid Id, string Name);
}

/// <summary>Names for the kernel, which knows people only by their ids.</summary>
internal sealed class KnownPeople(KeptAnswers kept) : IPeople
{
    public async ValueTask<string> NameOf(Guid person, Session session, CancellationToken cancel) =>
        (await new NamePeopleHandler(session, kept).Handle(new(), cancel)).GetValueOrDefault(person, "Someone");
}

internal sealed class WhoAmIHandler(Session session, TimeProvider clock) : IRequestHandler<WhoAmI, Me>
{
    public async Task<Me> Handle(WhoAmI request, CancellationToken cancellationToken)
    {
        var caller = session.Caller;
        var found = await session.One<Found>(
            $"""
            select coalesce((select name from people where division = @Division and id = @Actor), '') as name,
                d.name as division, array(
                    select post from ({Holding.Terms}) t
                    where t.person = @Actor and t."from" <= @today and (t.until is null or t.until >= @today)
                        and not t.abolished) as posts
            from kernel.divisions d where d.id = @Division
            """,
            new
            {
                caller.Division,
                caller.Actor,
                today = clock.Today(),
            },
            cancellationToken
        );

        return new(caller.Actor, found?.Name ?? "", found?.Posts ?? []) { Division = found?.Division ?? "" };
    }

    internal sealed class Found
    {
        public string Name { get; init; } = "";
        public string Division { get; init; } = "";
        public Guid[] Posts { get; init; } = [];
    }
}
