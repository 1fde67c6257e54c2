using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/sites")]
internal sealed record OpenSite(Guid Id, string? Name, string? Place) : ICommand
{
    internal sealed class Validator : AbstractValidator<OpenSite>
    {
        public Validator()
        {
            RuleFor(c => c.Id).NotEmpty().WithMessage("Give the site an id");
            RuleFor(c => c.Name).IsSiteName();
            RuleFor(c => c.Place).IsPlace();
        }
    }

    internal sealed class Handler(IEventStore store) : RequestHandler<OpenSite>
    {
        protected override void Handle(OpenSite request) =>
            store.Start(request.Id, Site.OpenUp(request.Id, request.Name!.Trim(), request.Place.OrNull()));
    }
}

internal static class SiteRules
{
    public static IRuleBuilderOptions<T, string?> IsSiteName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty()
            .WithMessage("Enter the site’s name")
            .MaximumLength(100)
            .WithMessage("The site’s name must be 100 characters or fewer");

    public static IRuleBuilderOptions<T, string?> IsPlace<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MaximumLength(200).WithMessage("The town or country must be 200 characters or fewer");

    /// <summary>What was typed without spaces around it; nothing typed is null.</summary>
    public static string? OrNull(this string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}

[Allow(Policy.Administer)]
internal sealed class OpenSitePage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public OpenSite Command { get; set; } = null!;

    public void OnGet() => Command = new(Guid.CreateVersion7(), Name: null, Place: null);

    public Task<IActionResult> OnPost() =>
        Send(Command, then: "/organisation", said: $"{Command.Name} has been opened.");
}
