using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/teams")]
internal sealed record FoundTeam(Guid Id, string? Name) : ICommand
{
    internal sealed class Validator : AbstractValidator<FoundTeam>
    {
        public Validator()
        {
            RuleFor(c => c.Id).NotEmpty().WithMessage("Give the team an id");
            RuleFor(c => c.Name).IsTeamName();
        }
    }

    internal sealed class Handler(IEventStore store, TeamNames names) : AsyncRequestHandler<FoundTeam>
    {
        protected override async Task Handle(FoundTeam request, CancellationToken cancellationToken) =>
            store.Start(request.Id, Team.Found(request.Id, request.Name!.Trim(), await names.Taken(cancellationToken)));
    }
}

/// <summary>The names of the teams at work: no two share one.</summary>
internal sealed class TeamNames(Session session)
{
    public Task<IReadOnlyList<string>> Taken(CancellationToken cancel) =>
        session.Query<string>(
            "select name from organisation.team where division = @Division and at_work",
            new { session.Caller.Division },
            cancel
        );
}

internal static class TeamRules
{
    public static IRuleBuilderOptions<T, string?> IsTeamName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty()
            .WithMessage("Enter the team’s name")
            .MaximumLength(100)
            .WithMessage("The team’s name must be 100 characters or fewer");
}

[Allow(Policy.Administer)]
internal sealed class FoundTeamPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public FoundTeam Command { get; set; } = null!;

    public void OnGet() => Command = new(Guid.CreateVersion7(), Name: null);

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/organisation/teams/{Command.Id}", said: $"{Command.Name} has been founded.");
}
