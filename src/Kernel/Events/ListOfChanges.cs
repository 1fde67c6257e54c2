using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;

namespace Inspection.Kernel.Events;

/// <summary>Keeps the list of what changed in a division, in the modules' own words.</summary>
internal sealed class ListOfChanges(IReadOnlyList<IModule> modules) : ISubscription
{
    public const string Subscription = "changes";

    public string Name => Subscription;

    public bool Wants(Type happened) => true;

    public async Task Handle(StoredEvent happened, Session session, CancellationToken cancel)
    {
        var module = modules.First(one => one.GetType().Assembly == happened.Data.GetType().Assembly);

        if (module.Describe(happened) is { } change)
        {
            var subject = module.Subject(happened.Data) is { } query
                ? await session.One<string>(query, new { session.Caller.Division, happened.Stream }, cancel)
                : null;
            await session.Execute(
                """
                insert into kernel.changes (division, position, at, actor, stream, module, text, link)
                values (@Division, @Position, @At, @Actor, @Stream, @Name, @Text, @Link)
                """,
                new
                {
                    session.Caller.Division,
                    happened.Position,
                    happened.At,
                    happened.Actor,
                    happened.Stream,
                    module.Name,
                    Text = subject is null ? change.Text : $"{subject.Truncated(60)}: {change.Text}",
                    change.Link,
                },
                cancel
            );
        }
    }
}
