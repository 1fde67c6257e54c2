using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Says which actions must be done before this one can be.</summary>
/// <param name="Actions">All of them; what is not named is not waited for any more.</param>
[Allow(Policy.Contribute)]
[Api("POST", "/api/actions/{id}/dependencies")]
internal sealed record SetDependencies(Guid Id, int? Version, Guid[]? Actions) : ICommand
{
    internal sealed class Handler(Session session, IEventStore store, OwnWork ownWork)
        : AsyncRequestHandler<SetDependencies>
    {
        protected override async Task Handle(SetDependencies command, CancellationToken cancel)
        {
            await ownWork.RequireAction(command.Id, cancel);
            Many<Guid> actions = [.. (command.Actions ?? []).Distinct()];
            var circle = await session.RequireNoCircle(command.Id, actions, cancel);
            await store.Change<Action>(command.Id, command.Version, action => action.Depend(actions, circle), cancel);
        }
    }
}

internal static class Dependencies
{
    /// <summary>The names on the way from what an action is to wait for back to it; empty where there is no such way.</summary>
    /// <exception cref="RefusedException">One of the actions is not there.</exception>
    public static async Task<IReadOnlyList<string>> RequireNoCircle(
        this Session session,
        Guid action,
        IReadOnlyList<Guid> actions,
        CancellationToken cancel
    )
    {
        if (actions.Count == 0)
            return [];

        if ((await session.Actions(actions, cancel)).Count < actions.Count)
            throw new RefusedException("One of the actions you selected is not there");

        var waiting = (
            await session.Query<Waiting>(
                """
                with recursive reached as (
                    select unnest(@waited) as id
                    union
                    select unnest(a.depends_on) from reached r join action a on a.division = @Division and a.id = r.id
                )
                select id, depends_on from action where division = @Division and id in (select id from reached)
                """,
                new { session.Caller.Division, waited = actions.ToArray() },
                cancel
            )
        ).ToDictionary(one => one.Id, one => one.DependsOn);
        var way = Way(actions, action, waiting);

        if (way.Count == 0)
            return [];

        var names = (await session.Actions(way, cancel)).ToDictionary(row => row.Id, row => row.Text.Truncated(60));
        return [.. way.Select(id => $"“{names[id]}”")];
    }

    /// <summary>The way along dependencies from one of these actions to another; empty where there is none.</summary>
    public static IReadOnlyList<Guid> Way(IEnumerable<Guid> from, Guid to, IReadOnlyDictionary<Guid, Guid[]> waiting)
    {
        var cameFrom = from.Distinct().ToDictionary(one => one, _ => (Guid?)null);
        var toSee = new Queue<Guid>(cameFrom.Keys);

        while (toSee.TryDequeue(out var here))
        {
            if (here == to)
                return Back(here, cameFrom);

            foreach (var next in waiting.GetValueOrDefault(here, []))
                if (cameFrom.TryAdd(next, here))
                    toSee.Enqueue(next);
        }

        return [];
    }

    private static List<Guid> Back(Guid from, Dictionary<Guid, Guid?> cameFrom)
    {
        var way = new List<Guid>();

        for (Guid? here = from; here is { } one; here = cameFrom[one])
            way.Insert(0, one);

        return way;
    }

    private sealed record Waiting
    {
        public Guid Id { get; init; }
        public Guid[] DependsOn { get; init; } = [];
    }
}

[Allow(Policy.Contribute)]
internal sealed class SetDependenciesPage(IMediator mediator) : ActionFormPage(mediator)
{
    [BindProperty]
    public SetDependencies Command { get; set; } = null!;

    /// <summary>The other actions of the same recommendations, and whatever it waits for already.</summary>
    public IReadOnlyList<Option> Others { get; private set; } = [];

    public async Task OnGet(Guid id)
    {
        await Load(id);
        Command = new(id, Action.Version, Action.DependsOn);
    }

    public Task<IActionResult> OnPost() => Send(Command, $"/actions/{Command.Id}", "What the action waits for is set");

    protected override Task Prepare() => Load(Command.Id);

    private async Task Load(Guid id)
    {
        var row = await Show(id);
        var others = await Session.Query<ActionRow>(
            """
            select * from action a where division = @Division and id <> @id
                and (recommendation = any (@served) or (serves_many and also && @served) or id = any (@DependsOn))
            order by due nulls last, id
            """,
            new
            {
                Session.Caller.Division,
                id,
                served = row.Recommendations.ToArray(),
                row.DependsOn,
            }
        );
        Others =
        [
            .. others.Select(other => new Option(
                $"{other.Id}",
                $"{other.Reference}: {other.Text.Truncated(90)}",
                $"{Words.Of(other.State)}, {(other.Due is { } due ? $"due on {Words.Date(due)}" : "no date")}"
            )),
        ];
    }
}
