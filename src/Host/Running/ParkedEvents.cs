using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui.Lists;
using MediatR;

namespace Inspection.Host.Running;

/// <summary>One event that a listener could not handle, or that waits behind one.</summary>
internal sealed record ParkedRow(
    Guid Id,
    string Subscription,
    long Position,
    Guid Stream,
    string Type,
    string? Error,
    DateTimeOffset ParkedAt
);

/// <summary>Events that listeners could not handle; other streams went on without them.</summary>
internal sealed class ParkedEvents : ListOf<ParkedRow>
{
    public override string Key => "parked-events";
    public override string Title => "Parked events";
    public override string Path => "/running/parked-events";
    public override Policy Policy => Policy.Administer;
    public override bool IsOfNow => true;

    protected override void Describe(ListBuilder<ParkedRow> list) =>
        list.From("(select *, md5(subscription || position)::uuid as id from kernel.parked) k")
            .Name(k => $"{k.Type} at position {k.Position}")
            .Column("Listener", k => k.Subscription, sort: "k.subscription")
            .Column("Position", k => k.Position, sort: "k.position", numeric: true)
            .Column("Event", k => k.Type, sort: "k.type")
            .Column("What went wrong", k => k.Error, none: "Waits for an earlier event of the same stream")
            .Column("Parked", k => k.ParkedAt, sort: "k.parked_at")
            .Filter<string>(
                "listener",
                "Listener",
                "k.subscription",
                "select distinct subscription as value, subscription as text from kernel.parked where division = @division order by 1"
            )
            .Search("k.type", "k.error", "k.subscription")
            .DefaultSort("position")
            .Bulk("retry", "Try again", Policy.Administer, (k, _) => new RetryParked(k.Stream, k.Subscription))
            .Empty("No event is parked: every listener has heard everything.");
}

/// <summary>Hands the parked events of a stream to their listener again, in order, up to the first that fails again.</summary>
[Allow(Policy.Administer), Api("POST", "/api/parked-events/{stream}/retry")]
internal sealed record RetryParked(Guid Stream, string Subscription) : ICommand
{
    internal sealed class Validator : AbstractValidator<RetryParked>
    {
        public Validator() => RuleFor(c => c.Subscription).NotEmpty().WithMessage("Name the listener");
    }

    // Each event's effects are a transaction of their own, not this command's.
    internal sealed class Handler(Subscriptions subscriptions, Session session) : AsyncRequestHandler<RetryParked>
    {
        protected override async Task Handle(RetryParked command, CancellationToken cancel)
        {
            if (await subscriptions.Retry(session.Caller.Division, command.Subscription, command.Stream, cancel) == 0)
                throw new RefusedException("It failed again: the reason stands in the list");
        }
    }
}
