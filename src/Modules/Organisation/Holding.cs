using Inspection.Kernel;
using Inspection.Kernel.Divisions;

namespace Inspection.Organisation;

/// <summary>Who held, holds or will hold a post, as SQL and as a row.</summary>
internal sealed record Holding(
    Guid Post,
    string Title,
    bool Abolished,
    Guid Appointment,
    Guid Person,
    string Name,
    DateOnly From,
    DateOnly? Until,
    bool JobShare,
    bool Active
)
{
    /// <summary>Every term of every post of the division, one row each.</summary>
    public const string Terms = """
        select p.id as post, p.title, p.abolished, t."Appointment" as appointment, t."Person" as person,
            coalesce(n.name, 'Someone') as name, t."From" as "from", t."Until" as until,
            coalesce(t."JobShare", false) as jobshare, coalesce(m.active, false) as active
        from post p
        cross join lateral jsonb_to_recordset(p.terms)
            as t("Appointment" uuid, "Person" uuid, "From" date, "Until" date, "JobShare" boolean)
        left join people n on n.division = p.division and n.id = t."Person"
        left join member m on m.division = p.division and m.id = t."Person"
        """;

    public bool Covers(DateOnly day) => From <= day && !(Until < day);

    /// <summary>The day that the session looks at: today, or the day of its "as at".</summary>
    public static DateOnly Day(Session session) => (session.Caller.AsAt ?? session.Now).Day();
}
