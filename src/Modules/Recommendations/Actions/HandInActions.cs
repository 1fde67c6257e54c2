using FluentValidation;
using FluentValidation.Results;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Hands in a spreadsheet of actions: it is kept aside until somebody has seen what it comes to and confirms.</summary>
[Allow(Policy.Manage)]
internal sealed record HandInActions(Guid Id, string Name, byte[]? Content) : ICommand
{
    internal sealed class Validator : AbstractValidator<HandInActions>
    {
        public Validator() => RuleFor(c => c.Content).NotEmpty().WithMessage("Select a file to import");
    }

    internal sealed class Handler(Session session) : AsyncRequestHandler<HandInActions>
    {
        protected override async Task Handle(HandInActions command, CancellationToken cancel)
        {
            try
            {
                ActionSheet.Read(command.Content!);
            }
            catch (UnreadableSheetException e)
            {
                throw new ValidationException([new ValidationFailure(nameof(Content), e.Message)]);
            }

            // Those that nobody confirmed within a month go.
            await session.Execute(
                "delete from action_draft where handed_in_at < now() - interval '30 days'",
                null,
                cancel
            );
            await session.Execute(
                """
                insert into action_draft (division, id, person, name, content, handed_in_at)
                values (@Division, @Id, @Actor, @name, @Content, @Now) on conflict do nothing
                """,
                new
                {
                    session.Caller.Division,
                    command.Id,
                    session.Caller.Actor,
                    name = Path.GetFileName(command.Name.Replace('\\', '/')).Truncated(200),
                    command.Content,
                    session.Now,
                },
                cancel
            );
        }
    }
}

[Allow(Policy.Manage)]
[RequestSizeLimit(ActionSheet.MostBytes + 1_000_000)]
internal sealed class HandInActionsPage(IMediator mediator, Session session) : HandInPage(mediator)
{
    /// <summary>What was handed in lately, to look at once more.</summary>
    public IReadOnlyList<HandedIn> Waiting { get; private set; } = [];

    public async Task<IActionResult> OnGet(string? template)
    {
        await Prepare();
        return template switch
        {
            "csv" => File(ActionTemplate.Csv(), "text/csv; charset=utf-8", "Actions OFFICIAL.csv"),
            "xlsx" => File(
                ActionTemplate.Xlsx(),
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "Actions OFFICIAL.xlsx"
            ),
            _ => Page(),
        };
    }

    public Task<IActionResult> OnPost() =>
        HandIn(
            content => new HandInActions(CommandId, Document?.FileName ?? "actions", content),
            $"/actions/import/{CommandId}"
        );

    protected override async Task Prepare() =>
        Waiting = await session.Query<HandedIn>(
            "select id, name, handed_in_at, rows is not null as confirmed from action_draft order by handed_in_at desc limit 20"
        );
}

/// <summary>A spreadsheet of actions that was handed in.</summary>
/// <param name="Confirmed">Its rows were stored, or are being stored.</param>
internal sealed record HandedIn(Guid Id, string Name, DateTimeOffset HandedInAt, bool Confirmed);
