using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/sites/{id}/close")]
internal sealed record CloseSite(Guid Id, int? Version) : ICommand
{
    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<CloseSite>
    {
        protected override Task Handle(CloseSite request, CancellationToken cancellationToken) =>
            store.Change<Site>(request.Id, request.Version, site => site.Close(), cancellationToken);
    }
}

[Allow(Policy.Administer)]
internal sealed class CloseSitePage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public CloseSite Command { get; set; } = null!;

    public string Name { get; private set; } = "";

    public async Task OnGet(Guid id)
    {
        var site = await Ask(new SiteDetails(id));
        (Name, Command) = (site.Name, new(id, site.Version));
    }

    public Task<IActionResult> OnPost() => Send(Command, then: "/organisation", said: "The site has been closed.");

    protected override async Task Prepare() => Name = (await Ask(new SiteDetails(Command.Id))).Name;
}
