using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using MediatR;

namespace Inspection.Deadlines;

/// <summary>
/// Has the planner look again at what a post owns on the day that somebody takes it up or leaves it: who answers for it from
/// then on hears at once of what is due, not with the next rung only. Whoever has heard is not told again.
/// </summary>
internal sealed class WhenPostChangesHands(Session session)
    : INotificationHandler<PersonAppointed>,
        INotificationHandler<AppointmentEnded>,
        INotificationHandler<PostAbolished>
{
    public async Task Handle(PersonAppointed notification, CancellationToken cancellationToken)
    {
        await LookAgain(notification.Post, notification.From.At(TimeOnly.MinValue), cancellationToken);

        if (notification.Until is { } until)
            await LookAgain(notification.Post, until.At(TimeOnly.MaxValue), cancellationToken);
    }

    public Task Handle(AppointmentEnded notification, CancellationToken cancellationToken) =>
        LookAgain(notification.Post, notification.On.At(TimeOnly.MaxValue), cancellationToken);

    public Task Handle(PostAbolished notification, CancellationToken cancellationToken) =>
        LookAgain(notification.Post, session.Now, cancellationToken);

    private Task<int> LookAgain(Guid post, DateTimeOffset at, CancellationToken cancel) =>
        session.Execute(
            "insert into handover (division, at, post) values (@Division, @at, @post) on conflict do nothing",
            new
            {
                session.Caller.Division,
                at,
                post,
            },
            cancel
        );
}
