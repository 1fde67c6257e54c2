using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;

namespace Inspection.Recommendations;

/// <summary>Stores one row of a spreadsheet of actions: all of it or nothing.</summary>
/// <param name="Version">The version that the row was compared with; null for a new action.</param>
/// <param name="Recommendations">What it serves; the first is the one it counts for.</param>
/// <param name="Key">Its reference in the spreadsheet.</param>
/// <param name="DependsOn">What it waits for; null leaves that as it is.</param>
/// <param name="Reason">Why it is due later than before.</param>
[Allow(Policy.Manage)]
internal sealed record ImportAction(
    Guid Id,
    int? Version,
    Guid[] Recommendations,
    string Text,
    string? Measure,
    Guid? Owner,
    DateOnly? Due,
    string Key,
    Guid[]? DependsOn,
    string? Reason
) : ICommand
{
    internal sealed class Handler(Session session, IEventStore store, IMediator mediator)
        : AsyncRequestHandler<ImportAction>
    {
        protected override async Task Handle(ImportAction command, CancellationToken cancel)
        {
            await session.RequirePlannable(command.Recommendations, cancel);
            await mediator.RequirePost(command.Owner, cancel);
            var circle = await session.RequireNoCircle(command.Id, command.DependsOn ?? [], cancel);

            if (command.Version is null)
                store.Start(command.Id, Plan(command, circle));
            else
                await store.Change<Action>(
                    command.Id,
                    command.Version,
                    action => [.. Change(action, command, circle)],
                    cancel
                );
        }

        private static IReadOnlyList<DomainEvent> Plan(ImportAction command, IReadOnlyList<string> circle)
        {
            var planned = new Action.Planned(
                command.Id,
                [.. command.Recommendations],
                command.Text,
                command.Measure,
                command.Owner,
                command.Due,
                command.Key
            );
            return [planned, .. Action.Evolve(null, planned).Depend([.. command.DependsOn ?? []], circle)];
        }

        private static IEnumerable<DomainEvent> Change(
            Action action,
            ImportAction command,
            IReadOnlyList<string> circle
        ) =>
            action
                .Change(command.Text, command.Measure, command.Owner, command.Due, command.Reason)
                .Concat(action.Serve([.. command.Recommendations]))
                .Concat(command.DependsOn is { } waits ? action.Depend([.. waits], circle) : []);
    }
}
