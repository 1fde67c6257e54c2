using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Recommendations;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Recommendations;

/// <summary>A report and its recommendations, as short as a test can say them.</summary>
internal static class Sample
{
    /// <summary>The day on which the test clock stands.</summary>
    public static readonly DateOnly Today = new(2026, 3, 2);

    public static Report.Registered Registered(Guid id, string title = "Inspection of the Northmere Division") =>
        new(
            id,
            title,
            "Inspectorate of Casework Practice",
            "Northmere",
            "Head of Division",
            new(2025, 9, 1),
            "OFFICIAL"
        );

    public static Recommendation.Recorded Recorded(
        Guid id,
        Guid report = default,
        ItemKind kind = ItemKind.Recommendation,
        DateOnly? due = null,
        int ordinal = 1,
        string text = "Teams should keep one register of risks.",
        string? number = "1"
    ) =>
        new(
            id,
            report,
            ordinal,
            number,
            null,
            kind,
            text,
            "Accepted. One register will be kept.",
            Position.Accepted,
            PositionSource.Item,
            null,
            due is null
                ? DueDate.None
                : new(
                    due,
                    due.Value.ToString("d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture),
                    DatePrecision.Day
                ),
            null,
            []
        );

    public static Inspection.Recommendations.Action.Planned Planned(
        Guid id,
        Guid recommendation,
        Guid? owner = null,
        string? measure = "All four teams use it",
        DateOnly? due = null
    ) => new(id, [recommendation], "Draft one register with the four team leaders", measure, owner, due, null);

    public static Evidence.Offered Offered(Guid id, Guid recommendation, Guid? action = null) =>
        new(
            id,
            "Minutes of the risk group",
            new(EvidenceKind.Note, Text: "Item 4 shows the register"),
            Today.AddDays(-5),
            null,
            [new(recommendation, action)],
            null
        );

    /// <summary>As it is when its plan was approved.</summary>
    public static Recommendation.PlanApproved Begun { get; } = new(Guid.NewGuid(), null);

    /// <summary>As it is when it was closed without being implemented.</summary>
    public static Recommendation.Closed Overtaken { get; } = new(RecommendationStatus.Superseded, "Overtaken", Today);

    /// <summary>As it is when somebody has signed off that it is implemented.</summary>
    public static Recommendation.CompletionValidated Validated { get; } =
        new(Guid.NewGuid(), "Done", new("0", [new(Guid.NewGuid(), "All of it", "0")]), Today);

    /// <summary>A report with one recommendation, to which more happened.</summary>
    public static Task<(Guid Report, Guid Item)> GivenItem(this App app, params DomainEvent[] more) =>
        app.GivenItem(app.Division, id => Recorded(id.Item, id.Report), more);

    /// <summary>A report with one recommendation of a division, to which more happened.</summary>
    public static async Task<(Guid Report, Guid Item)> GivenItem(
        this App app,
        TestDivision division,
        Func<(Guid Report, Guid Item), Recommendation.Recorded> recorded,
        params DomainEvent[] more
    )
    {
        var (report, item) = (Guid.NewGuid(), Guid.NewGuid());
        await app.Given(division, report, Registered(report));
        await app.Given(division, item, [recorded((report, item)), .. more]);
        return (report, item);
    }

    /// <summary>What happened to a stream last.</summary>
    public static async Task<DomainEvent> Last(this App app, Guid stream) => (await app.History(stream))[^1].Data;
}

/// <summary>Many recommendations at once, through the event store.</summary>
internal static class Bulk
{
    /// <summary>Random recommendations of a division with dates around today; the same for the same seed.</summary>
    public static async Task<Guid> Load(this App app, TestDivision division, int count, int seed)
    {
        var (random, report) = (new Random(seed), Guid.NewGuid());
        Guid[] posts =
        [
            .. Enum.GetValues<Role>().Where(role => TestDivision.PostOf(role) is not null).Select(division.Post),
        ];
        await app.Given(division, report, Sample.Registered(report, $"Report {seed}"));

        foreach (var part in Enumerable.Range(1, count).Chunk(500))
            await app.In(
                services =>
                {
                    var session = services.GetRequiredService<Session>();
                    foreach (var ordinal in part)
                    {
                        var id = Guid.NewGuid();
                        session.Events.Start(id, Story(random, id, report, ordinal, posts));
                    }
                    return session.Commit();
                },
                division
            );

        return report;
    }

    private static List<DomainEvent> Story(Random random, Guid id, Guid report, int ordinal, Guid[] posts)
    {
        var kind = random.GetItems(Enum.GetValues<ItemKind>(), 1)[0];
        DateOnly? due = random.Next(3) == 0 ? null : Sample.Today.AddDays(random.Next(-3, 95));
        List<DomainEvent> story =
        [
            Sample.Recorded(
                id,
                report,
                kind,
                due,
                ordinal,
                $"Text {random.Next(40)}",
                random.Next(4) == 0 ? null : $"{ordinal}"
            ),
        ];

        if (Recommendation.StatusOf(kind) == RecommendationStatus.ForInformation)
            return story;
        if (random.Next(2) == 0)
            story.Add(new Recommendation.Assigned([posts[ordinal % posts.Length]], posts[ordinal % posts.Length]));
        if (random.Next(3) == 0)
            story.Add(new Recommendation.ReviewSet(Sample.Today.AddDays(random.Next(-2, 3))));
        if (random.Next(2) == 0)
            story.Add(
                random.GetItems<DomainEvent>(
                    [
                        Sample.Begun,
                        Sample.Overtaken,
                        Sample.Validated,
                        new Recommendation.PlanSubmitted(posts[0], null),
                    ],
                    1
                )[0]
            );

        return story;
    }
}
