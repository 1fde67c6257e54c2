using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;

namespace Inspection.Deadlines;

/// <summary>The inbox in the header of every page, with how much of it is unread.</summary>
internal sealed class InboxLink : IHeaderLink
{
    public Policy Policy => Policy.Read;

    // One look into an index, which holds no more than what is unread.
    public async Task<HeaderLink> Load(Session session, CancellationToken cancel) =>
        new(
            "Inbox",
            "/deadlines/inbox",
            await session.Look<int>(
                "select count(*)::int from deadlines.notice where division = $1 and person = $2 and read_at is null",
                [session.Caller.Division, session.Caller.Actor],
                cancel
            )
        );
}
