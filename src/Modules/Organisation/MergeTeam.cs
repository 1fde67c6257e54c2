using FluentValidation;
using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

/// <summary>Merges a team into another, which takes over its posts.</summary>
[Allow(Policy.Administer), Api("POST", "/api/organisation/teams/{id}/merge")]
internal sealed record MergeTeam(Guid Id, int? Version, Guid Into) : ICommand
{
    internal sealed class Validator : AbstractValidator<MergeTeam>
    {
        public Validator() => RuleFor(c => c.Into).NotEmpty().WithMessage("Select the team to merge into");
    }

    internal sealed class Handler(IEventStore store, TeamPosts posts) : AsyncRequestHandler<MergeTeam>
    {
        protected override async Task Handle(MergeTeam request, CancellationToken cancellationToken)
        {
            var other =
                await store.Find<Team>(request.Into, cancellationToken)
                ?? throw new RefusedException("Select the team to merge into");
            await store.Change<Team>(request.Id, request.Version, team => team.MergeInto(other), cancellationToken);

            foreach (var post in await posts.Of(request.Id, cancellationToken))
                await store.Change<Post>(post, null, one => one.Move(request.Into), cancellationToken);
        }
    }
}

/// <summary>The posts of a team that are not abolished.</summary>
internal sealed class TeamPosts(Session session)
{
    public Task<IReadOnlyList<Guid>> Of(Guid team, CancellationToken cancel) =>
        session.Query<Guid>(
            "select id from organisation.post where division = @Division and team = @team and not abolished",
            new { session.Caller.Division, team },
            cancel
        );
}

[Allow(Policy.Administer)]
internal sealed class MergeTeamPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public MergeTeam Command { get; set; } = null!;

    public string Name { get; private set; } = "";

    public IReadOnlyList<Option> Teams { get; private set; } = [];

    public async Task OnGet(Guid id)
    {
        var team = await Ask(new TeamDetails(id));
        Command = new(id, team.Version, Into: default);
        await Prepare();
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/organisation/teams/{Command.Id}", said: "The team has been merged.");

    protected override async Task Prepare()
    {
        Name = (await Ask(new TeamDetails(Command.Id))).Name;
        Teams =
        [
            .. (await Ask(new ListTeams()))
                .Where(team => team.Id != Command.Id)
                .Select(team => new Option(team.Id.ToString(), team.Name)),
        ];
    }
}
