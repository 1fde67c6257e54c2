using Inspection.Kernel;
using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>An invented report with eight issues, and two years of what an invented division did about them.</summary>
internal sealed class DemonstrationRecommendations : IDemonstrationData
{
    public int Order => 10;

    public async Task Load(DemonstrationStage stage, CancellationToken cancel)
    {
        var story = new Story(stage, cancel);
        story.Report();

        story.Issue(
            1,
            "engagement",
            ["head", "business"],
            due: null,
            "The Division should plan how it talks with its staff, so that each team hears the same news at the same time and can answer back.",
            "Accepted. The Head of Division and the Area Business Manager will write the plan together with staff from each team."
        );
        story.Issue(
            2,
            "engagement",
            ["business"],
            due: -420,
            "Home and office working should follow one set of rules in all four teams.",
            "Accepted. The Area Business Manager will compare what teams do today, and settle one practice for all."
        );
        story.Issue(
            3,
            "risk",
            ["business"],
            due: -150,
            "Risks to strategy, daily running, cases and projects belong in one register, with the links between teams in plain sight.",
            "Accepted. The Area Business Manager will bring in one register and a way of keeping it."
        );
        story.Issue(
            4,
            "knowledge",
            ["knowledge"],
            due: 70,
            "What specialists learn from their cases should be kept where everyone in the Division, and others who need it, can find it.",
            "Accepted. The Division will look at how it keeps what it learns, and set up a library that is searched, not remembered."
        );
        story.Issue(
            5,
            "performance",
            ["head", "business"],
            due: -12,
            "Teams need measures that fit their work, and the Division needs to see from them how it does as a whole.",
            "Accepted. The Head of Division and the Area Business Manager will agree a handful of measures with each team."
        );
        story.Issue(
            6,
            "oversight",
            ["legal", "services"],
            due: 150,
            "The Board should look at the Division's results regularly, with figures that it can trust.",
            "Accepted in part. The Directors will lead a review each quarter; a monthly one would cost more than it brings.",
            Position.PartiallyAccepted,
            "A monthly review would cost more than it brings"
        );
        story.Issue(
            7,
            "finance",
            ["business"],
            due: -450,
            "Money from outside funders must be accounted for correctly, and claims must reach funders when they are due.",
            "Accepted. The Area Business Manager is checking every control over the outside budgets."
        );
        story.Issue(
            8,
            "debriefs",
            ["deputy"],
            due: 40,
            "When a case ends, the people who worked on it should say what they learnt, and partners should hear of it.",
            "Accepted. The Deputy Head will see to it that a debrief is held in each case that calls for one."
        );

        story.Status(2, 640, "business", RecommendationStatus.InProgress, "Comparison of the four teams has begun");
        story.Note(
            2,
            560,
            "business",
            "All four team leaders interviewed. Extradition works by rota, the others by agreement."
        );
        story.Note(2, 470, "lawyer", "The rota is kept: court days leave no choice. The other rules are now the same.");
        story.Status(
            2,
            425,
            "business",
            RecommendationStatus.Implemented,
            "One practice is in force, with the rota as its only exception"
        );

        story.Status(7, 690, "business", RecommendationStatus.InProgress, "Review of controls under way");
        story.Note(
            7,
            520,
            "business",
            "Two claims of last year were late by nine and fourteen days. Both funders have been told."
        );
        story.Due(7, 480, "head", -330, "The funder's new claim form has to be in use first");
        story.Note(
            7,
            380,
            "business",
            "First quarter closed under the new controls: ledger and funder's record agree."
        );
        story.Status(
            7,
            335,
            "business",
            RecommendationStatus.Implemented,
            "Controls are in force and two quarters reconciled"
        );

        story.Status(3, 600, "business", RecommendationStatus.InProgress, "Register drafted with the teams");
        story.Note(
            3,
            350,
            "business",
            "Strategic and operational risks are in. Casework risks follow once the teams agree how to word them."
        );
        story.Due(3, 190, "head", 25, "Casework risks need another round with the teams");
        story.Note(
            3,
            60,
            "deputy",
            "Organised Crime has entered nineteen casework risks; four turn out to be shared with International."
        );

        story.Status(5, 500, "head", RecommendationStatus.InProgress, "Measures are being agreed with team leaders");
        story.Note(
            5,
            240,
            "business",
            "Extradition and Organised Crime have theirs. International asks for one on letters of request."
        );
        story.Priority(5, 100, "head", Recommendations.Priority.High);
        story.Note(5, 14, "head", "The last team's measures are not agreed: this will be late.");

        story.Status(4, 450, "knowledge", RecommendationStatus.InProgress, "Looking at what teams keep, and where");
        story.Note(
            4,
            210,
            "knowledge",
            "Forty-one notes on practice collected from personal folders. Eleven contradict each other."
        );
        story.Status(8, 400, "deputy", RecommendationStatus.InProgress, "A form for debriefs is on trial");
        story.Note(8, 150, "deputy", "Six debriefs held, two of them with a partner at the table.");
        story.Note(
            1,
            330,
            "head",
            "Staff from each team have met twice. They ask for fewer messages, and for someone to answer theirs."
        );
        story.Link(8, 4, 140);
        story.Praise();
        await story.Play();
    }

