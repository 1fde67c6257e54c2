using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

/// <summary>Says which post a post reports to: what is late goes to whoever holds it.</summary>
/// <param name="Manager">The post above; null for none.</param>
[Allow(Policy.Administer), Api("POST", "/api/organisation/posts/{id}/put-under")]
internal sealed record PutPostUnder(Guid Id, int? Version, Guid? Manager) : ICommand
{
    internal sealed class Handler(Session session, IEventStore store) : AsyncRequestHandler<PutPostUnder>
    {
        protected override async Task Handle(PutPostUnder request, CancellationToken cancellationToken)
        {
            var posts = await session.Query<Above>(
                "select id, reports_to from post where division = @Division and not abolished",
                new { session.Caller.Division },
                cancellationToken
            );
            await store.Change<Post>(
                request.Id,
                request.Version,
                post => post.PutUnder(request.Manager, posts.ToDictionary(one => one.Id, one => one.ReportsTo)),
                cancellationToken
            );
        }
    }

    private sealed class Above
    {
        public Guid Id { get; init; }
        public Guid? ReportsTo { get; init; }
    }
}

[Allow(Policy.Administer)]
internal sealed class PutPostUnderPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public PutPostUnder Command { get; set; } = null!;

    public string Title { get; private set; } = "";

    public IReadOnlyList<Option> Posts { get; private set; } = [];

    public async Task OnGet(Guid id)
    {
        var post = await Ask(new PostDetails(id));
        Command = new(id, post.Version, post.ReportsTo);
        await Prepare();
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/organisation/posts/{Command.Id}", said: "Whom the post reports to has been changed.");

    protected override async Task Prepare()
    {
        Title = (await Ask(new PostDetails(Command.Id))).Title;
        Posts =
        [
            .. (await Ask(new ListPosts()))
                .Where(post => post.Id != Command.Id)
                .Select(post => new Option(post.Id.ToString(), post.Title)),
        ];
    }
}
