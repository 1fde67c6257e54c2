using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/posts/{id}/retitle")]
internal sealed record RetitlePost(Guid Id, int? Version, string? Title, string? Abbreviation) : ICommand
{
    internal sealed class Validator : AbstractValidator<RetitlePost>
    {
        public Validator()
        {
            RuleFor(c => c.Title).IsPostTitle();
            RuleFor(c => c.Abbreviation).IsAbbreviation();
        }
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<RetitlePost>
    {
        protected override Task Handle(RetitlePost request, CancellationToken cancellationToken) =>
            store.Change<Post>(
                request.Id,
                request.Version,
                post => post.Retitle(request.Title!.Trim(), request.Abbreviation.OrNull()),
                cancellationToken
            );
    }
}

[Allow(Policy.Administer)]
internal sealed class RetitlePostPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public RetitlePost Command { get; set; } = null!;

    public string Title { get; private set; } = "";

    public async Task OnGet(Guid id)
    {
        var post = await Ask(new PostDetails(id));
        (Title, Command) = (post.Title, new(id, post.Version, post.Title, post.Abbreviation));
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/organisation/posts/{Command.Id}", said: "The post has been retitled.");

    protected override async Task Prepare() => Title = (await Ask(new PostDetails(Command.Id))).Title;
}
