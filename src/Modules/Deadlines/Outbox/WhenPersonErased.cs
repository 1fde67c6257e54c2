using Inspection.Contracts.Organisation;
using Inspection.Kernel.Divisions;
using MediatR;

namespace Inspection.Deadlines;

/// <summary>Of an erased person's mail nothing is kept but that it was.</summary>
internal sealed class WhenPersonErased(Session session) : INotificationHandler<PersonErased>
{
    public Task Handle(PersonErased notification, CancellationToken cancellationToken) =>
        session.Execute(
            """
            update deadlines.mail set address = null, subject = null, body = null, html = null, unserved = false,
                reason = case when reason is not null then 'The person is not there any more' end,
                state = case when state in ('Queued', 'Unknown', 'Held') then 'Cancelled' else state end
            where division = @Division and person = @Person;
            update deadlines.mail_attempt set address = '', answer = null
            where division = @Division and mail in (
                select id from deadlines.mail where division = @Division and person = @Person);
            delete from deadlines.failing_address where division = @Division and person = @Person
            """,
            new { session.Caller.Division, notification.Person },
            cancellationToken
        );
}
