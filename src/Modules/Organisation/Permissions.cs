using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;

namespace Inspection.Organisation;

/// <summary>What a caller may do follows from the posts they hold today. Asked once a session: a change applies to the next request.</summary>
internal sealed class Permissions(TimeProvider clock) : IPermissions
{
    private static readonly HashSet<Policy> None = [];
    private static readonly HashSet<Policy> Everything = [.. Enum.GetValues<Policy>()];

    private (int Division, Guid Actor, IReadOnlySet<Policy> Policies)? known;

    public async ValueTask<IReadOnlySet<Policy>> For(Session session, CancellationToken cancel)
    {
        var caller = session.Caller;

        if (caller.SetsUp || caller.Actor == SystemActor.Suite || caller.Actor == SystemActor.CommandLine)
            return Everything;

        if (caller.Division == 0 || caller.Actor == Guid.Empty)
            return None;

        if (known is { } earlier && (earlier.Division, earlier.Actor) == (caller.Division, caller.Actor))
            return earlier.Policies;

        // The schema is named because permissions are today's, even where the session looks at the past.
        var member = await session.Look<Member>(
            """
            select m.active, m.administrator, array(
                select p.kind
                from organisation.post p
                cross join lateral jsonb_to_recordset(p.terms) as t("Person" uuid, "From" date, "Until" date)
                where p.division = m.division and not p.abolished and t."Person" = m.id
                    and t."From" <= $3 and (t."Until" is null or t."Until" >= $3)
            ) as kinds
            from organisation.member m where m.division = $1 and m.id = $2
            """,
            [caller.Division, caller.Actor, clock.Today()],
            cancel
        );
        var policies = Of(member);
        known = (caller.Division, caller.Actor, policies);
        return policies;
    }

    private static HashSet<Policy> Of(Member? member)
    {
        if (member is not { Active: true })
            return None;

        var kinds = member.Kinds.Select(Enum.Parse<PostKind>).ToList();
        HashSet<Policy> policies = [Policy.Read];

        // Whoever may appoint themselves to any post gains nothing by having to.
        if (member.Administrator)
            return Everything;

        if (kinds.Any(kind => kind != PostKind.BoardMember))
            policies.Add(Policy.Contribute);

        if (kinds.Any(Commands))
            policies.Add(Policy.Manage);

        return policies;
    }

    private static bool Commands(PostKind kind) =>
        kind is PostKind.HeadOfDivision or PostKind.DeputyHead or PostKind.AreaBusinessManager or PostKind.ModuleOwner;

    private sealed class Member
    {
        public bool Active { get; init; }
        public bool Administrator { get; init; }
        public string[] Kinds { get; init; } = [];
    }
}
