using Inspection.Contracts.Organisation;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Recommendations;

/// <summary>Lets a person who may contribute work on what their posts own; who may manage works on everything.</summary>
internal sealed class OwnWork(Session session, IPermissions permissions, IMediator mediator, IEventStore store)
{
    public async Task Require(Guid recommendation, CancellationToken cancel)
    {
        if ((await permissions.For(session, cancel)).Contains(Policy.Manage))
            return;

        var me = await mediator.Send(new WhoAmI(), cancel);
        var state =
            await store.Find<Recommendation>(recommendation, cancel)
            ?? throw new NotFoundException($"There is no recommendation {recommendation}");

        if (!state.Owners.Intersect(me.Posts).Any())
            throw new RefusedException(
                "Only an owner of this recommendation, or someone who manages the division's work, can do this"
            );
    }

    /// <summary>An action is worked on by whoever owns it, or owns what it serves.</summary>
    public async Task RequireAction(Guid action, CancellationToken cancel)
    {
        if ((await permissions.For(session, cancel)).Contains(Policy.Manage))
            return;

        var me = await mediator.Send(new WhoAmI(), cancel);
        var state =
            await store.Find<Action>(action, cancel) ?? throw new NotFoundException($"There is no action {action}");

        if (state.Owner is { } owner && me.Posts.Contains(owner))
            return;

        foreach (var recommendation in state.Recommendations)
            if ((await store.Find<Recommendation>(recommendation, cancel))?.Owners.Intersect(me.Posts).Any() == true)
                return;

        throw new RefusedException(
            "Only an owner of this action or of what it serves, or someone who manages the division's work, can do this"
        );
    }

    /// <summary>Evidence is seen to by whoever offered it, or owns what it serves.</summary>
    public async Task RequireEvidence(EvidenceRow evidence, CancellationToken cancel)
    {
        if (evidence.OfferedBy != session.Caller.Actor)
            await Require(evidence.Recommendation, cancel);
    }
}
