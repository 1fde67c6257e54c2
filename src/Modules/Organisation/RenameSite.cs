using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/sites/{id}/rename")]
internal sealed record RenameSite(Guid Id, int? Version, string? Name, string? Place) : ICommand
{
    internal sealed class Validator : AbstractValidator<RenameSite>
    {
        public Validator()
        {
            RuleFor(c => c.Name).IsSiteName();
            RuleFor(c => c.Place).IsPlace();
        }
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<RenameSite>
    {
        protected override Task Handle(RenameSite request, CancellationToken cancellationToken) =>
            store.Change<Site>(
                request.Id,
                request.Version,
                site => site.Rename(request.Name!.Trim(), request.Place.OrNull()),
                cancellationToken
            );
    }
}

[Allow(Policy.Administer)]
internal sealed class RenameSitePage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public RenameSite Command { get; set; } = null!;

    public async Task OnGet(Guid id)
    {
        var site = await Ask(new SiteDetails(id));
        Command = new(id, site.Version, site.Name, site.Place);
    }

    public Task<IActionResult> OnPost() => Send(Command, then: "/organisation", said: "The site has been changed.");
}
