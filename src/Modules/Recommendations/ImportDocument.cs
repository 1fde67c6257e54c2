using FluentValidation;
using Inspection.Contracts.Recommendations;
using Inspection.Kernel;
using Inspection.Kernel.Ui;
using Inspection.Recommendations.Import;
using MediatR;

namespace Inspection.Recommendations;

internal sealed class ImportDocumentValidator : AbstractValidator<ImportDocument>
{
    public ImportDocumentValidator(TimeProvider clock) =>
        RuleFor(c => c.ReviewOn)
            .Must(on => on is null || on >= clock.Today())
            .WithMessage("The review date must be today or later");
}

internal sealed class ImportDocumentHandler(IMediator mediator, TimeProvider clock)
    : AsyncRequestHandler<ImportDocument>
{
    protected override async Task Handle(ImportDocument command, CancellationToken cancel)
    {
        await mediator.Send(new HandInDocument(command.Id, command.Name, command.Content), cancel);
        var proposal = await mediator.Send(new ProposeImport(command.Id), cancel);

        // Where a person would have to choose, a follow-up is stored like any other document.
        if (proposal is { FollowUp: not null, RatesForCertain: false })
            proposal = await mediator.Send(new ProposeImport(command.Id, Guid.Empty), cancel);

        var confirmed = proposal.AsCertain(clock.Today());

        await mediator.Send(
            confirmed with
            {
                Inspectorate = confirmed.Inspectorate ?? "Not stated",
                ReviewOn = command.ReviewOn ?? confirmed.ReviewOn,
            },
            cancel
        );
    }
}

/// <summary>Reads a document for the command line, which needs no database for it.</summary>
internal static class DryRun
{
    public static async Task<DocumentReading> Read(byte[] content, string name, CancellationToken cancel)
    {
        try
        {
            var source = await DocumentReader.Read(content, name, cancel);
            var read = ReportReader.Read(source);
            var all = read with { Warnings = [.. source.Warnings.Concat(read.Warnings).Distinct()] };

            return new(
                ImportJson.Write(all),
                read.Report.Title.Value,
                read.Report.Inspectorate.Value,
                [.. read.Items.Select(Line)],
                all.Warnings
            );
        }
        catch (UnreadableDocumentException e)
        {
            throw new Kernel.Events.RefusedException(e.Message);
        }
    }

    private static ReadingLine Line(ReadItem item) =>
        new(
            item.Number.Value ?? "–",
            Words.Of(item.Kind.Value),
            item.Text.Value.ReplaceLineEndings(" ").Truncated(100),
            Words.Of(item.Position.Value.Position),
            string.Join(", ", item.Owners.Select(owner => owner.Value)),
            item.Due.Value.Date is { } due ? Words.Date(due) : item.Due.Value.Text
        );
}
