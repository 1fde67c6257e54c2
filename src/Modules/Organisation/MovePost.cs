using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

/// <summary>Moves a post to another team, or to the division where no team is named.</summary>
[Allow(Policy.Administer), Api("POST", "/api/organisation/posts/{id}/move")]
internal sealed record MovePost(Guid Id, int? Version, Guid? Team) : ICommand
{
    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<MovePost>
    {
        protected override async Task Handle(MovePost request, CancellationToken cancellationToken)
        {
            await store.RefuseUnlessAtWork(request.Team, cancellationToken);
            await store.Change<Post>(request.Id, request.Version, post => post.Move(request.Team), cancellationToken);
        }
    }
}

[Allow(Policy.Administer)]
internal sealed class MovePostPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public MovePost Command { get; set; } = null!;

    public string Title { get; private set; } = "";

    public IReadOnlyList<Option> Teams { get; private set; } = [];

    public async Task OnGet(Guid id)
    {
        var post = await Ask(new PostDetails(id));
        Command = new(id, post.Version, post.Team);
        await Prepare();
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/organisation/posts/{Command.Id}", said: "The post has been moved.");

    protected override async Task Prepare()
    {
        Title = (await Ask(new PostDetails(Command.Id))).Title;
        Teams = [.. (await Ask(new ListTeams())).Select(team => new Option(team.Id.ToString(), team.Name))];
    }
}
