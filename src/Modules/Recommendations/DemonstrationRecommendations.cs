using System.Text;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Ui;
using Microsoft.AspNetCore.Http;

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

        story.Plan(
            2,
            660,
            "business",
            new Step(
                "homes",
                "Compare how the four teams settle home and office days, and put one practice in force",
                "One practice in use by all four teams, with every exception recorded",
                "business",
                -430
            )
        );
        story.Move(2, 655, "business", Move.SubmitPlan, null);
        story.Move(2, 640, "head", Move.ApprovePlan, "Start with Extradition: their court days set the limits");
        story.Note(
            2,
            560,
            "business",
            "All four team leaders interviewed. Extradition works by rota, the others by agreement."
        );
        story.Note(2, 470, "lawyer", "The rota is kept: court days leave no choice. The other rules are now the same.");
        story.Finish(
            2,
            "homes",
            440,
            "business",
            "Practice note in force, and how many of its rules each team keeps",
            "Read in all four teams: 38 of 40 people asked could say what the rule is. Extradition's rota is named as the one exception."
        );
        story.Close(2, 430, 425, "business", "deputy", "One practice is in force, with the rota as its only exception");
        story.Review(
            2,
            330,
            "lawyer",
            3,
            20,
            19,
            "Twenty diaries of one week looked at; one new starter had not been told."
        );
        story.Review(2, 240, "lawyer", 6, 20, 20, "All twenty diaries fit the practice.");
        story.Review(2, 55, "lawyer", 12, 24, 23, "It has become the ordinary way of working.");

        story.Plan(
            7,
            700,
            "business",
            new Step(
                "ledger",
                "Reconcile the outside funders' ledger each quarter, with a second pair of eyes",
                "Two quarters in a row reconciled to the penny and signed by two people",
                "business",
                -340
            )
        );
        story.Move(7, 698, "business", Move.SubmitPlan, null);
        story.Move(7, 690, "head", Move.ApprovePlan, null);
        story.Note(
            7,
            520,
            "business",
            "Two claims of last year were late by nine and fourteen days. Both funders have been told."
        );
        story.Due(7, 480, "business", "head", -330, "The funder's new claim form has to be in use first");
        story.Note(
            7,
            410,
            "business",
            "First quarter closed under the new controls: ledger and funder's record agree."
        );
        story.Finish(
            7,
            "ledger",
            385,
            "business",
            "Reconciliation of two quarters, signed",
            "Both quarters agree with the funder's record. Differences found on the way: three, all put right within a week."
        );
        story.Close(7, 375, 370, "business", "deputy", "Controls are in force and two quarters reconciled");
        story.Review(7, 270, "lawyer", 3, 12, 12, "Twelve claims traced from ledger to funder; all were on time.");
        story.Review(7, 180, "lawyer", 6, 15, 14, "One claim lacked its second signature; it was added the same day.");

        story.Plan(
            3,
            620,
            "business",
            new Step(
                "register",
                "Draft one register of risks with the four team leaders",
                "Every strategic and operational risk of all four teams is in one register",
                "business",
                -300
            ),
            new Step(
                "casework",
                "Agree with each team how casework risks are worded, and enter them",
                "At least 15 casework risks a team, each with an owner",
                "deputy",
                15,
                After: "register"
            ),
            new Step(
                "links",
                "Show which risks are shared between teams, and who leads on each",
                "Every shared risk names one lead; read by two team leaders",
                "business",
                24,
                After: "casework"
            )
        );
        story.Move(3, 610, "business", Move.SubmitPlan, null);
        story.Move(3, 600, "head", Move.ApprovePlan, null);
        story.Finish(
            3,
            "register",
            350,
            "business",
            "Extract of the register, first version",
            "Seventy-two risks: eleven strategic, sixty-one operational. Each has an owner and a review date."
        );
        story.Note(
            3,
            350,
            "business",
            "Strategic and operational risks are in. Casework risks follow once the teams agree how to word them."
        );
        story.Due(3, 190, "business", "head", 25, "Casework risks need another round with the teams");
        story.Act(3, "casework", 180, "deputy", ActionMove.Start, "Wording agreed with two of the four teams");
        story.Note(
            3,
            60,
            "deputy",
            "Organised Crime has entered nineteen casework risks; four turn out to be shared with International."
        );

        story.Plan(
            5,
            510,
            "head",
            new Step(
                "measures",
                "Agree five measures with each team and write down how each is counted",
                "Five measures a team, each with a definition and a first value",
                "business",
                -20
            ),
            new Step(
                "roll-up",
                "Bring the teams' measures together on one page for the Division",
                "One page published each month, used at two management meetings",
                "head",
                30,
                After: "measures"
            )
        );
        story.Move(5, 505, "head", Move.SubmitPlan, null);
        story.Move(5, 500, "deputy", Move.ApprovePlan, null);
        story.Act(5, "measures", 490, "business", ActionMove.Start, null);
        story.Act(
            5,
            "measures",
            14,
            "business",
            ActionMove.Block,
            "International waits for last year's letters of request to be counted"
        );
        story.Note(
            5,
            240,
            "business",
            "Extradition and Organised Crime have theirs. International asks for one on letters of request."
        );
        story.Priority(5, 100, "head", Recommendations.Priority.High);
        story.Note(5, 14, "head", "The last team's measures are not agreed: this will be late.");

        story.Plan(
            4,
            470,
            "knowledge",
            new Step(
                "collect",
                "Collect the notes on practice that people keep in their own folders",
                "Every team leader confirms that all notes are in",
                "knowledge",
                -200
            ),
            new Step(
                "library",
                "Settle which notes stand, and publish them in one library",
                "At least 30 notes published, each with an owner and a review date",
                "knowledge",
                60,
                After: "collect"
            )
        );
        story.Move(4, 460, "knowledge", Move.SubmitPlan, null);
        story.Move(4, 450, "head", Move.ApprovePlan, null);
        story.Finish(
            4,
            "collect",
            212,
            "knowledge",
            "List of the notes collected, by team",
            "Forty-one notes, confirmed by the four team leaders by mail."
        );
        story.Act(4, "library", 205, "knowledge", ActionMove.Start, null);
        story.Note(
            4,
            210,
            "knowledge",
            "Forty-one notes on practice collected from personal folders. Eleven contradict each other."
        );

        story.Plan(
            8,
            420,
            "deputy",
            new Step(
                "form",
                "Try a short form for debriefs in six cases",
                "Six debriefs held on the form, two of them with a partner",
                "deputy",
                20
            ),
            new Step(
                "share",
                "Hand what debriefs teach to the library, with nothing personal in it",
                "Every debrief leads to a note in the library within 28 days",
                "knowledge",
                38,
                After: "form"
            )
        );
        story.Move(8, 410, "deputy", Move.SubmitPlan, null);
        story.Move(8, 400, "head", Move.ApprovePlan, null);
        story.Act(8, "form", 390, "deputy", ActionMove.Start, "A form for debriefs is on trial");
        story.Note(8, 150, "deputy", "Six debriefs held, two of them with a partner at the table.");

        story.Plan(
            6,
            30,
            "legal",
            new Step(
                "quarterly",
                "Put the Division's results before the Board each quarter, in one fixed form",
                "Four reviews held in a year, each minuted with what was decided",
                "legal",
                140
            )
        );
        story.Move(
            6,
            6,
            "legal",
            Move.SubmitPlan,
            "Dates of the first two reviews are agreed with the Board's secretary"
        );

        story.Plan(1, 320, "head", new Step("talk", "Improve communication with staff", null, "head", null));
        story.Note(
            1,
            330,
            "head",
            "Staff from each team have met twice. They ask for fewer messages, and for someone to answer theirs."
        );
        story.Draft(
            4,
            "library",
            10,
            "knowledge",
            "First ten notes of the library",
            "Ten notes are out, each with an owner. The other thirty-one follow."
        );
        story.Upload(
            8,
            "form",
            8,
            "deputy",
            "Debriefs held on the new form",
            "debriefs.csv",
            "Held on,Team,Partner present\n12 March,Organised Crime,yes\n2 April,International,no\n"
        );
        story.Request(5, 4, "business", "lawyer", 10, "The five measures of Extradition with their first values");
        story.Ask(4, 5, "knowledge", 110, "Extradition's notes have to be read by counsel first");
        story.Link(8, 4, 140);
        story.Share([3, 4, 7], 12, 20, "Morgan Hale", "Inspectorate of Casework Practice");
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

        /// <summary>Actions of an issue, planned by one person.</summary>
        public void Plan(int number, int daysAgo, string by, params Step[] steps)
        {
            foreach (var step in steps)
            {
                Do(
                    daysAgo,
                    by,
                    new PlanAction(
                        Id(number, step.Key),
                        [Id(number)],
                        step.Text,
                        step.Measure,
                        stage.Id($"post {step.Owner}"),
                        step.Due is { } days ? stage.Today.AddDays(days) : null
                    )
                );
            }
        }

        public void Act(int number, string action, int daysAgo, string by, ActionMove move, string? words) =>
            Do(daysAgo, by, new MakeActionMove(Id(number, action), null, move, words));

        /// <summary>Finishes an action, with evidence that somebody else accepts.</summary>
        public void Finish(int number, string action, int daysAgo, string by, string title, string text)
        {
            Act(number, action, daysAgo, by, ActionMove.Finish, null);
            var evidence = stage.Id($"evidence {number} {action}");
            Do(
                daysAgo - 1,
                by,
                new OfferEvidence(
                    evidence,
                    Id(number),
                    [Id(number, action)],
                    [],
                    title,
                    EvidenceKind.Note,
                    null,
                    text,
                    stage.Today.AddDays(-daysAgo),
                    null,
                    Submit: true
                )
            );
            Do(daysAgo - 2, "lawyer", new DecideEvidence(evidence, 1, Accept: true, null));
        }

        public void Move(int number, int daysAgo, string by, Move move, string? words, string? validator = null) =>
            Do(
                daysAgo,
                by,
                new MakeMove(Id(number), null, move, words, validator is null ? null : stage.Id(validator))
            );

        /// <summary>Completion claimed by one person, and validated by another.</summary>
        public void Close(int number, int claimed, int validated, string by, string validator, string words)
        {
            Move(number, claimed, by, Recommendations.Move.ClaimCompletion, words, validator);
            Move(
                number,
                validated,
                validator,
                Recommendations.Move.ValidateCompletion,
                "Evidence read, and two people in each team asked: it is as claimed"
            );
        }

        public void Review(int number, int daysAgo, string by, int months, int sample, int met, string finding) =>
            Do(daysAgo, by, new ReviewEmbeddedness(Id(number), null, months, sample, met, true, finding));

        /// <summary>Evidence that nobody has handed over yet.</summary>
        public void Draft(int number, string action, int daysAgo, string by, string title, string text) =>
            Do(
                daysAgo,
                by,
                new OfferEvidence(
                    stage.Id($"draft {number} {action}"),
                    Id(number),
                    [Id(number, action)],
                    [],
                    title,
                    EvidenceKind.Note,
                    null,
                    text,
                    stage.Today.AddDays(-daysAgo),
                    null
                )
            );

        /// <summary>A file that waits for a decision.</summary>
        public void Upload(int number, string action, int daysAgo, string by, string title, string name, string content)
        {
            var bytes = Encoding.UTF8.GetBytes(content);
            Do(
                daysAgo,
                by,
                new UploadEvidence(
                    stage.Id($"file {number} {action}"),
                    Id(number),
                    new FormFile(new MemoryStream(bytes), 0, bytes.Length, "File", name),
                    [Id(number, action)],
                    [],
                    title,
                    stage.Today.AddDays(-daysAgo),
                    null,
                    Submit: true
                )
            );
        }

        public void Request(int number, int daysAgo, string by, string from, int due, string what) =>
            Do(
                daysAgo,
                by,
                new RequestEvidence(
                    stage.Id($"request {number}"),
                    Id(number),
                    null,
                    what,
                    stage.Id(from),
                    stage.Today.AddDays(due)
                )
            );

        public void Ask(int number, int daysAgo, string by, int due, string reason) =>
            Do(daysAgo, by, new ReviseDate(Id(number), null, stage.Today.AddDays(due), reason));

        /// <summary>Another date, asked for by one person and approved by another.</summary>
        public void Due(int number, int daysAgo, string by, string approver, int due, string reason)
        {
            Ask(number, daysAgo, by, due, reason);
            Do(daysAgo - 2, approver, new DecideRevision(Id(number), null, Approve: true, null));
        }

        public void Priority(int number, int daysAgo, string by, Priority priority) =>
            Do(daysAgo, by, new SetPriority(Id(number), null, priority));

        /// <summary>A link that nobody has: its token was never made.</summary>
        public void Share(int[] numbers, int daysAgo, int until, string name, string organisation) =>
            Do(
                daysAgo,
                "head",
                new MakeShare(
                    stage.Id($"share {name}"),
                    [.. numbers.Select(Id)],
                    [SharePart.Response, SharePart.Plan, SharePart.EvidenceList],
                    name,
                    organisation,
                    stage.Today.AddDays(until),
                    Token.Hash($"{stage.Id($"link {name}")}"),
                    null
                )
            );

        public void Link(int number, int other, int daysAgo) =>
            Do(daysAgo, "head", new LinkRecommendation(Id(number), null, Id(other), Relation.SameTheme));

        private Guid Id(int number) => stage.Id($"issue {number}");

        private Guid Id(int number, string action) => stage.Id($"action {number} {action}");
    }
}

/// <summary>One action of the story's plans.</summary>
/// <param name="After">The action that it waits for.</param>
internal sealed record Step(string Key, string Text, string? Measure, string Owner, int? Due, string? After = null);
