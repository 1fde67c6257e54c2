using Inspection.Deadlines;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Recommendations;
using Inspection.Tests.Recommendations;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Deadlines;

/// <summary>The same random steps lead the database and the ledger in memory, in which ten years are played, to the same entries.</summary>
public sealed class LedgerModelTests(App app) : IClassFixture<App>
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task The_database_decides_what_the_ledger_in_memory_decides(int seed)
    {
        var random = new Random(seed);
        var division = await app.AddDivision($"model{seed}", "A division of its own");
        var ledger = new MemoryLedger();
        var items = new List<Guid>();
        Role[] owners = [Role.Member, Role.DeputyHead, Role.ModuleOwner];
        var decisions = await app.In(
            async services => new Decisions(
                Rules.Usual,
                await Inspection.Deadlines.Directory.Load(services.GetRequiredService<IMediator>(), default)
            ),
            division
        );

        for (var step = 0; step < 120; step++)
        {
            var due = app.Today.AddDays(random.Next(-35, 60));
            var owner = division.Post(owners[random.Next(owners.Length)]);
            var item = items.Count == 0 ? default : items[random.Next(items.Count)];

            switch (random.Next(10))
            {
                case < 3:
                    item = Guid.NewGuid();
                    items.Add(item);
                    await app.Given(
                        division,
                        item,
                        Sample.Recorded(item, Guid.NewGuid(), due: due),
                        new Recommendation.Assigned([owner], owner)
                    );
                    break;
                case 3 when items.Count > 0:
                    await Change(division, item, new Recommendation.Dated(due, "Another day"));
                    break;
                case 4 when items.Count > 0:
                    await Change(division, item, new Recommendation.Assigned([owner], owner));
                    break;
                case 5 when items.Count > 0:
                    await Change(division, item, Closed(app.Today));
                    break;
                case 6 when items.Count > 0:
                    await Change(division, item, new Recommendation.Reopened("It was not done"));
                    break;
                default:
                    app.Clock.Advance(TimeSpan.FromHours(random.Next(1, 100)));
                    break;
            }

            await app.Settle();

            foreach (var row in await Rows<DeadlineRow>(division, "select * from deadline"))
                ledger.Put(row, Rules.Usual, app.Clock.GetUtcNow());

            if (random.Next(3) > 0)
                continue;

            ledger.Run(decisions, app.Clock.GetUtcNow());
            await app.Services.GetRequiredService<Planner>().Run();
            var expected = ledger.Entries.Values.Select(one =>
                $"{one.Reminder.Deadline} {one.Reminder.Due:O} {one.Reminder.Rung} {one.Reminder.Person} {one.State}"
            );
            var stored = (await Rows<Line>(division, "select * from reminder")).Select(one =>
                $"{one.Deadline} {one.Due:O} {one.Rung} {one.Person} {one.State}"
            );
            Assert.True(
                expected.ToHashSet().SetEquals(stored),
                $"Step {step}: only in memory {string.Join("; ", expected.Except(stored))}, only stored {string.Join("; ", stored.Except(expected))}"
            );
        }

        Assert.Contains(ledger.Entries.Values, one => one.State == "Dropped");
        Assert.Contains(ledger.Entries.Values, one => one.State == "Mailed");
        Assert.Equal(ledger.Outbox.Count, (await Rows<Line>(division, "select person from mail")).Count);
    }

    private static Recommendation.Closed Closed(DateOnly on) =>
        new(RecommendationStatus.NoLongerApplicable, "The team is no more", on);

    private Task<Receipt> Change(TestDivision division, Guid stream, DomainEvent happened) =>
        app.In(
            async services =>
            {
                var session = services.GetRequiredService<Session>();
                await session.Events.Change<Recommendation>(stream, null, _ => [happened]);
                return await session.Commit();
            },
            division
        );

    private Task<IReadOnlyList<T>> Rows<T>(TestDivision division, string sql) =>
        app.In(services => services.GetRequiredService<Session>().Query<T>(sql), division);

    private sealed class Line
    {
        public Guid Deadline { get; init; }
        public DateOnly Due { get; init; }
        public string Rung { get; init; } = "";
        public Guid Person { get; init; }
        public string State { get; init; } = "";
    }
}
