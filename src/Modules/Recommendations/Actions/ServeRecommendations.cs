using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Says which recommendations an action serves.</summary>
/// <param name="Recommendations">All of them; the first is the one it counts for.</param>
[Allow(Policy.Contribute)]
[Api("POST", "/api/actions/{id}/recommendations")]
internal sealed record ServeRecommendations(Guid Id, int? Version, Guid[]? Recommendations) : ICommand
{
    internal sealed class Validator : AbstractValidator<ServeRecommendations>
    {
        public Validator() =>
            RuleFor(c => c.Recommendations).NotEmpty().WithMessage("Select at least one recommendation");
    }

    internal sealed class Handler(Session session, IEventStore store, OwnWork ownWork)
        : AsyncRequestHandler<ServeRecommendations>
    {
        protected override async Task Handle(ServeRecommendations command, CancellationToken cancel)
        {
            Guid[] recommendations = [.. command.Recommendations!.Distinct()];
            await ownWork.RequireAction(command.Id, cancel);
            await session.RequirePlannable(recommendations, cancel);
            await store.Change<Action>(
                command.Id,
                command.Version,
                action => action.Serve([.. recommendations]),
                cancel
            );
        }
    }
}

[Allow(Policy.Contribute)]
internal sealed class ServeRecommendationsPage(IMediator mediator) : ActionFormPage(mediator)
{
    [BindProperty]
    public ServeRecommendations Command { get; set; } = null!;

    /// <summary>What it serves, and everything else of the same reports that there is something to do about.</summary>
    public IReadOnlyList<Option> Choices { get; private set; } = [];

    public async Task OnGet(Guid id)
    {
        await Load(id);
        Command = new(id, Action.Version, [.. Action.Recommendations]);
    }

    public Task<IActionResult> OnPost() => Send(Command, $"/actions/{Command.Id}", "What the action serves is set");

    protected override Task Prepare() => Load(Command.Id);

    private async Task Load(Guid id)
    {
        var row = await Show(id);
        var rows = await Session.Query<RecommendationRow>(
            """
            select * from recommendation where division = @Division and status <> 'ForInformation'
                and (id = any (@served)
                    or report in (select report from recommendation where division = @Division and id = any (@served)))
            order by id = @Recommendation desc, report, ordinal
            """,
            new
            {
                Session.Caller.Division,
                row.Recommendation,
                served = row.Recommendations.ToArray(),
            }
        );
        Choices = [.. rows.Select(one => new Option($"{one.Id}", $"{one.Called}: {one.Text.Truncated(90)}"))];
    }
}
