using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Says that a report follows up an earlier one.</summary>
[Allow(Policy.Manage)]
[Api("POST", "/api/reports/{id}/follow-up")]
internal sealed record LinkFollowUp(Guid Id, int? Version, Guid? Earlier) : ICommand
{
    internal sealed class Validator : AbstractValidator<LinkFollowUp>
    {
        public Validator() => RuleFor(c => c.Earlier).NotEmpty().WithMessage("Select the earlier report");
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<LinkFollowUp>
    {
        protected override async Task Handle(LinkFollowUp command, CancellationToken cancel)
        {
            var earlier =
                await store.Find<Report>(command.Earlier!.Value, cancel)
                ?? throw new RefusedException("The earlier report is not on this division's register");

            if (earlier.FollowUpTo == command.Id)
                throw new RefusedException("That report follows up this one");

            await store.Change<Report>(
                command.Id,
                command.Version,
                report => report.FollowUp(command.Earlier.Value),
                cancel
            );
        }
    }
}

[Allow(Policy.Manage)]
internal sealed class LinkFollowUpPage(IMediator mediator, Session session) : FormPage(mediator)
{
    [BindProperty]
    public LinkFollowUp Command { get; set; } = null!;

    public IReadOnlyList<Option> Reports { get; private set; } = [];

    public async Task OnGet(Guid id)
    {
        var report = await session.Report(id);
        Command = new(id, report.Version, report.FollowUpTo);
        await Prepare();
    }

    public Task<IActionResult> OnPost() => Send(Command, $"/reports/{Command.Id}", "The reports are linked");

    protected override async Task Prepare() =>
        Reports = [
            .. (
                await session.Query<ReportRow>(
                    "select * from report where id <> @Id order by published desc nulls last limit 500",
                    new { Command.Id }
                )
            ).Select(one => new Option(one.Id.ToString(), $"{one.Title} ({Words.Date(one.Published)})")),
        ];
}
