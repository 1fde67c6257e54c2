using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using MediatR;

namespace Inspection.Recommendations;

/// <summary>Compares a spreadsheet of actions with the division's own, and stores what a person confirmed.</summary>
internal sealed class ActionImport(Session session, IMediator mediator, OneByOne oneByOne)
{
    /// <exception cref="UnreadableSheetException">The file is none.</exception>
    public async Task<ImportPlan> Plan(byte[] content, string? reason, CancellationToken cancel)
    {
        var rows = ActionSheet.Read(content);
        var division = new { session.Caller.Division };

        return new(
            rows,
            new(
                session.Caller.Division,
                await session.Query<RecommendationRow>(
                    "select * from recommendation where division = @Division",
                    division,
                    cancel
                ),
                (
                    await session.Query<ReportRow>("select * from report where division = @Division", division, cancel)
                ).ToDictionary(one => one.Id, one => one.Title),
                await mediator.Send(new ListPosts(), cancel),
                await session.Query<ActionRow>("select * from action where division = @Division", division, cancel)
            ),
            reason
        );
    }

    /// <summary>One command a row, each after those that it waits for; a row that is refused stops none of the others.</summary>
    /// <param name="plan">What was compared.</param>
    /// <param name="form">The form's command id.</param>
    /// <param name="cancel">Stops between two rows.</param>
    /// <param name="told">Hears how many rows are done.</param>
    /// <returns>What became of each row, in the order of the file.</returns>
    public async Task<IReadOnlyList<ImportedRow>> Store(
        ImportPlan plan,
        Guid form,
        CancellationToken cancel,
        Func<int, Task>? told = null
    )
    {
        await session.Abandon();
        var refused = new Dictionary<int, string?>();

        foreach (var row in plan.InOrder)
        {
            cancel.ThrowIfCancellationRequested();
            refused[row.Row] = await oneByOne.Send(row.Command!, form, row.Id, cancel);

            if (told is not null)
                await told(refused.Count);
        }

        return [.. plan.Rows.Select(row => ImportedRow.Of(row, refused.GetValueOrDefault(row.Row)))];
    }
}
