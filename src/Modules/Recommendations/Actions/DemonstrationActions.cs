using System.Text;
using Inspection.Kernel;

namespace Inspection.Recommendations;

/// <summary>How far the demonstration's open actions are: milestones, what waits for what, and a spreadsheet in hand.</summary>
internal sealed class DemonstrationActions : IDemonstrationData
{
    public int Order => 11;

    public async Task Load(DemonstrationStage stage, CancellationToken cancel)
    {
        await Reach(stage, 3, "casework", "Two teams have entered theirs", -65, reached: 60, cancel);
        await Set(stage, 3, "casework", "All four teams have entered theirs", 18, cancel);
        await Set(stage, 5, "measures", "International's measures are agreed", -2, cancel);
        await Set(stage, 5, "roll-up", "First page shown at a management meeting", 12, cancel);
        await Do(stage, new SetDependencies(Action(stage, 5, "roll-up"), null, [Action(stage, 5, "measures")]), cancel);
        await Do(
            stage,
            new HandInActions(
                stage.Id("spreadsheet"),
                "Plan for staff engagement.csv",
                Encoding.UTF8.GetBytes(
                    $"""
                    Reference,Recommendation,Report,Text,Success measure,Owner,Due,Depends on
                    ENG-1,1,,Hold a meeting of all four teams each month,Twelve meetings held and minuted in a year,Head of Division,{stage.Today.AddDays(
                        60
                    ):yyyy-MM-dd},
                    ENG-2,1,,Publish one answer to each question from staff,Every question answered within ten days,Area Business Manager,{stage.Today.AddDays(
                        90
                    ):yyyy-MM-dd},ENG-1
                    ENG-3,21,,Write to all staff,One letter sent,Head of Division,soon,
                    """
                )
            ),
            cancel
        );
    }

    private static Task Set(
        DemonstrationStage stage,
        int number,
        string action,
        string text,
        int due,
        CancellationToken cancel
    ) =>
        Do(
            stage,
            new SetMilestone(
                Action(stage, number, action),
                null,
                stage.Id($"milestone {text}"),
                text,
                stage.Today.AddDays(due)
            ),
            cancel
        );

    private static async Task Reach(
        DemonstrationStage stage,
        int number,
        string action,
        string text,
        int due,
        int reached,
        CancellationToken cancel
    )
    {
        await Set(stage, number, action, text, due, cancel);
        await Do(
            stage,
            new ReachMilestone(
                Action(stage, number, action),
                null,
                stage.Id($"milestone {text}"),
                stage.Today.AddDays(-reached)
            ),
            cancel
        );
    }

    // After everything else that the story tells of these actions.
    private static Task Do(DemonstrationStage stage, ICommand command, CancellationToken cancel) =>
        stage.Do(2, stage.Id("head"), command, cancel);

    private static Guid Action(DemonstrationStage stage, int number, string key) => stage.Id($"action {number} {key}");
}
