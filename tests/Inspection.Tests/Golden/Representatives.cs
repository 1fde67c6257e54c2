using Inspection.Contracts.Organisation;
using Inspection.Deadlines;
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
        new Post.WasPutUnder(Id(9)),
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
        new Recommendation.PlanSubmitted(Id(1), "For the meeting of 3 May"),
        new Recommendation.PlanApproved(Id(4), "Begin with the first"),
        new Recommendation.PlanReturned(Id(4), "The second action has no owner"),
        new Recommendation.PlanReopened("The funder wants it otherwise"),
        new Recommendation.CompletionClaimed(Id(1), Id(4), "All four teams use it"),
        new Recommendation.CompletionReturned(Id(4), "One team does not"),
        new Recommendation.CompletionValidated(
            Id(4),
            "Twelve files read",
            new(new('a', 64), [new(Id(7), "The recommendation", new('b', 64))]),
            new(2026, 9, 1)
        ),
        new Recommendation.Closed(RecommendationStatus.NoLongerApplicable, "The unit has closed", new(2026, 9, 1)),
        new Recommendation.Reopened("It was not embedded"),
        new Recommendation.SealBroken("Action: Draft one register has changed"),
        new Recommendation.EmbeddednessReviewed(3, 20, 19, true, "One starter had not been told", new(2026, 12, 1)),
        new Recommendation.RevisionAsked(new(2026, 11, 30), "The form is late", Id(1), InTime: true),
        new Recommendation.RevisionApproved(new(2026, 11, 30), "The form is late", Id(4), Slipped: true, InTime: true),
        new Recommendation.RevisionRefused(Id(4), "The form is there"),
        new Recommendation.Rated(Id(12), 2, "Substantial progress", "HMCPSI", new(2027, 1, 12)),
        new Inspection.Recommendations.Action.Planned(
            Id(13),
            [Id(7), Id(10)],
            "Draft one register with the four team leaders",
            "Every risk of all four teams is in it",
            Id(2),
            new(2026, 6, 30),
            "R-1"
        ),
        new Inspection.Recommendations.Action.Reworded("Draft one register", "All four teams use it"),
        new Inspection.Recommendations.Action.Assigned(Id(9)),
        new Inspection.Recommendations.Action.Dated(new(2026, 7, 31), "The leaders are away in June"),
        new Inspection.Recommendations.Action.MadeToServe([Id(7)]),
        new Inspection.Recommendations.Action.MadeToDepend([Id(14)]),
        new Inspection.Recommendations.Action.MilestoneSet(Id(15), "First draft", new(2026, 5, 15)),
        new Inspection.Recommendations.Action.MilestoneReached(Id(15), new(2026, 5, 14)),
        new Inspection.Recommendations.Action.MilestoneRemoved(Id(15)),
        new Inspection.Recommendations.Action.Started("First meeting held"),
        new Inspection.Recommendations.Action.Blocked("The form is not there"),
        new Inspection.Recommendations.Action.Unblocked("The form came"),
        new Inspection.Recommendations.Action.Finished("All in", new(2026, 7, 30)),
        new Inspection.Recommendations.Action.Reopened("Two risks were left out"),
        new Inspection.Recommendations.Action.Withdrawn("Another action does it"),
        new Inspection.Recommendations.Action.Noted("Two teams met"),
        new Evidence.Offered(
            Id(16),
            "Minutes of the risk group",
            new(
                EvidenceKind.File,
                Id(11),
                "minutes.pdf",
                new('c', 64),
                "https://intranet.example/minutes",
                "See item 4"
            ),
            new(2026, 7, 1),
            new(2027, 7, 1),
            [new(Id(7), Id(13))],
            Id(17)
        ),
        new Evidence.Replaced(2, new(EvidenceKind.Note, Text: "Seen on 3 July"), "The file was a draft"),
        new Evidence.Dated(new(2026, 7, 3), new(2027, 7, 3)),
        new Evidence.MadeToServe([new(Id(7), Id(13)), new(Id(10), Id(13))]),
        new Evidence.Submitted(Id(1)),
        new Evidence.Accepted(Id(4), 2, new(2026, 7, 4, 10, 0, 0, TimeSpan.Zero), "Item 4 says so"),
        new Evidence.Rejected(Id(4), 2, new(2026, 7, 4, 10, 0, 0, TimeSpan.Zero), "It says nothing of International"),
        new Evidence.FileRemoved(Id(18), "The scanner found malware in it"),
        new Evidence.Withdrawn("Handed in by mistake"),
        new EvidenceRequest.Made(
            Id(17),
            Id(7),
            Id(13),
            "The minutes of the three meetings since May",
            Id(1),
            Id(4),
            new(2026, 8, 1)
        ),
        new EvidenceRequest.Answered(Id(16)),
        new EvidenceRequest.Declined("The minutes were never written"),
        new EvidenceRequest.Cancelled("They came another way"),
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
        new Inspectorate.ScaleChosen("Harbour Auditors", ScaleKind.Own, ["Green", "Amber", "Red"]),
        new Report.Corrected(
            "Inspection of Northmere",
            "HMCPSI",
            "Northmere Division",
            "Area Business Manager",
            new(2025, 9, 2),
            "OFFICIAL",
            "The title was misread"
        ),
        new Report.PackMade(new('d', 64), [Id(7), Id(10)], 42, 5_000_000, true, true, 123, new('e', 64)),
        new Share.Made(
            Id(18),
            Id(8),
            [Id(7), Id(10)],
            [SharePart.Response, SharePart.EvidenceFiles],
            "Inspectorate of Casework Practice",
            new(2026, 8, 1),
            true
        ),
        new Share.Viewed(Id(7), Id(16)),
        new Share.Extended(new(2026, 9, 1)),
        new Share.Revoked("The link went astray"),
        new Ladder.Set(
            "recommendation-due",
            [
                new(-10, DayCount.Working, [Recipient.Owner]),
                new(14, DayCount.Calendar, [Recipient.Owner, Recipient.Manager, Recipient.Board]),
            ]
        ),
        new Ladder.Reset("recommendation-due"),
        new Reminding.Set(new(8, 30), new(17, 0), true, false, DayOfWeek.Tuesday),
        new Preference.Chosen(Id(19), Cadence.Weekly),
        new Feed.Opened(Id(19), "recommendations"),
        new Feed.Renewed(),
        new Feed.Revoked(),
        new BankHolidays.Set(
            2029,
            [new(new(2029, 1, 1), "New Year’s Day"), new(new(2029, 3, 30), "Good Friday")],
            "https://www.gov.uk/bank-holidays"
        ),
    ];

    private static Guid Id(int number) => new($"00000000-0000-4000-8000-{number:d12}");
}
