using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Registers a report without a document.</summary>
[Allow(Policy.Manage)]
[Api("POST", "/api/reports")]
internal sealed record RegisterReport(
    Guid Id,
    string? Title,
    string? Inspectorate,
    string? Subject,
    string? Respondent,
    DateOnly? Published,
    string? Marking
) : ICommand
{
    internal sealed class Validator : AbstractValidator<RegisterReport>
    {
        public Validator()
        {
            RuleFor(c => c.Id).NotEmpty().WithMessage("Give the report an id of your own making (a UUID)");
            RuleFor(c => c.Title).IsReportTitle();
            RuleFor(c => c.Inspectorate).IsInspectorate();
            RuleFor(c => c.Marking).IsMarking();
        }
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<RegisterReport>
    {
        protected override Task Handle(RegisterReport command, CancellationToken cancel)
        {
            store.Start(
                command.Id,
                Report.Register(
                    new(
                        command.Id,
                        command.Title!.Trim(),
                        command.Inspectorate!.Trim(),
                        command.Subject.Typed(),
                        command.Respondent.Typed(),
                        command.Published,
                        Markings.Of(command.Marking)
                    ),
                    source: null
                )
            );
            return Task.CompletedTask;
        }
    }
}

internal static class ReportRules
{
    public static IRuleBuilderOptions<T, string?> IsReportTitle<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty()
            .WithMessage("Enter the report's title")
            .MaximumLength(500)
            .WithMessage("The title must be 500 characters or fewer");

    public static IRuleBuilderOptions<T, string?> IsInspectorate<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty()
            .WithMessage("Enter the inspectorate")
            .MaximumLength(200)
            .WithMessage("The inspectorate must be 200 characters or fewer");

    public static IRuleBuilderOptions<T, string?> IsMarking<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(marking => marking is null || Markings.Allowed(marking))
            .WithMessage("This suite holds OFFICIAL and OFFICIAL-SENSITIVE documents only");
}

[Allow(Policy.Manage)]
internal sealed class RegisterReportPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public RegisterReport Command { get; set; } = null!;

    public void OnGet() => Command = new(CommandId, null, null, null, null, null, Markings.Official);

    public Task<IActionResult> OnPost() => Send(Command, $"/reports/{Command.Id}", "The report is registered");
}
