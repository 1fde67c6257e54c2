using FluentValidation;
using FluentValidation.Results;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using MediatR;

namespace Inspection.Recommendations;

/// <summary>
/// Imports a spreadsheet of actions, or says what an import would do. It stores by one command a row, each with an
/// answer of its own, which one command's receipt could not hold.
/// </summary>
/// <param name="Content">The file, CSV or XLSX; base64 in JSON.</param>
/// <param name="DryRun">Only says what would be done.</param>
/// <param name="AllOrNothing">Stores nothing when a row has an error.</param>
/// <param name="Reason">Why actions are due later than before; needed only where some are.</param>
[Allow(Policy.Manage)]
[Api("POST", "/api/actions/import")]
internal sealed record ImportActions(
    byte[]? Content,
    bool DryRun = false,
    bool AllOrNothing = false,
    string? Reason = null
) : IQuery<ImportedActions>
{
    internal sealed class Validator : AbstractValidator<ImportActions>
    {
        public Validator()
        {
            RuleFor(c => c.Content).NotEmpty().WithMessage("Select a file to import");
            RuleFor(c => c.Reason).MaximumLength(1000).WithMessage("The reason must be 1,000 characters or fewer");
        }
    }

    internal sealed class Handler(Session session, ActionImport import)
        : IRequestHandler<ImportActions, ImportedActions>
    {
        public async Task<ImportedActions> Handle(ImportActions query, CancellationToken cancel)
        {
            var form = session.Caller.Command;
            var plan = await Plan(query, cancel);

            if (query.DryRun)
                return new([.. plan.Rows.Select(row => ImportedRow.Of(row, null))], false, []);

            if (query.AllOrNothing && plan.Count(RowOutcome.Error) > 0)
                throw new Kernel.Events.RefusedException(
                    $"{Kernel.Ui.Words.Count(plan.Count(RowOutcome.Error), "row has", "rows have")} an error: nothing was stored"
                );

            if (plan.SomeAreLater && query.Reason.Typed() is null)
                throw new ValidationException([
                    new ValidationFailure(nameof(Reason), "Enter why actions will be late"),
                ]);

            Guid[] commands = [.. plan.Rows.Select(row => OneByOne.IdFor(form, row.Id)).Distinct()];
            var before = await Stored(commands, cancel);
            var stored = await import.Store(plan, form, cancel);

            return new(stored, before.Count > 0, before.Count > 0 ? before : await Stored(commands, cancel));
        }

        private async Task<ImportPlan> Plan(ImportActions query, CancellationToken cancel)
        {
            try
            {
                return await import.Plan(query.Content!, query.Reason.Typed(), cancel);
            }
            catch (UnreadableSheetException e)
            {
                throw new ValidationException([new ValidationFailure(nameof(Content), e.Message)]);
            }
        }

        /// <summary>What these commands stored: a request that is sent twice gets the first answer.</summary>
        private Task<IReadOnlyList<StreamVersion>> Stored(Guid[] commands, CancellationToken cancel) =>
            session.Query<StreamVersion>(
                "select stream, max(version) as version from kernel.events where division = @Division and command = any (@commands) group by stream order by stream",
                new { session.Caller.Division, commands },
                cancel
            );
    }
}

/// <summary>What became of a spreadsheet of actions.</summary>
/// <param name="Rows">Row by row.</param>
/// <param name="Repeated">The same request had been sent before; nothing was stored this time.</param>
/// <param name="Streams">The actions that were stored, each with its version after it.</param>
internal sealed record ImportedActions(
    IReadOnlyList<ImportedRow> Rows,
    bool Repeated,
    IReadOnlyList<StreamVersion> Streams
);

/// <summary>What became, or would become, of a row.</summary>
/// <param name="Refused">Why it was not stored although it could have been.</param>
internal sealed record ImportedRow(
    int Row,
    string Reference,
    Guid? Action,
    RowOutcome Outcome,
    IReadOnlyList<string> Changes,
    IReadOnlyList<RowProblem> Problems,
    string? Refused
)
{
    public static ImportedRow Of(PlannedRow row, string? refused) =>
        new(
            row.Row,
            row.Reference,
            row.Outcome == RowOutcome.Error ? null : row.Id,
            row.Outcome,
            row.Changes,
            row.Problems,
            refused
        );
}
