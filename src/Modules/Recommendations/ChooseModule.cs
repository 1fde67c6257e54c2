using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

[Allow(Policy.Manage)]
[Api("POST", "/api/recommendations/{id}/module")]
internal sealed record ChooseModule(Guid Id, int? Version, string? Module) : ICommand
{
    internal sealed class Validator : AbstractValidator<ChooseModule>
    {
        public Validator() =>
            RuleFor(c => c.Module)
                .Must(module => ServingModule.All.Any(one => one.Key == module))
                .WithMessage("Select the module that serves this recommendation");
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<ChooseModule>
    {
        protected override Task Handle(ChooseModule command, CancellationToken cancel) =>
            store.Change<Recommendation>(
                command.Id,
                command.Version,
                recommendation => recommendation.Serve(command.Module!),
                cancel
            );
    }
}

[Allow(Policy.Manage)]
internal sealed class ChooseModulePage(IMediator mediator) : RecommendationFormPage(mediator)
{
    [BindProperty]
    public ChooseModule Command { get; set; } = null!;

    public async Task OnGet(Guid id) => Command = new(id, (await Show(id)).Version, Recommendation.ServedBy);

    public Task<IActionResult> OnPost() => Send(Command, $"/recommendations/{Command.Id}", "The module is chosen");

    protected override Task Prepare() => Show(Command.Id);
}
