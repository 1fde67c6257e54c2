using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Events;

/// <summary>The smallest aggregate that shows what the store does: a tally that goes up.</summary>
internal sealed record Tally(Guid Id, int Total) : IAggregate<Tally>
{
    [EventName("tally.opened")]
    internal sealed record Opened(Guid Id, string Name) : DomainEvent;

    [EventName("tally.added", Schema = 2)]
    internal sealed record Added(int Amount, string? Why = null) : DomainEvent, IUpcast
    {
        // Schema 1 called it Count.
        public static void Upcast(System.Text.Json.Nodes.JsonObject stored, short from)
        {
            stored["Amount"] = stored["Count"]?.DeepClone();
            stored.Remove("Count");
        }
    }

    [EventName("tally.removed")]
    internal sealed record Removed : DomainEvent;

    /// <summary>So many events of a new stream.</summary>
    public static IReadOnlyList<DomainEvent> Begin(Guid id, int events) =>
        [new Opened(id, "sheep"), .. Enumerable.Range(1, events - 1).Select(i => new Added(i))];

    public static Tally Evolve(Tally? state, DomainEvent happened) =>
        (state, happened) switch
        {
            (null, Opened e) => new(e.Id, 0),
            ({ }, Added e) => state with { Total = state.Total + e.Amount },
            ({ }, Removed) => state,
            _ => throw new InvalidOperationException($"{happened} cannot follow {state}"),
        };
}

[ReadModel("tallies.tally", Indexes = ["total"])]
internal sealed record TallyRow
{
    public Guid Id { get; init; }
    public int Version { get; init; }
    public string Name { get; init; } = "";
    public int Total { get; init; }
    public string[] Reasons { get; init; } = [];
    public DateOnly? Last { get; init; }
}

internal sealed class TallyProjection : Projection<Tally, TallyRow>
{
    public override TallyRow? Evolve(TallyRow? row, Happened happened) =>
        happened.Data switch
        {
            Tally.Opened e => new() { Id = e.Id, Name = e.Name },
            Tally.Added e => row! with
            {
                Total = row.Total + e.Amount,
                Reasons = e.Why is null ? row.Reasons : [.. row.Reasons, e.Why],
                Last = happened.At.Day(),
            },
            Tally.Removed => null,
            _ => row,
        };
}

[Allow(Policy.Manage)]
internal sealed record OpenTally(Guid Id, string Name) : ICommand
{
    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<OpenTally>
    {
        protected override Task Handle(OpenTally command, CancellationToken cancel)
        {
            store.Start(command.Id, [new Tally.Opened(command.Id, command.Name)]);
            return Task.CompletedTask;
        }
    }
}

[Allow(Policy.Contribute)]
internal sealed record AddToTally(Guid Id, int? Version, int Amount, string? Why = null) : ICommand
{
    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<AddToTally>
    {
        protected override Task Handle(AddToTally command, CancellationToken cancel) =>
            store.Change<Tally>(
                command.Id,
                command.Version,
                tally =>
                    tally.Total + command.Amount > 1000
                        ? throw new RefusedException("A tally ends at 1,000")
                        : [new Tally.Added(command.Amount, command.Why)],
                cancel
            );
    }
}

/// <summary>Another module hears of it.</summary>
internal sealed record TallyGrew(Guid Id, int Amount) : INotification;

/// <summary>Counts what it hears, in a table and in a stream of its own, so that effects can be counted afterwards.</summary>
internal sealed class WhenTallyGrew(Session session, IMediator mediator) : INotificationHandler<TallyGrew>
{
    public static HashSet<int> Poison { get; } = [];

    public async Task Handle(TallyGrew heard, CancellationToken cancel)
    {
        if (Poison.Contains(heard.Amount))
            throw new InvalidOperationException($"{heard.Amount} cannot be heard");

        await session.Execute(
            "insert into heard (division, tally, amount) values (@Division, @Id, @Amount)",
            new
            {
                session.Caller.Division,
                heard.Id,
                heard.Amount,
            },
            cancel
        );

        if (heard.Amount == 7)
            await mediator.Send(new OpenTally(Guid.NewGuid(), "seven"), cancel);
    }
}

internal sealed class TalliesModule : IModule
{
    public string Name => "tallies";

    public INotification? Announce(DomainEvent happened) =>
        happened is Tally.Added e ? new TallyGrew(Guid.Empty, e.Amount) : null;

    public Change? Describe(StoredEvent happened) =>
        happened.Data is Tally.Added e ? new($"Added {e.Amount}", $"/tallies/{happened.Stream}") : null;

    public void AddServices(IServiceCollection services) =>
        services.AddSingleton(
            new ModuleSchema(
                """
                create schema if not exists tallies;
                grant usage on schema tallies to inspection_app;
                create table if not exists tallies.heard (division int not null, id bigint generated always as identity, tally uuid, amount int);
                alter table tallies.heard enable row level security;
                alter table tallies.heard force row level security;
                drop policy if exists division on tallies.heard;
                create policy division on tallies.heard using (division = nullif(current_setting('inspection.division', true), '')::int);
                grant select, insert on tallies.heard to inspection_app;
                """
            )
        );
}

/// <summary>In these tests everybody in a division may do everything.</summary>
internal sealed class Everything : IPermissions
{
    public ValueTask<IReadOnlySet<Policy>> For(Session session, CancellationToken cancel) =>
        new(session.Caller.Division > 0 ? new HashSet<Policy>(Enum.GetValues<Policy>()) : []);
}
