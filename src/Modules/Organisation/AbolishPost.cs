using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/posts/{id}/abolish")]
internal sealed record AbolishPost(Guid Id, int? Version) : ICommand
{
    internal sealed class Handler(IEventStore store, TimeProvider clock) : AsyncRequestHandler<AbolishPost>
    {
        protected override Task Handle(AbolishPost request, CancellationToken cancellationToken) =>
            store.Change<Post>(request.Id, request.Version, post => post.Abolish(clock.Today()), cancellationToken);
    }
}

[Allow(Policy.Administer)]
internal sealed class AbolishPostPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public AbolishPost Command { get; set; } = null!;

    public string Title { get; private set; } = "";

    public async Task OnGet(Guid id)
    {
        var post = await Ask(new PostDetails(id));
        (Title, Command) = (post.Title, new(id, post.Version));
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/organisation/posts/{Command.Id}", said: "The post has been abolished.");

    protected override async Task Prepare() => Title = (await Ask(new PostDetails(Command.Id))).Title;
}
