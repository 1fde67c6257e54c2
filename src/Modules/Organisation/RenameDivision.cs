using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/rename")]
internal sealed record RenameDivision(string? Name) : ICommand
{
    internal sealed class Validator : AbstractValidator<RenameDivision>
    {
        public Validator() =>
            RuleFor(c => c.Name)
                .NotEmpty()
                .WithMessage("Enter the division’s name")
                .MaximumLength(100)
                .WithMessage("The division’s name must be 100 characters or fewer");
    }

    internal sealed class Handler(IEventStore store, Session session) : AsyncRequestHandler<RenameDivision>
    {
        protected override async Task Handle(RenameDivision request, CancellationToken cancellationToken)
        {
            var name = request.Name!.Trim();
            await store.Change<Division>(Division.Stream, null, division => division.Rename(name), cancellationToken);
            await session.Execute("select kernel.rename_division(@name)", new { name }, cancellationToken);
        }
    }
}

[Allow(Policy.Administer)]
internal sealed class RenameDivisionPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public RenameDivision Command { get; set; } = null!;

    public async Task OnGet() => Command = new((await Ask(new Overview())).Name);

    public Task<IActionResult> OnPost() => Send(Command, then: "/organisation", said: "The division has been renamed.");
}
