using Inspection.Contracts.Organisation;
using Inspection.Kernel.Events;
using Inspection.Organisation;
using Inspection.Recommendations;

namespace Inspection.Tests.Golden;

/// <summary>One event of each kind with everything in it that it can carry.</summary>
internal static class Representatives
{
    public static IReadOnlyList<DomainEvent> All { get; } =
    [
        new Division.Established("ijocd", "International Justice and Organised Crime Division", Demonstration: true),
        new Division.Renamed("Serious Economic, Organised Crime and International Division"),
        new Person.Invited(Id(1), Administrator: true),
        new Person.Corrected(Id(1)),
        new Person.MadeAdministrator(),
        new Person.AdministratorRemoved(),
        new Person.Deactivated(Id(1)),
        new Person.Reactivated(),
        new Person.WasErased(Id(1)),
        new Post.Created(Id(2), "Knowledge lead", "KL", PostKind.ModuleOwner, "knowledge", Id(3)),
        new Post.Retitled("Head of knowledge", "HoK"),
        new Post.Moved(Id(3)),
        new Post.PersonAppointed(Id(2), Id(4), Id(1), new(2026, 1, 5), new(2026, 12, 31), JobShare: true),
        new Post.AppointmentEnded(Id(2), Id(4), Id(1), new(2026, 6, 30)),
        new Post.AppointmentWithdrawn(Id(4), Id(1)),
        new Post.WasAbolished(Id(2)),
        new Site.Opened(Id(5), "102 Petty France", "London"),
        new Site.Renamed("Petty France", "Westminster"),
        new Site.Closed(),
        new Team.Founded(Id(3), "Extradition"),
        new Team.Renamed("Extradition and letters of request"),
        new Team.Merged(Id(6)),
        new Team.Disbanded(),
        new Recommendation.Recorded(
            Id(7),
            Id(8),
            3,
            "3(a)",
            "Part B",
            ItemKind.IssueToAddress,
            "The Division “should” keep\none register – für alle \U0001F600 <b>&amp;</b>.",
            "Accepted in part.",
            Position.PartiallyAccepted,
            PositionSource.WholeDocument,
            "A second register costs more than it brings",
            new(new(2026, 9, 30), "by the end of September 2026", DatePrecision.Month),
            "Requires improvement",
            [
                new("keep it", new(new(2026, 4, 1), "1 April 2026", DatePrecision.Day), Position.Accepted),
                new("publish it", DueDate.None, Position.Rejected),
            ]
        ),
        new Recommendation.Assigned([Id(2), Id(9)], Id(9)),
        new Recommendation.Dated(new(2026, 10, 31), "The funder’s form comes first"),
        new Recommendation.ReviewSet(new(2026, 5, 1)),
        new Recommendation.Prioritised(Priority.Urgent),
        new Recommendation.Noted("Four teams interviewed.\nTwo to go."),
        new Recommendation.StatusChanged(RecommendationStatus.NoLongerApplicable, "The unit has closed"),
        new Recommendation.Served("risk"),
        new Recommendation.Linked(Id(10), Relation.SameTheme),
        new Recommendation.Unlinked(Id(10), Relation.SameTheme),
        new Report.Registered(
            Id(8),
            "Inspection of the Northmere Division",
            "Inspectorate of Casework Practice",
            "Northmere",
            "Head of Division",
            new(2025, 9, 1),
            "OFFICIAL-SENSITIVE"
        ),
        new Report.SourceAttached(Id(11), "report.pdf", new('a', 64), 123_456),
        new Report.FollowUpLinked(Id(12)),
        new Report.Corrected(
            "Inspection of Northmere",
            "HMCPSI",
            "Northmere Division",
            "Area Business Manager",
            new(2025, 9, 2),
            "OFFICIAL",
            "The title was misread"
        ),
    ];

    private static Guid Id(int number) => new($"00000000-0000-4000-8000-{number:d12}");
}
