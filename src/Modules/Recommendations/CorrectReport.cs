using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Puts right what the register says of a report; its document stays as it was handed in.</summary>
[Allow(Policy.Manage)]
[Api("POST", "/api/reports/{id}/correct")]
internal sealed record CorrectReport(
    Guid Id,
    int? Version,
    string? Title,
    string? Inspectorate,
    string? Subject,
    string? Respondent,
    DateOnly? Published,
    string? Marking,
    string? Reason
) : ICommand
{
    internal sealed class Validator : AbstractValidator<CorrectReport>
    {
        public Validator()
        {
            RuleFor(c => c.Title).IsReportTitle();
            RuleFor(c => c.Inspectorate).IsInspectorate();
            RuleFor(c => c.Marking).IsMarking();
            RuleFor(c => c.Reason).NotEmpty().WithMessage("Enter why it is put right");
        }
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<CorrectReport>
    {
        protected override Task Handle(CorrectReport command, CancellationToken cancel) =>
            store.Change<Report>(
                command.Id,
                command.Version,
                report =>
                    report.Correct(
                        new(
                            command.Title!.Trim(),
                            command.Inspectorate!.Trim(),
                            command.Subject.Typed(),
                            command.Respondent.Typed(),
                            command.Published,
                            Markings.Of(command.Marking),
                            command.Reason.Typed()!
                        )
                    ),
                cancel
            );
    }
}

[Allow(Policy.Manage)]
internal sealed class CorrectReportPage(IMediator mediator, Session session) : FormPage(mediator)
{
    [BindProperty]
    public CorrectReport Command { get; set; } = null!;

    public async Task OnGet(Guid id)
    {
        var report = await session.Report(id);
        Command = new(
            id,
            report.Version,
            report.Title,
            report.Inspectorate,
            report.Subject,
            report.Respondent,
            report.Published,
            report.Marking,
            null
        );
    }

    public Task<IActionResult> OnPost() => Send(Command, $"/reports/{Command.Id}", "The report is put right");
}
