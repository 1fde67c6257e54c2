using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;

namespace Inspection.Recommendations;

/// <summary>When something changes that a validator has signed, the recommendation says that it must be validated again.</summary>
internal sealed class SealWatch : ISubscription
{
    public string Name => "seals";

    public bool Wants(Type happened) =>
        happened.DeclaringType == typeof(Action) && happened != typeof(Action.Noted)
        || happened.DeclaringType == typeof(Evidence);

    public async Task Handle(StoredEvent happened, Session session, CancellationToken cancel)
    {
        var served = await session.Query<Guid>(
            """
            select unnest(recommendation || also) from action where division = @Division and id = @Stream
            union
            select unnest(recommendation || also) from evidence where division = @Division and id = @Stream
            """,
            new { session.Caller.Division, happened.Stream },
            cancel
        );

        // What it served before and serves no more is known only by what was signed there.
        var signed = await session.Query<RecommendationRow>(
            happened.Data is Action.MadeToServe or Evidence.MadeToServe
                ? """
                select * from recommendation where division = @Division and status = 'Implemented' and not needs_revalidation
                    and (id = any (@served) or seal @> jsonb_build_object('Parts', jsonb_build_array(jsonb_build_object('Id', @Stream))))
                """
                : "select * from recommendation where division = @Division and id = any (@served) and status = 'Implemented' and not needs_revalidation",
            new
            {
                session.Caller.Division,
                happened.Stream,
                served = served.ToArray(),
            },
            cancel
        );

        foreach (var row in signed)
        {
            var changes = (await session.ClosingFacts(row.Id, cancel)).ChangedSince(row.Seal!).ToList();

            if (changes.Count > 0)
                await session.Events.Change<Recommendation>(
                    row.Id,
                    null,
                    one => one.BreakSeal(string.Join("; ", changes)),
                    cancel
                );
        }
    }
}