    /// <summary>The story's commands, told as its people.</summary>
    private sealed class Story(DemonstrationStage stage, CancellationToken cancel)
    {
        private readonly List<(int DaysAgo, string By, ICommand Command)> scenes = [];

        /// <summary>Sends everything that was told, in the order of its days.</summary>
        public async Task Play()
        {
            foreach (var (daysAgo, by, command) in scenes.OrderByDescending(scene => scene.DaysAgo))
                await stage.Do(daysAgo, stage.Id(by), command, cancel);
        }

        private void Do(int daysAgo, string by, ICommand command) => scenes.Add((daysAgo, by, command));

        private Guid ReportId => stage.Id("report");

        private DateOnly Published => stage.Today.AddDays(-740);

        public void Report() =>
            Do(
                735,
                "business",
                new RegisterReport(
                    ReportId,
                    "Inspection of the Northmere Serious Casework Division",
                    "Inspectorate of Casework Practice",
                    "Northmere Serious Casework Division",
                    "Head of Division",
                    Published,
                    Markings.Official
                )
            );

        public void Issue(
            int number,
            string module,
            string[] owners,
            int? due,
            string text,
            string response,
            Position position = Position.Accepted,
            string? reason = null
        )
        {
            var day = due is { } days ? stage.Today.AddDays(days) : (DateOnly?)null;
            Do(
                734,
                "business",
                new RecordRecommendation(
                    Id(number),
                    ReportId,
                    $"{number}",
                    ItemKind.IssueToAddress,
                    text,
                    response,
                    position,
                    reason,
                    day,
                    day is { } printed ? $"by {Words.Date(printed)}" : null,
                    day is null ? stage.Today.AddDays(20) : null
                )
            );
            Guid[] posts = [.. owners.Select(owner => stage.Id($"post {owner}"))];
            Do(733, "head", new AssignOwners(Id(number), null, posts, posts[0]));
            Do(732, "head", new ChooseModule(Id(number), null, module));
        }

        public void Praise() =>
            Do(
                734,
                "business",
                new RecordRecommendation(
                    stage.Id("praise"),
                    ReportId,
                    null,
                    ItemKind.GoodPractice,
                    "Members of the Bar spend a fortnight with the Division before they prosecute for it, and are trained by the people they will work with.",
                    null,
                    Position.NoneStated,
                    null,
                    null,
                    null,
                    null
                )
            );

        public void Note(int number, int daysAgo, string by, string text) =>
            Do(daysAgo, by, new AddNote(Id(number), text));

        public void Status(int number, int daysAgo, string by, RecommendationStatus status, string reason) =>
            throw new NotImplementedException();

        public void Due(int number, int daysAgo, string by, int due, string reason) =>
            Do(daysAgo, by, new SetDueDate(Id(number), null, stage.Today.AddDays(due), reason));

        public void Priority(int number, int daysAgo, string by, Priority priority) =>
            Do(daysAgo, by, new SetPriority(Id(number), null, priority));

        public void Link(int number, int other, int daysAgo) =>
            Do(daysAgo, "head", new LinkRecommendation(Id(number), null, Id(other), Relation.SameTheme));

        private Guid Id(int number) => stage.Id($"issue {number}");
    }
}
